"""Rules of Atom 1.0, archives (RFC 5005), tombstones (RFC 6721) and threads (RFC 4685)."""

from feeds.validate.rule import error, warning

ID_MISSING = error(
    "ATOM001",
    "missing-id",
    "A feed or entry has no id.",
    "Readers cannot recognise an entry and show it anew at each change.",
    "Give it a permanent IRI.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
TITLE_MISSING = error(
    "ATOM002",
    "missing-title",
    "A feed or entry has no title element.",
    "Strict readers refuse it; others invent a title.",
    "Add a title; it may be empty in an entry.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
UPDATED_MISSING = error(
    "ATOM003",
    "missing-updated",
    "A feed or entry does not say when it was updated.",
    "Readers cannot sort it or notice changes.",
    "Add the time of the last significant change.",
    "RFC 4287 §4.2.15 (R-ATOM-03, R-ATOM-05)",
    "MissingElement",
)
AUTHOR_MISSING = error(
    "ATOM004",
    "missing-author",
    "An entry has no author, nor has its source or the feed.",
    "Readers show an entry by nobody; strict ones refuse the feed.",
    "Give the feed an author who stands for all entries.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-06)",
    "MissingElement",
)
NAME_MISSING = error(
    "ATOM005",
    "person-without-name",
    "A person has no name.",
    "Readers show nothing, or the address.",
    "Add a name.",
    "RFC 4287 §3.2.1 (R-ATOM-07)",
    "MissingElement",
)
TWICE = error(
    "ATOM006",
    "atom-element-twice",
    "An element of Atom that may stand once stands twice.",
    "Readers take the first or the last, and nobody knows which.",
    "Keep one.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-03, R-ATOM-05)",
    "DuplicateElement",
)
NO_CONTENT_NO_LINK = error(
    "ATOM007",
    "neither-content-nor-alternate",
    "An entry has no content and no alternate link.",
    "There is nothing to read and nowhere to go.",
    "Add content or a link with rel alternate.",
    "RFC 4287 §4.1.2 (R-ATOM-08)",
    "MissingContentOrAlternate",
)
NO_TEXT = warning(
    "ATOM008",
    "neither-content-nor-summary",
    "An entry has no content and no summary.",
    "Readers show a bare title.",
    "Add a summary.",
    "RFC 4287 §4.1.1.1 (R-ATOM-17)",
    "MissingTextualContent",
)
SUMMARY_MISSING = error(
    "ATOM009",
    "missing-summary",
    "The content of an entry is elsewhere or binary, and there is no summary.",
    "Readers that cannot show the content have nothing to show.",
    "Add a summary.",
    "RFC 4287 §4.1.2 (R-ATOM-15, R-ATOM-16)",
    "MissingSummary",
)
MISPLACED = error(
    "ATOM024",
    "metadata-after-entry",
    "An element of the feed stands after an entry.",
    "Readers that work as they read have shown the entries by then; the grammar forbids it.",
    "Write all metadata before the first entry.",
    "RFC 4287 §4.1.1, appendix B (R-ATOM-04)",
    "MisplacedMetadata",
)
SAME_ENTRY = warning(
    "ATOM025",
    "entry-twice",
    "Two entries have the same id.",
    "Readers show one of them and drop the other.",
    "Give each article its own id; keep the latest version of each.",
    "RFC 4287 §4.1.1 (R-ATOM-20)",
    "DuplicateEntries",
)
SAME_UPDATED = warning(
    "ATOM026",
    "entries-updated-at-once",
    "Two different entries have the same updated.",
    "Readers that sort by it show them in any order.",
    "Use the time of the change of each entry, not that of the import.",
    "RFC 4287 §3.3 (R-ATOM-21)",
    "DuplicateUpdated",
)
SOURCE_INCOMPLETE = warning(
    "ATOM027",
    "source-incomplete",
    "The source of an entry lacks the id, title or updated of the feed it comes from.",
    "Readers cannot tell where the entry comes from.",
    "Copy them from the origin feed.",
    "RFC 4287 §4.2.11 (R-SRC-04)",
    "MissingSourceElement",
)
CONTENT_TYPE_MISSING = warning(
    "ATOM028",
    "content-elsewhere-without-type",
    "Content that is elsewhere has no type.",
    "Readers must fetch it to know whether they can show it.",
    "Add the media type.",
    "RFC 4287 §4.1.3.2 (R-ATOM-15)",
    "MissingTypeAttr",
)
NAMESPACE_WRONG = error(
    "ATOM029",
    "wrong-feed-namespace",
    "The root element is in a namespace that is not the one of its format.",
    "Namespaces are compared letter by letter: readers find no feed.",
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
    "Most readers have dropped the drafts.",
    "Write Atom 1.0.",
    "RFC 4287 §1.2 (R-ATOM-02)",
    "ObsoleteNamespace",
)
TOMBSTONE_INCOMPLETE = error(
    "ATOM032",
    "tombstone-incomplete",
    "A deleted-entry lacks ref or when.",
    "Readers do not know what was deleted, or whether it came back.",
    "Add both attributes.",
    "RFC 6721 §3 (R-TOMB-01)",
    "MissingAttribute",
)
TOMBSTONE_TWICE = error(
    "ATOM033",
    "tombstone-twice",
    "Two deleted-entries have the same ref and the same when.",
    "The specification forbids it.",
    "Keep one.",
    "RFC 6721 §3 (R-TOMB-02)",
)
TOMBSTONE_OF_LIVING = error(
    "ATOM034",
    "entry-deleted-and-present",
    "An entry stands in the feed whose deletion is not older than its last update.",
    "Readers remove the entry or bring it back, each as it likes.",
    "Remove the tombstone when an entry is published again, or the entry when it is deleted.",
    "RFC 6721 §3 (R-TOMB-03)",
)
CONTENT_TYPE_COMPOSITE = error(
    "ATOM037",
    "content-of-composite-type",
    "Content has a multipart or message type.",
    "The specification forbids it; no reader can show it.",
    "Give the one part that matters.",
    "RFC 4287 §4.1.3.1 (R-ATOM-16)",
    "InvalidMIMEType",
)
PUBLISHED_LATER = warning(
    "ATOM038",
    "published-after-updated",
    "An entry was published after its last update.",
    "One of the two times is wrong; readers sort by either.",
    "Published is never later than updated.",
    "RFC 4287 §4.2.9, §4.2.15 (R-TIME-14)",
)
