"""Rules about values: dates, addresses, languages, media types, numbers, mail addresses."""

from feeds.validate.rule import error, warning

RFC3339 = error(
    "VAL001",
    "not-an-rfc3339-date",
    "A date is not in the form of RFC 3339 with upper-case T and Z, or names a time that does not exist.",
    "Readers drop the date or the entry, or sort it wrongly.",
    "Write 2024-10-22T01:07:16Z.",
    "RFC 4287 §3.3; RFC 3339 §5.6 (R-TIME-03)",
    "InvalidRFC3339Date",
)
RFC822 = error(
    "VAL002",
    "not-an-rfc822-date",
    "A date is not in the form of RFC 822 with a four-digit year, or names a time that does not exist.",
    "Readers drop the date and show the time of retrieval instead.",
    "Write Tue, 22 Oct 2024 01:07:16 GMT.",
    "RSS 2.0; RFC 822 §5 (R-RSS-10)",
    "InvalidRFC2822Date",
)
WRONG_WEEKDAY = error(
    "VAL003",
    "wrong-weekday",
    "The weekday of a date does not match the date.",
    "Strict parsers reject the date.",
    "Compute the weekday, or leave it out.",
    "RFC 822 §5.1 (R-TIME-11)",
    "IncorrectDOW",
)
OLD_DATE = warning(
    "VAL004",
    "date-readers-differ-about",
    "A date has a form of RFC 822 that readers interpret differently: two-digit year, military zone.",
    "Some readers drop it; others are wrong by hours or a century.",
    "Write Tue, 22 Oct 2024 01:07:16 GMT.",
    "RSS Profile §3.2 (R-RSS-10, R-TIME-09)",
    "ProblematicalRFC822Date",
)
W3CDTF = error(
    "VAL005",
    "not-a-w3c-date",
    "A date is not in the W3C date and time format; a time needs an offset.",
    "Readers drop the date.",
    "Write 2024-10-22T01:07:16Z, or 2024-10-22.",
    "W3C NOTE-datetime; RSS 1.0 modules (R-RSS-30)",
    "InvalidW3CDTFDate",
)
ISO8601 = error(
    "VAL006",
    "not-an-iso8601-date",
    "A date is not in the form of ISO 8601.",
    "Readers drop the date.",
    "Write 2024-10-22T01:07:16Z.",
    "ISO 8601",
    "InvalidISO8601DateTime",
    "InvalidISO8601Date",
)
IMPLAUSIBLE = warning(
    "VAL007",
    "implausible-date",
    "A date is in the future or before 1990.",
    "Readers show future entries at the top or hide them; none waits until the date.",
    "Publish entries at their time, and correct dates that come from a default.",
    "RSS Profile §4.1.1.20.8 (R-TIME-18, R-RSS-33)",
    "ImplausibleDate",
)
URI_CHARACTER = error(
    "VAL020",
    "character-not-allowed-in-uri",
    "An address contains a character that URIs do not allow, such as a space, a quote or a backslash.",
    "Readers cut the address there or reject it.",
    "Percent-encode the character (%20).",
    "RFC 3986 §2 (R-URL-05)",
    "InvalidUriChar",
)
URI_ESCAPE = warning(
    "VAL021",
    "percent-without-digits",
    "A percent sign in an address is not followed by two hexadecimal digits.",
    "Servers answer 400, and readers repair it in different ways.",
    "Write %25 for a percent sign.",
    "RFC 3986 §2.1 (R-URL-05)",
    "NotURLEncoded",
)
URI_INVALID = error(
    "VAL022",
    "not-an-iri",
    "A value is not a valid IRI reference.",
    "Readers cannot follow it.",
    "Write an absolute address: https://host/path.",
    "RFC 4287 §2; RFC 3987 (R-URL-01)",
    "InvalidIRI",
    "InvalidLink",
)
URI_NOT_FULL = error(
    "VAL023",
    "not-a-full-address",
    "A value must be an absolute URI with a scheme, but is not.",
    "RSS has no base address to resolve it against, so readers cannot follow it.",
    "Write an absolute address: https://host/path.",
    "RSS 2.0 Comments; RFC 4287 §4.2.6 (R-RSS-13, R-ID-03)",
    "InvalidFullLink",
)
URI_NOT_ASCII = error(
    "VAL024",
    "address-not-in-ascii",
    "An address contains characters beyond ASCII where only a URI is allowed.",
    "Old readers send the bytes unchanged and get an error.",
    "Encode the host with IDNA and percent-encode the path.",
    "RSS Profile §3.4; RFC 3987 §3.1 (R-URL-04)",
    "UriNotIri",
)
TAG_URI = error(
    "VAL025",
    "not-a-tag-uri",
    "A tag: URI does not have the form tag:authority,date:specific.",
    "It is not a reliable identifier; strict readers reject the id.",
    "Write tag:example.org,2024-10-22:name.",
    "RFC 4151 §2.1 (R-ID-12)",
    "InvalidTAG",
)
URN = error(
    "VAL026",
    "not-a-urn",
    "A URN does not have the form urn:nid:nss.",
    "It is not a reliable identifier; strict readers reject the id.",
    "Use a registered namespace and only characters that URNs allow.",
    "RFC 8141 §2 (R-ID-03)",
    "InvalidURN",
)
UUID = error(
    "VAL027",
    "not-a-uuid",
    "A urn:uuid: does not contain 32 hexadecimal digits in groups of 8-4-4-4-12.",
    "It is not a reliable identifier.",
    "Generate a valid UUID.",
    "RFC 4122 §3 (R-ID-03)",
    "InvalidUUID",
)
SCHEME_UNKNOWN = warning(
    "VAL028",
    "scheme-not-registered",
    "The scheme of an address is not in the IANA registry.",
    "Readers cannot open it.",
    "Check its spelling; common schemes are https, mailto, tag and urn.",
    "RFC 3986 §3.1 (R-RSS-13)",
    "SchemeNotIANARegistered",
)
URI_NOT_NORMAL = warning(
    "VAL029",
    "id-not-in-normal-form",
    "An id is not in the normal form of URIs.",
    "Intermediaries may normalise it, and readers then show the entry a second time.",
    "Write ids with lower-case scheme and host, upper-case escapes and no default port.",
    "RFC 4287 §4.2.6.1; RFC 3986 §6.2.2 (R-ID-06)",
    "NonCanonicalURI",
)
SAME_DOCUMENT = warning(
    "VAL030",
    "reference-to-the-document-itself",
    "A reference resolves to its xml:base, which is not the address of the document.",
    "Some readers resolve it to the feed itself, others to the page.",
    "Write the absolute address.",
    "RFC 3986 §4.4 (R-URL-08)",
    "SameDocumentReference",
)
HTTP_URL = error(
    "VAL031",
    "not-an-http-url",
    "A value must be an http or https URL with a host name, but is not.",
    "Players and directories cannot fetch it.",
    "Write https://host/path.",
    "RSS 2.0 enclosure; Apple Podcasts requirements (R-RSS-20)",
    "InvalidURLAttribute",
)
URI_ATTRIBUTE = error(
    "VAL032",
    "attribute-not-an-address",
    "An attribute must contain an address, but does not.",
    "Readers cannot follow it.",
    "Write an absolute address.",
    "RFC 4287 §4.1.3.2 (R-ATOM-15)",
    "InvalidURIAttribute",
)
LANGUAGE = error(
    "VAL040",
    "not-a-language-tag",
    "A language is not a well-formed tag of a registered language.",
    "Readers choose fonts, hyphenation and voices by it, and ignore unknown values.",
    "Write a tag such as zh-CN, en-GB or yue, not zh_CN or English.",
    "RFC 5646 §2.1 (R-LANG-01)",
    "InvalidLanguage",
)
MEDIA_TYPE = error(
    "VAL041",
    "not-a-media-type",
    "A media type does not have the form type/subtype.",
    "Readers cannot determine the type of the link or the content.",
    "Write a registered type, such as text/html or audio/mpeg.",
    "RFC 4287 §4.2.7.3; RFC 2045 §5.1 (R-ATOM-15)",
    "InvalidMIMEType",
)
MEDIA_TYPE_ATTRIBUTE = error(
    "VAL042",
    "enclosure-type-not-a-media-type",
    "The type of an enclosure or media object does not have the form type/subtype.",
    "Players cannot determine whether they can play it.",
    "Write the type the server sends, such as audio/mpeg.",
    "RSS 2.0 enclosure; Media RSS (R-RSS-20)",
    "InvalidMIMEAttribute",
)
MAIL_SPEC = error(
    "VAL043",
    "not-a-mail-address",
    "A mail address does not have the form user@host.",
    "Mail to it cannot be delivered; strict readers drop the person.",
    "Write the address alone, or leave the element out.",
    "RFC 4287 §3.2.3; RFC 2822 §3.4.1 (R-ATOM-07)",
    "InvalidAddrSpec",
)
MAIL_CONTACT = error(
    "VAL044",
    "contact-without-mail-address",
    "An element that requires a mail address contains none.",
    "Readers show the text as an address.",
    "Write user@host (Real Name), or use dc:creator for a name without an address.",
    "RSS 2.0 author (R-RSS-19)",
    "InvalidContact",
)
MAIL_NO_NAME = warning(
    "VAL045",
    "mail-address-without-name",
    "A mail address has no name of the person.",
    "Readers show the address as the author.",
    "Write user@host (Real Name).",
    "RSS Profile §3.3 (R-RSS-19)",
    "MissingRealName",
)
MAIL_FORM = warning(
    "VAL046",
    "mail-address-in-another-form",
    "A mail address and a name do not have the form user@host (Real Name).",
    "Readers show the address and brackets as part of the name.",
    "Write user@host (Real Name).",
    "RSS Profile §3.3 (R-RSS-19)",
    "EmailFormat",
)
MAIL_IN_NAME = warning(
    "VAL047",
    "mail-address-in-name",
    "The name of a person contains a mail address.",
    "It is displayed publicly and collected for spam.",
    "Move the address to the email element, or leave it out.",
    "RFC 4287 §3.2.1 (R-ATOM-07)",
    "ContainsEmail",
)
