"""Rules of Atom 1.0, archives (RFC 5005), tombstones (RFC 6721) and threads (RFC 4685)."""

from feeds.validate.rule import error, warning

ID_MISSING = error(
    "ATOM001",
    "missing-id",
    "A feed or entry has no id.",
    "Readers cannot recognise the entry and show it again after each change.",
    "Give it a permanent IRI.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
TITLE_MISSING = error(
    "ATOM002",
    "missing-title",
    "A feed or entry has no title element.",
    "Strict readers reject it; others make up a title.",
    "Add a title; it may be empty in an entry.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
UPDATED_MISSING = error(
    "ATOM003",
    "missing-updated",
    "A feed or entry has no updated element.",
    "Readers cannot sort it or detect changes.",
    "Add the time of the last significant change.",
    "RFC 4287 §4.2.15 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
AUTHOR_MISSING = error(
    "ATOM004",
    "missing-author",
    "Neither an entry, nor its source, nor the feed has an author.",
    "Readers show an entry without author; strict ones reject the feed.",
    "Add an author to the feed, which then applies to all entries.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-06)",
    "MissingElement",
)
NAME_MISSING = error(
    "ATOM005",
    "person-without-name",
    "A person has no name.",
    "Readers show no name, or the address.",
    "Add a name.",
    "RFC 4287 §3.2.1 (R-ATOM-07)",
    "MissingElement",
)
TWICE = error(
    "ATOM006",
    "atom-element-twice",
    "An element of Atom that may appear once appears more than once.",
    "Some readers take the first, others the last.",
    "Keep one.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "DuplicateElement",
)
NO_CONTENT_NO_LINK = error(
    "ATOM007",
    "neither-content-nor-alternate",
    "An entry has no content and no alternate link.",
    "Readers have nothing to show and no page to open.",
    "Add content or a link with rel alternate.",
    "RFC 4287 §4.1.2 (R-ATOM-08)",
    "MissingContentOrAlternate",
)
NO_TEXT = warning(
    "ATOM008",
    "neither-content-nor-summary",
    "An entry has no content and no summary.",
    "Readers show only the title.",
    "Add a summary.",
    "RFC 4287 §4.1.1.1 (R-ATOM-17)",
    "MissingTextualContent",
)
SUMMARY_MISSING = error(
    "ATOM009",
    "missing-summary",
    "The content of an entry is remote or binary, and the entry has no summary.",
    "Readers that cannot show the content have no text to show.",
    "Add a summary.",
    "RFC 4287 §4.1.2 (R-ATOM-15, R-ATOM-16)",
    "MissingSummary",
)
MISPLACED = error(
    "ATOM024",
    "metadata-after-entry",
    "An element of the feed follows an entry.",
    "Streaming readers have shown the entries by then; the grammar does not allow it.",
    "Write all metadata before the first entry.",
    "RFC 4287 §4.1.1, appendix B (R-ATOM-04)",
    "MisplacedMetadata",
)
SAME_ENTRY = warning(
    "ATOM025",
    "entry-twice",
    "Two entries have the same id.",
    "Readers show only one of them.",
    "Give each article its own id, and keep only the latest version of each.",
    "RFC 4287 §4.1.1 (R-ATOM-20)",
    "DuplicateEntries",
)
SAME_UPDATED = warning(
    "ATOM026",
    "entries-updated-at-once",
    "Two different entries have the same updated.",
    "Readers that sort by it show them in arbitrary order.",
    "Use the time at which each entry changed, not the time of an import.",
    "RFC 4287 §3.3 (R-ATOM-21)",
    "DuplicateUpdated",
)
SOURCE_INCOMPLETE = warning(
    "ATOM027",
    "source-incomplete",
    "The source of an entry lacks the id, title or updated of the feed it comes from.",
    "Readers cannot show where the entry comes from.",
    "Copy them from the original feed.",
    "RFC 4287 §4.2.11 (R-SRC-04)",
    "MissingSourceElement",
)
CONTENT_TYPE_MISSING = warning(
    "ATOM028",
    "content-elsewhere-without-type",
    "Remote content has no type.",
    "Readers have to fetch it to find out whether they can show it.",
    "Add the media type.",
    "RFC 4287 §4.1.3.2 (R-ATOM-15)",
    "MissingTypeAttr",
)
NAMESPACE_WRONG = error(
    "ATOM029",
    "wrong-feed-namespace",
    "The root element is in a namespace that is not the one of its format.",
    "Namespaces are compared character by character, so readers find no feed.",
    "Write http://www.w3.org/2005/Atom; RSS has no namespace.",
    "RFC 4287 §1.2 (R-ATOM-02)",
    "InvalidNamespace",
)
NAMESPACE_MISSING = error(
    "ATOM030",
    "feed-without-namespace",
    "The root element of an Atom document has no namespace.",
    "Readers find no feed.",
    'Write xmlns="http://www.w3.org/2005/Atom" on the root.',
    "RFC 4287 §1.2 (R-ATOM-02)",
    "MissingNamespace",
)
NAMESPACE_OLD = error(
    "ATOM031",
    "obsolete-atom",
    "The document is in the namespace of a draft of Atom (0.3 or Echo).",
    "Most readers no longer support the drafts.",
    "Write Atom 1.0.",
    "RFC 4287 §1.2 (R-ATOM-02)",
    "ObsoleteNamespace",
)
TOMBSTONE_INCOMPLETE = error(
    "ATOM032",
    "tombstone-incomplete",
    "A deleted-entry lacks ref or when.",
    "Readers cannot determine which entry was deleted, or whether it was restored.",
    "Add both attributes.",
    "RFC 6721 §3 (R-TOMB-01)",
    "MissingAttribute",
)
TOMBSTONE_TWICE = error(
    "ATOM033",
    "tombstone-twice",
    "Two deleted-entries have the same ref and the same when.",
    "The specification does not allow it.",
    "Keep one.",
    "RFC 6721 §3 (R-TOMB-02)",
)
TOMBSTONE_OF_LIVING = error(
    "ATOM034",
    "entry-deleted-and-present",
    "An entry of the feed has a tombstone that is not older than its last update.",
    "Some readers remove the entry, others restore it.",
    "Remove the tombstone when an entry is published again, and the entry when it is deleted.",
    "RFC 6721 §3 (R-TOMB-03)",
)
CONTENT_TYPE_COMPOSITE = error(
    "ATOM037",
    "content-of-composite-type",
    "Content has a multipart or message type.",
    "The specification does not allow it, and no reader can show it.",
    "Publish the main part only.",
    "RFC 4287 §4.1.3.1 (R-ATOM-16)",
    "InvalidMIMEType",
)
PUBLISHED_LATER = warning(
    "ATOM038",
    "published-after-updated",
    "An entry was published after its last update.",
    "One of the two times is wrong, and readers sort by either.",
    "Correct the dates: published must not be later than updated.",
    "RFC 4287 §4.2.9, §4.2.15 (R-TIME-14)",
)
