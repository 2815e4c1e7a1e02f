"""Faults of records, reported when they are imported or published."""

from feeds.validate.rule import error, warning

_SOURCE = "docs/configuration.md"

NOT_READ = error(
    "REC000",
    "no-record",
    "A line, row or entry could not be read as a record.",
    "It has no fields, so there is nothing to publish.",
    "Correct the place in the source that the message names.",
    _SOURCE,
)
NO_RECORD = error(
    "REC001",
    "no-record",
    "A record is not an object with fields.",
    "It has no fields, so there is nothing to publish.",
    "Write one object for each article.",
    _SOURCE,
)
WRONG_TYPE = warning(
    "REC002",
    "wrong-type",
    "A field has a value of a type that it does not allow.",
    "The field cannot be published.",
    "Write the type that the message names, or map another field with [sources.fields].",
    _SOURCE,
)
MISSING_IDENTITY = error(
    "REC003",
    "missing-identity",
    "A record has neither an id nor a usable url.",
    "Without one of them, a correction cannot be distinguished from a new article.",
    "Add an id or a url, or map them with [sources.fields].",
    "R-ID-01",
)
MISSING_CONTENT = error(
    "REC004",
    "missing-content",
    "A record has neither a title nor content.",
    "Readers have nothing to show.",
    "Add one of them, or map them with [sources.fields].",
    _SOURCE,
)
UNREADABLE_TIME = error(
    "REC005",
    "unreadable-time",
    "A time is in a form that is not known or not unique.",
    "The time may be an embargo, so the record is not published.",
    "Write an RFC 3339 time, or set date_format and timezone for the source.",
    "RFC 3339 §5.6",
)
IMPLAUSIBLE_TIME = error(
    "REC006",
    "implausible-time",
    "A time is too far in the past or in the future.",
    "Readers would sort the article wrongly.",
    "Correct the time in the source.",
    "R-TIME-18",
)
UNUSABLE_ADDRESS = warning(
    "REC007",
    "unusable-address",
    "The url of a record is not an http or https address.",
    "Readers cannot open it.",
    "Write an absolute address, or set base_url for the source.",
    "R-URL-01",
)
DROPPED_ADDRESS = warning(
    "REC008",
    "dropped-address",
    "An optional address is not valid and was left out.",
    "Readers cannot open it.",
    "Write an absolute address, or set base_url for the source.",
    "R-URL-01",
)
UNKNOWN_LANGUAGE = warning(
    "REC009",
    "unknown-language",
    "The language of a record is not a known language tag and was left out.",
    "Readers choose fonts and voices by it.",
    "Write a tag such as zh-CN or en-GB.",
    "RFC 5646 §2.1",
)
UNKNOWN_STATUS = error(
    "REC010",
    "unknown-status",
    "The status of a record is not a known word.",
    "The record may be a draft, so it is not published.",
    "Write usable, withheld or withdrawn, or map the word with [sources.values.status].",
    _SOURCE,
)
BAD_CHANNEL = warning(
    "REC011",
    "bad-channel-path",
    "The path of a channel has characters that are not allowed.",
    "It cannot be part of the address of a feed.",
    "Write lower-case letters, digits, hyphens and slashes.",
    _SOURCE,
)
DROPPED_TIME = warning(
    "REC012",
    "dropped-time",
    "An optional time could not be read and was left out.",
    "Readers do not show it.",
    "Write an RFC 3339 time, or set date_format for the source.",
    "RFC 3339 §5.6",
)
DUPLICATE_ID = error(
    "REC013",
    "duplicate-id",
    "Two records of one source have the same id.",
    "Readers show only one of them.",
    "Give each article its own id.",
    "R-ID-10",
)
FAILED = error(
    "REC014",
    "failed-record",
    "A record caused an unexpected error while it was read.",
    "Nothing of it is published, and other records are not affected.",
    "Report the error with the record; the log has the traceback.",
    _SOURCE,
)
TOO_LONG = warning(
    "REC015",
    "too-long",
    "A field is longer than its limit and was left out or shortened.",
    "Readers truncate or reject very long values.",
    "Shorten the value in the source.",
    _SOURCE,
)
CONTENT_TOO_LONG = error(
    "REC016",
    "content-too-long",
    "The content of a record is longer than the limit.",
    "Readers reject feeds of several megabytes.",
    "Publish a shorter text and link to the full one.",
    _SOURCE,
)
DROPPED_NUMBER = warning(
    "REC017",
    "dropped-number",
    "A number could not be read or is out of range and was left out.",
    "Readers reject invalid sizes and durations.",
    "Write digits without separators or units.",
    _SOURCE,
)
DROPPED_EMAIL = warning(
    "REC018",
    "dropped-email",
    "A mail address is not valid and was left out.",
    "Strict readers reject feeds with invalid addresses.",
    "Write user@host.",
    "R-ATOM-07",
)
TITLE_KIND = warning(
    "REC019",
    "title-kind",
    "A title looks like HTML although the source declares text, or the reverse.",
    "Readers show tags or lose characters.",
    'Set titles = "html" or titles = "text" for the source.',
    _SOURCE,
)
UNTRUSTED_FIELD = warning(
    "REC020",
    "untrusted-field",
    "A field that only trusted sources may set was left out.",
    "Foreign content must not change channels, status or dates of this site.",
    "Set trust = true for the source if you control its content.",
    _SOURCE,
)
REPAIRED_ENCODING = warning(
    "REC021",
    "repaired-encoding",
    "The text was not valid in its declared encoding and was decoded with another one.",
    "Some characters may be wrong.",
    "Declare the real encoding in the source, preferably UTF-8.",
    "R-XML-05",
)
REPLACED_HTML = warning(
    "REC022",
    "replaced-html",
    "HTML that readers remove was replaced by a link, its text or its fallback content.",
    "Readers would remove the element with its content.",
    "Nothing is required; write links instead of embedded elements to avoid the warning.",
    "R-TEXT-10",
)
WORDPRESS_EXPORT = warning(
    "REC023",
    "wordpress-export",
    "A source of kind feed met a WordPress export and read it as one.",
    "An export also holds drafts, private posts and posts with a password; only published posts are read.",
    'Set kind = "wordpress" for the source.',
    _SOURCE,
)
UNTRUSTED_RESTRICTION = error(
    "REC024",
    "untrusted-restriction",
    "A record from an address says that it is not public, or only for a time, and its source is not trusted.",
    "Foreign content may not set these fields, and ignoring them would publish what its system holds back.",
    "Set trust = true for the source if you control its content, or map the field in [sources.fields].",
    _SOURCE,
)
NOT_PUBLIC_COLUMN = error(
    "REC025",
    "not-public-column",
    "A column that no setting uses says that the article is not public.",
    "It would be published although its system holds it back.",
    'Map the column: [sources.fields] status = "state"; or write status = false if it does not matter.',
    _SOURCE,
)
UNKNOWN_COLUMN = warning(
    "REC026",
    "unknown-status-column",
    "A column that no setting uses may say whether the article is public, and its value is unknown.",
    "The article is published, although its system may hold it back.",
    'Map the column: [sources.fields] status = "state"; or write status = false if it does not matter.',
    _SOURCE,
)
UNUSED_FIELD = warning(
    "REC027",
    "unused-field",
    "A record lacks its title, address, content or time, and no setting uses a field that seems to hold it.",
    "Every article would be published without it.",
    'Map the field: [sources.fields] content_html = "body".',
    _SOURCE,
)
UNVERIFIED_ID = warning(
    "REC040",
    "unverified-id",
    "An article from another host has an id in the namespace of this site.",
    "Readers would take it for an article of this site and replace that; so it gets an id of its source.",
    "Set trust = true if the source is yours.",
    "RFC 4287 §8.4",
)
SIGNED_ADDRESS = warning(
    "REC041",
    "signed-address",
    "The address of a file has a signature or a token.",
    "It ends before the article leaves the feed, or it lets every reader in as one client.",
    "Publish the file at a public address that stays.",
    "R-MEDIA-12",
)
UNWRITABLE = error(
    "REC090",
    "unwritable-entry",
    "An entry cannot be written as XML or JSON.",
    "It would make the whole feed unreadable, so it is not published.",
    "Remove the characters that the message names.",
    "XML 1.0 §2.2",
)
