"""Rules of JSON Feed 1.1."""

from feeds.validate.rule import error, warning

NOT_JSON = error(
    "JSON001",
    "not-json",
    "The document is not valid JSON.",
    "Readers show nothing.",
    "Write it with a JSON library.",
    "RFC 8259 §2 (R-JSON-17)",
)
NOT_UTF8 = error(
    "JSON002",
    "json-not-in-utf-8",
    "The document is not in UTF-8, or begins with a byte order mark.",
    "JSON parsers reject it.",
    "Write UTF-8 without a byte order mark.",
    "RFC 8259 §8.1 (R-JSON-17)",
)
NOT_OBJECT = error(
    "JSON003",
    "feed-not-an-object",
    "The document is JSON but not an object.",
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
    "The version is not the URL of a version of JSON Feed.",
    "Readers recognise JSON feeds by it.",
    "Write https://jsonfeed.org/version/1.1.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
VERSION_OLD = warning(
    "JSON006",
    "version-1",
    "The feed is of version 1.",
    "Version 1 has neither authors nor language.",
    "Write version 1.1.",
    "JSON Feed 1.1 Deprecations (R-JSON-01)",
)
VERSION_NOT_FIRST = warning(
    "JSON007",
    "version-not-first",
    "The version is not the first key.",
    "Readers that check only the beginning do not recognise the feed.",
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
    "Readers reject it; an empty array is allowed.",
    "Add items as an array.",
    "JSON Feed 1.1 Top-level (R-JSON-01)",
)
WRONG_TYPE = error(
    "JSON010",
    "value-of-another-type",
    "The type of a value differs from the specification.",
    "Typed parsers reject the item or the whole feed.",
    "Write a value of the type in the message.",
    "JSON Feed 1.1 (R-JSON-16)",
)
NULL = warning(
    "JSON011",
    "null-value",
    "A value is null.",
    "Typed parsers reject it.",
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
    "A plain-text value contains HTML.",
    "Readers show the tags as text.",
    "Move the HTML to content_html.",
    "JSON Feed 1.1 Items (R-JSON-05)",
)
URL = error(
    "JSON020",
    "not-a-full-url",
    "An address is relative or not a valid URL.",
    "JSON Feed has no base address, so readers cannot follow it.",
    "Write an absolute address: https://host/path.",
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
    "The deprecated author is used without authors.",
    "Readers of version 1.1 expect authors.",
    "Add authors as an array; author may stay.",
    "JSON Feed 1.1 Deprecations (R-JSON-08)",
)
HUB = error(
    "JSON026",
    "hub-incomplete",
    "A hub lacks type or url.",
    "Readers cannot subscribe to it.",
    "Add both values.",
    "JSON Feed 1.1 hubs (R-JSON-11)",
)
NEXT_IS_FEED = error(
    "JSON027",
    "next-page-is-this-page",
    "next_url is the address of the feed itself.",
    "Readers loop.",
    "Remove next_url from the last page.",
    "JSON Feed 1.1 next_url (R-JSON-12)",
)
EXTENSION_NAME = error(
    "JSON028",
    "invalid-extension-name",
    "The key of an extension is not an underscore and a letter, or contains a full stop.",
    "Readers may misinterpret it.",
    "Write a key such as _name.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
EXTENSION_OBJECT = warning(
    "JSON029",
    "extension-not-an-object",
    "The value of an extension is not an object.",
    "It cannot be extended later.",
    "Write an object.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
EXTENSION_ABOUT = warning(
    "JSON030",
    "extension-without-about",
    "No use of an extension has the key about.",
    "Its meaning is undocumented.",
    "Add about with the address of a description once.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
UNKNOWN_KEY = warning(
    "JSON031",
    "unknown-key",
    "A key is neither defined by JSON Feed nor an extension.",
    "Readers ignore it; often it is a misspelling, and a later version may use the name.",
    "Correct its spelling, or begin it with an underscore.",
    "JSON Feed 1.1 Extensions (R-JSON-15)",
)
KEY_TWICE = error(
    "JSON032",
    "key-twice",
    "An object has the same key more than once.",
    "Some parsers take the first, others the last; some reject the document.",
    "Keep one.",
    "RFC 8259 §4 (R-JSON-17)",
)
NOT_NUMBER = error(
    "JSON033",
    "nan-or-infinity",
    "A number is NaN or Infinity, which JSON does not have.",
    "Parsers reject the document.",
    "Leave the key out.",
    "RFC 8259 §6 (R-JSON-17)",
)
SURROGATE = error(
    "JSON034",
    "lone-surrogate",
    "A string contains half of a surrogate pair.",
    "Parsers reject the document or show a replacement character.",
    "Truncate texts between characters, not inside one.",
    "RFC 8259 §8.2 (R-JSON-17)",
)
FEED_URL_MISSING = warning(
    "JSON035",
    "missing-feed-url",
    "The feed has no feed_url.",
    "Readers with a copy cannot subscribe, and WebSub cannot determine the topic.",
    "Add feed_url with the canonical address.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
HOME_PAGE_MISSING = warning(
    "JSON036",
    "missing-home-page",
    "The feed has no home_page_url.",
    "Readers cannot link to the site.",
    "Add home_page_url.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
FEED_URL_DIFFERS = warning(
    "JSON037",
    "feed-url-differs-from-location",
    "feed_url differs from the address of the document.",
    "Readers keep two subscriptions, and WebSub uses the other address.",
    "Write the canonical address, and redirect the others to it.",
    "JSON Feed 1.1 Top-level (R-JSON-02)",
)
LANGUAGE = error(
    "JSON038",
    "not-a-language-tag",
    "A language is not a well-formed tag of a registered language.",
    "Readers choose fonts and voices by it, and ignore unknown values.",
    "Write a tag such as zh-CN or en-GB.",
    "JSON Feed 1.1; RFC 5646 §2.1 (R-LANG-01)",
)
TOO_DEEP = error(
    "JSON039",
    "json-beyond-limits",
    "The document is larger or more deeply nested than readers accept.",
    "Parsers stop or crash.",
    "Reduce its size or its nesting.",
    "RFC 8259 §9",
)
EXPIRED_NEXT = warning(
    "JSON048",
    "expired-with-hubs",
    "The feed is expired and has hubs.",
    "An expired feed never changes, so hubs have nothing to push.",
    "Remove hubs or expired.",
    "JSON Feed 1.1 expired (R-JSON-14)",
)
