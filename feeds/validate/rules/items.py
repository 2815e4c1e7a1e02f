"""Rules of items of RSS: identity, enclosures, and duplicated information."""

from feeds.validate.rule import error, warning

ITEM_EMPTY = error(
    "RSS009",
    "item-without-title-and-description",
    "An item has neither title nor description.",
    "Readers have nothing to show.",
    "Add one of them.",
    "RSS 2.0 Elements of item (R-RSS-05)",
    "ItemMustContainTitleOrDescription",
)
GUID_MISSING = warning(
    "RSS010",
    "missing-guid",
    "An item has no guid.",
    "Readers compare title and link instead, and show corrected items as new.",
    "Add a permanent guid.",
    "RSS 2.0 guid; RSS Profile §4.1.1.20.6 (R-RSS-09)",
    "MissingGuid",
)
GUID_SAME = error(
    "RSS011",
    "value-twice",
    "Two items have the same guid, or a list contains a value twice.",
    "Readers show only one of the items.",
    "Give each item its own guid.",
    "RSS 2.0 guid (R-ID-10, R-RSS-25)",
    "DuplicateValue",
)
GUID_NOT_URL = error(
    "RSS012",
    "permalink-not-a-url",
    "A guid is a permalink, which is the default, but not an absolute URL.",
    "Readers open it as the address of the item.",
    'Write isPermaLink="false".',
    "RSS 2.0 guid (R-RSS-09)",
    "InvalidHttpGUID",
)
GUID_NOT_LOCATION = error(
    "RSS013",
    "permalink-not-a-location",
    "A guid is a permalink, which is the default, but a tag URI or a URN, which browsers cannot open.",
    "Readers open it as the address of the item.",
    'Write isPermaLink="false".',
    "RSS 2.0 guid (R-RSS-09, R-ID-14)",
    "InvalidPermalink",
)
GUID_BOOLEAN = error(
    "RSS014",
    "ispermalink-neither-true-nor-false",
    "isPermaLink is neither true nor false.",
    "Some readers treat the guid as an address, others do not.",
    "Write true or false in lower case.",
    "RSS 2.0 guid (R-RSS-09)",
    "InvalidBooleanAttribute",
)
GUID_SHORT = warning(
    "RSS015",
    "guid-too-simple",
    "A guid is a short number.",
    "Other feeds use the same value, and readers with one store for all feeds confuse the items.",
    "Use the address of the item or a tag: URI.",
    "RSS Profile §4.1.1.20.6 (R-ID-03)",
    "NotSufficientlyUnique",
)
INTEGER_ATTRIBUTE = error(
    "RSS029",
    "attribute-not-a-number",
    "An attribute must be a whole number, but is not.",
    "Readers drop the element.",
    "Write digits only.",
    "RSS 2.0 enclosure, cloud (R-RSS-20)",
    "InvalidIntegerAttribute",
)
LENGTH_UNKNOWN = error(
    "RSS030",
    "length-minus-one",
    "The length of an enclosure is -1.",
    "Players reject it.",
    "Write 0 for an unknown length.",
    "RSS Profile §4.1.1.20.5 (R-RSS-20)",
    "UseZeroForUnknown",
)
LENGTH_NEGATIVE = error(
    "RSS031",
    "length-negative",
    "The length of an enclosure is negative.",
    "Players reject it.",
    "Write the size in bytes, or 0 if it is unknown.",
    "RSS 2.0 enclosure (R-RSS-20)",
    "InvalidNonNegativeInteger",
)
ENCLOSURE = error(
    "RSS032",
    "enclosure-incomplete",
    "An enclosure lacks url, length or type.",
    "Players do not load it.",
    "Add all three; write 0 for an unknown length.",
    "RSS 2.0 enclosure (R-RSS-20)",
    "MissingAttribute",
)
ENCLOSURES = warning(
    "RSS033",
    "second-enclosure",
    "An item has more than one enclosure.",
    "Most readers show only the first or the last.",
    "Keep one, and write the others as media:content.",
    "RSS Profile §4.1.1.20.5 (R-RSS-20)",
    "DuplicateEnclosure",
)
ENCLOSURE_SAME = warning(
    "RSS054",
    "same-enclosure",
    "Two items have the same enclosure.",
    "Podcast apps recognise an episode by its file and leave the second one out.",
    "Give each item a file of its own, at a new address when its content changes.",
    "Apple Podcasts requirements (R-MEDIA-10)",
)
NO_DESCRIPTION_FIRST = warning(
    "RSS040",
    "content-before-description",
    "content:encoded is not preceded by description.",
    "Readers that use the last of the two show the summary.",
    "Write description first.",
    "RSS Profile §5.2.1 (R-RSS-17)",
    "NeedDescriptionBeforeContent",
)
SAME_MEANING = warning(
    "RSS041",
    "channel-fact-twice",
    "An extension element of the channel repeats the meaning of an RSS element.",
    "Readers use one of them; if they differ, the result is undefined.",
    "Keep the RSS element.",
    "RSS Profile §5.1.1 (R-RSS-31)",
    "DuplicateSemantics",
)
SAME_ITEM_MEANING = warning(
    "RSS042",
    "item-fact-twice",
    "An extension element of an item repeats the meaning of an RSS element.",
    "Readers use one of them; Miniflux, for example, prefers dc:date to pubDate.",
    "Keep the RSS element.",
    "RSS Profile §5.1.1 (R-RSS-31)",
    "DuplicateItemSemantics",
)
SAME_DESCRIPTION = warning(
    "RSS043",
    "content-twice",
    "An item has its content in an Atom or XHTML element in addition to description.",
    "Readers show one of them, or both.",
    "Use description and content:encoded.",
    "RSS Profile §5.1.1 (R-RSS-31)",
    "DuplicateDescriptionSemantics",
)
SLASH_DATE = warning(
    "RSS044",
    "comment-count-without-date",
    "slash:comments is used in a channel without lastBuildDate.",
    "Readers cannot determine the age of the count.",
    "Add lastBuildDate.",
    "RSS Profile §5.4.1 (R-RSS-32)",
    "SlashDate",
)
COMMENT_RSS = warning(
    "RSS045",
    "wfw-comment-rss-in-capitals",
    "The link to the feed of comments is spelled wfw:commentRSS.",
    "Readers look for commentRss.",
    "Write wfw:commentRss.",
    "CommentAPI (R-RSS-32)",
    "CommentRSS",
)
