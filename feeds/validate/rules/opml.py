"""Rules of OPML 2.0."""

from feeds.validate.rule import error, warning

VERSION = error(
    "OPML001",
    "unknown-opml-version",
    "The version of opml is not 1.0, 1.1 or 2.0.",
    "Readers cannot determine which rules apply.",
    'Write version="2.0".',
    "OPML 2.0 (R-OPML-01)",
    "InvalidOPMLVersion",
)
VERSION_MISSING = error(
    "OPML002",
    "missing-opml-version",
    "The opml element has no version.",
    "Readers cannot determine which rules apply.",
    'Write version="2.0".',
    "OPML 2.0 (R-OPML-01)",
    "MissingAttribute",
)
HEAD_MISSING = error(
    "OPML003",
    "missing-opml-part",
    "The document lacks head or body, or the body has no outline.",
    "Readers import nothing.",
    "Add one head and one body with at least one outline.",
    "OPML 2.0 (R-OPML-01)",
    "MissingElement",
)
TEXT_MISSING = error(
    "OPML004",
    "outline-without-text",
    "An outline has no text.",
    "Readers show an empty line or drop the feed.",
    "Write the title in text.",
    "OPML 2.0 Required attributes (R-OPML-02)",
    "MissingAttribute",
)
XML_URL_MISSING = warning(
    "OPML005",
    "subscription-without-xmlurl",
    "An outline of type rss has no xmlUrl.",
    "Readers cannot subscribe.",
    "Add the address of the feed.",
    "OPML 2.0 Subscription lists (R-OPML-03)",
    "MissingXmlURL",
)
TITLE_MISSING = warning(
    "OPML006",
    "subscription-without-title",
    "An outline of type rss has no title.",
    "Some readers use title instead of text.",
    "Repeat the text in title.",
    "OPML 2.0 Subscription lists (R-OPML-03)",
    "MissingTitleAttr",
)
URL_MISSING = warning(
    "OPML007",
    "link-without-url",
    "An outline of type link or include has no url.",
    "Readers cannot follow it.",
    "Add the attribute url.",
    "OPML 2.0 Inclusion (R-OPML-03)",
    "MissingUrlAttr",
)
TYPE_UNKNOWN = warning(
    "OPML008",
    "unknown-outline-type",
    "An outline of OPML 1 has a type other than rss or link.",
    "Readers show it as text.",
    "Write version 2.0, or a known type.",
    "OPML 1.0",
    "InvalidOutlineType",
)
FORMAT_UNKNOWN = warning(
    "OPML009",
    "unknown-feed-version",
    "The version of an outline is not RSS, RSS1, RSS2 or scriptingNews.",
    "Readers ignore it.",
    "Leave it out; readers detect the format from the feed.",
    "OPML 2.0 Subscription lists (R-OPML-03)",
    "InvalidOutlineVersion",
)
TYPE_MISSING = warning(
    "OPML010",
    "subscription-without-type",
    "An outline has attributes of a subscription but no type.",
    "Readers treat it as a folder.",
    'Write type="rss".',
    "OPML 2.0 Subscription lists (R-OPML-03)",
    "MissingOutlineType",
)
EXPANSION = error(
    "OPML011",
    "invalid-expansion-state",
    "expansionState is not a list of line numbers.",
    "Outliners show all outlines collapsed.",
    "Write line numbers separated by commas, or leave it out.",
    "OPML 2.0 head",
    "InvalidExpansionState",
)
TWICE = error(
    "OPML012",
    "opml-element-twice",
    "An element of the head appears more than once.",
    "Some readers take the first, others the last.",
    "Keep one.",
    "OPML 2.0 head (R-OPML-01)",
    "DuplicateElement",
)
SAME_FEED = warning(
    "OPML013",
    "feed-twice-in-folder",
    "Two outlines of one folder have the same xmlUrl.",
    "Readers subscribe twice or drop one of them.",
    "Keep one.",
    "OPML 2.0 Subscription lists (R-OPML-05)",
)
