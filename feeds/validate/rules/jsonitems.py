"""Rules of the items of JSON Feed 1.1."""

from feeds.validate.rule import error, warning

ID_MISSING = error(
    "JSON013",
    "item-without-id",
    "An item has no id, or an empty one.",
    "Readers must discard the item.",
    "Give it a permanent id, preferably its address.",
    "JSON Feed 1.1 Items (R-JSON-03)",
)
ID_NOT_STRING = error(
    "JSON014",
    "id-not-a-string",
    "The id of an item is not a string.",
    "Typed parsers drop the item; others convert the number to text in different ways.",
    "Write the id in quotes.",
    "JSON Feed 1.1 Items (R-JSON-03, R-JSON-16)",
)
ID_TWICE = error(
    "JSON015",
    "id-twice",
    "Two items have the same id.",
    "Readers show only one of them.",
    "Give each item its own id.",
    "JSON Feed 1.1 Items (R-JSON-03)",
)
NO_CONTENT = error(
    "JSON016",
    "item-without-content",
    "An item has neither content_html nor content_text.",
    "NetNewsWire drops it.",
    "Add one of them; content_text may repeat the summary.",
    "JSON Feed 1.1 Items (R-JSON-04)",
)
DATE = error(
    "JSON018",
    "not-an-rfc3339-date",
    "A date is not in the form of RFC 3339.",
    "Readers drop the date.",
    "Write 2024-10-22T01:07:16Z.",
    "JSON Feed 1.1 Items; RFC 3339 §5.6 (R-JSON-07)",
)
DATE_IMPLAUSIBLE = warning(
    "JSON019",
    "implausible-date",
    "A date is in the future or before 1990.",
    "Readers show future items at the top or hide them.",
    "Publish items at their time.",
    "R-TIME-18",
)
ATTACHMENT = error(
    "JSON023",
    "attachment-incomplete",
    "An attachment lacks url or mime_type.",
    "Players do not load it.",
    "Add both values.",
    "JSON Feed 1.1 Attachments (R-JSON-10)",
)
MIME_TYPE = error(
    "JSON024",
    "attachment-type-not-a-media-type",
    "The mime_type of an attachment does not have the form type/subtype.",
    "Players cannot determine whether they can play it.",
    "Write the type the server sends, such as audio/mpeg.",
    "JSON Feed 1.1 Attachments (R-JSON-10)",
)
NEGATIVE = error(
    "JSON025",
    "negative-number",
    "A size or duration is negative.",
    "Players reject it.",
    "Leave an unknown value out.",
    "JSON Feed 1.1 Attachments (R-JSON-10)",
)
ITEM_URL_MISSING = warning(
    "JSON040",
    "item-without-url",
    "An item has no url.",
    "Readers have no page to open.",
    "Add the permalink; external_url is for the page that the item is about.",
    "JSON Feed 1.1 Items (R-JSON-06)",
)
SAME_URLS = warning(
    "JSON041",
    "external-url-is-the-permalink",
    "external_url repeats url.",
    "Readers show an ordinary article as a link post.",
    "Leave external_url out unless the item is about another page.",
    "JSON Feed 1.1 Items (R-JSON-06)",
)
MODIFIED_EARLIER = warning(
    "JSON042",
    "modified-before-published",
    "An item was modified before it was published.",
    "One of the two times is wrong, and readers sort by either.",
    "Correct the dates: date_modified must not be earlier than date_published.",
    "R-TIME-14",
)
HTML_UNSAFE = warning(
    "JSON043",
    "unsafe-html",
    "content_html contains an element or attribute that readers must remove.",
    "Readers remove it with everything that depends on it.",
    "Remove it.",
    "JSON Feed 1.1 Security; RFC 4287 §8.1 (R-TEXT-10)",
)
HTML_BROKEN = warning(
    "JSON044",
    "broken-html",
    "content_html is not well formed.",
    "One open tag can hide the items that follow it on a page.",
    "Parse the content with an HTML parser and serialise the result.",
    "R-TEXT-04",
)
HTML_RELATIVE = warning(
    "JSON045",
    "relative-reference-in-html",
    "content_html contains a relative address.",
    "JSON Feed has no base address, so images and links break.",
    "Write absolute addresses.",
    "JSON Feed 1.1 (R-JSON-20)",
)
HTML_SCRIPT = error(
    "JSON046",
    "script-in-link",
    "A link or source in content_html runs a script.",
    "It is a cross-site scripting attack.",
    "Remove the link.",
    "JSON Feed 1.1 Security (R-TEXT-10, R-URL-06)",
)
REPEATED_AUTHORS = warning(
    "JSON047",
    "item-repeats-the-feed",
    "The authors or language of an item are those of the feed.",
    "It adds bytes to every item.",
    "Write them only where they differ.",
    "JSON Feed 1.1 Items (R-JSON-09)",
)
