"""Rules of the emission profile: what other validators reject although specifications allow it.

They apply only to documents of this service (``check(…, emitted=True)``), which use something else instead.
"""

from feeds.validate.rule import error

ELEMENT_REJECTED = error(
    "EMIT001",
    "element-rejected-by-validators",
    "An element is defined by its specification but unknown to the W3C validator.",
    "Publishers who check the feed there see an error and lose trust in it.",
    "Use an element that both know: dc:publisher and dc:source instead of dcterms, or leave it out.",
    "Decision 0003",
    "UndefinedElement",
)
LANGUAGE_REJECTED = error(
    "EMIT002",
    "language-rejected-by-validators",
    "The language of a tag is neither in ISO 639-1 nor in ISO 639-2, or has been withdrawn.",
    "The W3C validator and older readers reject it.",
    "Write he, id, yi for iw, in, ji and zh for cmn; leave other languages out.",
    "Decision 0003",
    "InvalidLanguage",
)
ADDRESS_REJECTED = error(
    "EMIT003",
    "address-rejected-by-validators",
    "An address contains characters that RFC 2396 does not allow: beyond ASCII, or square brackets.",
    "The W3C validator and older readers reject it.",
    "Percent-encode the character, encode the host by IDNA, or leave it out; wrap an id in urn:uuid.",
    "RFC 2396 §2; decision 0003",
    "UriNotIri",
    "InvalidUriChar",
    "InvalidFullLink",
)
TAG_REJECTED = error(
    "EMIT004",
    "tag-uri-rejected-by-validators",
    "A tag: URI has capital letters in its authority or characters beyond ASCII.",
    "The W3C validator rejects the id.",
    "Wrap the id in urn:uuid.",
    "RFC 4151 §2.1; decision 0003",
    "InvalidTAG",
)
URN_REJECTED = error(
    "EMIT005",
    "urn-rejected-by-validators",
    "A URN has characters that RFC 2141 does not allow, such as / ~ & or ?.",
    "The W3C validator rejects the id.",
    "Wrap the id in urn:uuid.",
    "RFC 2141 §2.2; decision 0003",
    "InvalidURN",
)
HOST_REJECTED = error(
    "EMIT006",
    "media-host-rejected-by-validators",
    "The host of an enclosure or of artwork has no dot, or characters other than letters, digits, hyphens.",
    "The W3C validator rejects the address.",
    "Use media:content for the file, or leave it out.",
    "RSS 2.0 enclosure; decision 0003",
    "InvalidURLAttribute",
)
VALUE_REJECTED = error(
    "EMIT007",
    "value-rejected-by-validators",
    "A podcast value is one that directories accept but the W3C validator rejects.",
    "Publishers who check the feed there see an error and lose trust in it.",
    "Write true or false for itunes:explicit and Yes for itunes:block; use a category of Apple's list.",
    "PSP-1; decision 0003",
    "InvalidTrueFalse",
    "InvalidYesNoClean",
    "InvalidItunesCategory",
)
