"""Rules of JSON Feed 1.1."""

from feeds.validate.rule import error, warning

NOT_JSON = error(
    "JSON001",
    "not-json",
    "The document is no JSON text.",
    "Readers show nothing at all.",
    "Write it with a JSON library.",
    "RFC 8259 §2 (R-JSON-17)",
)
NOT_UTF8 = error(
    "JSON002",
    "json-not-in-utf-8",
    "The document is not in UTF-8, or begins with a byte order mark.",
    "JSON parsers refuse it.",
    "Write UTF-8 without a mark.",
    "RFC 8259 §8.1 (R-JSON-17)",
)
NOT_OBJECT = error(
    "JSON003",
    "feed-not-an-object",
    "The document is JSON, but no object.",
    "Readers find no feed.",
    "Write one object with version, title and items.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
VERSION_MISSING = error(
    "JSON004",
    "missing-version",
    "The feed has no version.",
    "Readers recognise JSON feeds by it.",
    "Write https://jsonfeed.org/version/1.1.",
    "JSON Feed 1.1 Top-level (R-JSON-01, R-JSON-18)",
)
VERSION = error(
    "JSON005",
    "unknown-version",
    "The version is no URL of a version of JSON Feed.",
    "Readers recognise JSON feeds by it.",
    "Write https://jsonfeed.org/version/1.1.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
VERSION_OLD = warning(
    "JSON006",
    "version-1",
    "The feed is of version 1.",
    "It has no authors and no language.",
    "Write version 1.1.",
    "JSON Feed 1.1 Deprecations (R-JSON-01)",
)
VERSION_NOT_FIRST = warning(
    "JSON007",
    "version-not-first",
    "The version is not the first key.",
    "Readers that look at the beginning only do not recognise the feed.",
    "Write version first.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
TITLE_MISSING = error(
    "JSON008",
    "feed-without-title",
    "The feed has no title.",
    "Readers show the subscription without a name.",
    "Add a title.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
ITEMS_MISSING = error(
    "JSON009",
    "feed-without-items",
    "The feed has no items.",
    "Readers refuse it; an empty list would do.",
    "Add items, an array.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
WRONG_TYPE = error(
    "JSON010",
    "value-of-another-type",
    "A value has another type than the specification gives it.",
    "Typed parsers refuse the item or the whole feed.",
    "Write the type that the message names.",
    "JSON Feed 1.1 (R-JSON-16)",
)
NULL = warning(
    "JSON011",
    "null-value",
    "A value is null.",
    "Typed parsers refuse it.",
    "Leave the key out.",
    "JSON Feed 1.1 (R-JSON-16)",
)
EMPTY = warning(
    "JSON012",
    "empty-value",
    "A value is an empty string.",
    "Readers show an empty line.",
    "Leave the key out.",
    "JSON Feed 1.1 (R-JSON-16)",
)
MARKUP_IN_TEXT = warning(
    "JSON017",
    "markup-in-plain-value",
    "A value of plain text holds HTML.",
    "Readers show the tags.",
    "Move the HTML to content_html.",
    "JSON Feed 1.1 Items (R-JSON-05)",
)
URL = error(
    "JSON020",
    "not-a-full-url",
    "An address is not complete, or no URL at all.",
    "JSON Feed has no base; readers cannot follow it.",
    "Write the whole address: https://host/path.",
    "JSON Feed 1.1 (R-JSON-20, R-URL-01)",
)
AUTHOR_EMPTY = error(
    "JSON021",
    "author-without-anything",
    "An author has neither name nor url nor avatar.",
    "Readers show nothing.",
    "Add a name, or leave the author out.",
    "JSON Feed 1.1 Top-level authors (R-JSON-08)",
)
AUTHOR_OLD = warning(
    "JSON022",
    "author-without-authors",
    "The deprecated author stands without authors.",
    "Readers of 1.1 look for authors.",
    "Write authors, an array; author may stay beside it.",
    "JSON Feed 1.1 Deprecations (R-JSON-08)",
)
HUB = error(
    "JSON026",
    "hub-incomplete",
    "A hub lacks type or url.",
    "Readers cannot subscribe to it.",
    "Add both.",
    "JSON Feed 1.1 hubs (R-JSON-11)",
)
NEXT_IS_FEED = error(
    "JSON027",
    "next-page-is-this-page",
    "next_url is the address of the feed itself.",
    "Readers walk in circles.",
    "Leave next_url out on the last page.",
    "JSON Feed 1.1 next_url (R-JSON-12)",
)
EXTENSION_NAME = error(
    "JSON028",
    "invalid-extension-name",
    "The key of an extension is not an underscore, a letter and more without a full stop.",
    "Readers may take it for something else.",
    "Write _name.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
EXTENSION_OBJECT = warning(
    "JSON029",
    "extension-not-an-object",
    "The value of an extension is no object.",
    "Nothing can be added to it later.",
    "Write an object.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
EXTENSION_ABOUT = warning(
    "JSON030",
    "extension-without-about",
    "No use of an extension has the key about.",
    "Nobody can find out what it means.",
    "Add about with the address of its description once.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
UNKNOWN_KEY = warning(
    "JSON031",
    "unknown-key",
    "A key is none of JSON Feed and no extension.",
    "Readers ignore it, and often it is a misspelling; a later version may use the name.",
    "Correct its spelling, or begin it with an underscore.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
KEY_TWICE = error(
    "JSON032",
    "key-twice",
    "An object has the same key twice.",
    "Parsers take the first or the last, or refuse the document.",
    "Keep one.",
    "RFC 8259 §4 (R-JSON-17)",
)
NOT_NUMBER = error(
    "JSON033",
    "nan-or-infinity",
    "A number is NaN or Infinity, which JSON does not have.",
    "Parsers refuse the document.",
    "Leave the key out.",
    "RFC 8259 §6 (R-JSON-17)",
)
SURROGATE = error(
    "JSON034",
    "lone-surrogate",
    "A string holds half of a surrogate pair.",
    "Parsers refuse the document or show a replacement character.",
    "Cut texts between characters, never inside one.",
    "RFC 8259 §8.2 (R-JSON-17)",
)
FEED_URL_MISSING = warning(
    "JSON035",
    "missing-feed-url",
    "The feed does not say its own address.",
    "Readers that were given a copy cannot subscribe, and WebSub finds no topic.",
    "Add feed_url with the canonical address.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
HOME_PAGE_MISSING = warning(
    "JSON036",
    "missing-home-page",
    "The feed does not say which page it belongs to.",
    "Readers cannot lead to the site.",
    "Add home_page_url.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
FEED_URL_DIFFERS = warning(
    "JSON037",
    "feed-url-differs-from-location",
    "feed_url is not the address the document was read from.",
    "Readers keep two subscriptions, and WebSub pushes the other address.",
    "Write the canonical address, and redirect the others to it.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
LANGUAGE = error(
    "JSON038",
    "not-a-language-tag",
    "A language is no well-formed tag of a registered language.",
    "Readers choose fonts and voices by it, and ignore what they do not know.",
    "Write a tag like zh-CN or en-GB.",
    "JSON Feed 1.1; RFC 5646 §2.1 (R-LANG-01)",
)
TOO_DEEP = error(
    "JSON039",
    "json-beyond-limits",
    "The document is nested deeper, or larger, than a reader would take.",
    "Parsers stop or crash.",
    "Flatten it.",
    "RFC 8259 §9",
)
EXPIRED_NEXT = warning(
    "JSON048",
    "expired-with-hubs",
    "The feed is expired and has hubs.",
    "A feed that never changes again has nothing to push.",
    "Remove hubs, or expired.",
    "JSON Feed 1.1 expired (R-JSON-14)",
)
