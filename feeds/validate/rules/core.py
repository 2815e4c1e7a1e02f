"""Rules about the placement of elements in any vocabulary."""

from feeds.validate.rule import error, warning

UNDEFINED = error(
    "CORE001",
    "undefined-element",
    "An element appears where its specification does not allow it, or is not defined at all.",
    "Readers ignore it; often it is a misspelling of an important one.",
    "Correct its spelling, move it, or put it into an extension namespace.",
    "RSS 2.0 Extending RSS; RFC 4287 §6.2 (R-RSS-01, R-ATOM-26)",
    "UndefinedElement",
)
UNDEFINED_EXTENSION = error(
    "CORE002",
    "undefined-extension-element",
    "An element of a well-known extension appears where the extension does not define it.",
    "Readers that support the extension expect it in another place.",
    "Correct its spelling, or move it to the element that the extension names.",
    "The specification of the extension (R-RSS-28)",
    "UndefinedElement",
)
QUESTIONABLE = warning(
    "CORE003",
    "doubtful-place",
    "An Atom element appears inside an element for which Atom does not define it.",
    "Readers ignore it.",
    "Move it to where Atom defines it.",
    "RFC 4287 §6.4",
    "QuestionableUsage",
)
NOT_IN_NAMESPACE = error(
    "CORE004",
    "extension-child-without-namespace",
    "A child of an extension element has no namespace in an RSS document.",
    "RSS has no namespace, so readers interpret the element as one of RSS.",
    "Put it into the namespace of its parent.",
    "RSS 2.0 Extending RSS (R-RSS-01)",
    "NotInANamespace",
)
ROOT_UNKNOWN = error(
    "CORE005",
    "not-a-feed",
    "The document is not RSS, Atom, JSON Feed or OPML.",
    "Readers reject it.",
    "Check that the address is that of the feed, not of a page.",
    "RFC 4287 §2; RSS 2.0; JSON Feed 1.1; OPML 2.0",
    "UndefinedElement",
)
EMPTY = error(
    "CORE006",
    "empty-document",
    "The document is empty.",
    "Readers keep the previous version and report an error.",
    "Publish a feed without entries: a head alone is valid.",
    "XML 1.0 §2.1 (R-XML-15)",
    "SAXError",
)
EXTENSION_TWICE = error(
    "CORE007",
    "extension-element-twice",
    "An extension element that may appear once appears more than once.",
    "Some readers take the first, others the last.",
    "Keep one.",
    "The specification of the extension (R-RSS-31)",
    "DuplicateElement",
)
EXTENSION_CHILD_MISSING = error(
    "CORE008",
    "extension-child-missing",
    "An extension element lacks a child that its specification requires.",
    "Readers drop the element.",
    "Add the child, or leave the element out.",
    "The specification of the extension",
    "MissingElement",
)
ATTRIBUTE_MISSING = error(
    "CORE009",
    "attribute-missing",
    "An element lacks an attribute that its specification requires.",
    "Readers drop the element.",
    "Add the attribute, or leave the element out.",
    "The specification of the element",
    "MissingAttribute",
)
