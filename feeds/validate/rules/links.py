"""Rules of Atom links: relations, paging and archives (RFC 5005), threads (RFC 4685)."""

from feeds.validate.rule import error, warning

SAME_ALTERNATE = error(
    "ATOM010",
    "alternate-twice",
    "Two alternate links have the same type and the same language.",
    "Some readers open one, others the other.",
    "Keep one, or give them different types or languages.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-09)",
    "DuplicateAtomLink",
)
SELF_MISSING = warning(
    "ATOM011",
    "missing-self",
    "The feed has no link with rel self.",
    "Readers with a copy cannot subscribe to the original, and WebSub cannot determine the topic.",
    "Add a self link with the canonical address of the feed.",
    "RFC 4287 §4.1.1 (R-ATOM-11)",
    "MissingSelf",
)
HREF_MISSING = error(
    "ATOM012",
    "link-without-href",
    "A link has no href.",
    "Readers cannot follow it.",
    "Write the address in href; a link element has no text.",
    "RFC 4287 §4.2.7.1 (R-ATOM-10)",
    "MissingHref",
)
LINK_TEXT = warning(
    "ATOM013",
    "link-with-text",
    "A link element contains text.",
    "Atom readers use only href.",
    "Write the address in href.",
    "RFC 4287 §4.2.7",
    "AtomLinkNotEmpty",
)
REL_UNKNOWN = warning(
    "ATOM014",
    "unregistered-link-relation",
    "The relation of a link is neither registered nor an IRI.",
    "Readers ignore the link.",
    "Use a relation of the IANA registry, or an absolute IRI.",
    "RFC 4287 §4.2.7.2 (R-ATOM-12)",
    "UnregisteredAtomLinkRel",
)
SELF_TYPE = warning(
    "ATOM015",
    "self-link-to-something-else",
    "The self link of a feed has a type that is not a feed format.",
    "Readers subscribe to a page instead of the feed.",
    "Use rel alternate for the page and rel self for the feed.",
    "RFC 4287 §4.2.7.2 (R-ATOM-11)",
    "SelfNotAtom",
)
SELF_RELATIVE = warning(
    "ATOM016",
    "relative-self",
    "The self link is a relative reference without a base.",
    "Readers with a copy cannot find the original.",
    "Write the absolute address.",
    "RFC 4287 §4.2.7.2 (R-URL-12)",
    "RelativeSelf",
)
SELF_DIFFERS = warning(
    "ATOM017",
    "self-differs-from-location",
    "The self link differs from the address of the document.",
    "Readers keep two subscriptions, and WebSub uses the other address.",
    "Write the canonical address, and redirect the others to it.",
    "RFC 4287 §4.2.7.2; WebSub §4 (R-WSP-02)",
    "SelfDoesntMatchLocation",
)
PAGING_IN_ENTRY = warning(
    "ATOM018",
    "paging-link-in-entry",
    "An entry has a link relation of paged or archived feeds.",
    "Readers expect it in the head of the feed.",
    "Move the link to the feed.",
    "RFC 5005 §1.2 (R-PAGE-12)",
    "FeedHistoryRelInEntry",
)
PAGING_IN_COMPLETE = error(
    "ATOM019",
    "paging-link-in-complete-feed",
    "A feed declared complete has links to other pages or archives.",
    "Readers delete entries that are not in the document, although they exist in the others.",
    "Remove fh:complete or the links.",
    "RFC 5005 §2 (R-PAGE-01)",
    "FeedRelInCompleteFeed",
)
CURRENT_NOT_SELF = error(
    "ATOM020",
    "current-differs-in-complete-feed",
    "A feed declared complete has a current link to another document.",
    "Readers cannot determine which of them is complete.",
    "Write the address of the feed itself in the current link, or remove the link.",
    "RFC 5005 §2 (R-PAGE-01)",
    "CurrentNotSelfInCompleteFeed",
)
ARCHIVE_ALONE = warning(
    "ATOM021",
    "archive-without-links",
    "A document declared as an archive has neither prev-archive nor next-archive.",
    "Readers cannot reach the other archives.",
    "Add the links, unless it is the only archive.",
    "RFC 5005 §4 (R-PAGE-04)",
    "ArchiveIncomplete",
)
ARCHIVE_NO_CURRENT = warning(
    "ATOM022",
    "archive-without-current",
    "A document declared as an archive has no link to the current feed.",
    "Readers of the archive cannot subscribe to the feed.",
    "Add a link with rel current.",
    "RFC 5005 §4 (R-PAGE-04)",
    "MissingCurrentInArchive",
)
PAST_END = error(
    "ATOM023",
    "next-after-last",
    "The last page of a paged feed has a link with rel next.",
    "Readers loop or get an error.",
    "Remove next from the last page.",
    "RFC 5005 §3 (R-PAGE-09)",
    "LinkPastEnd",
)
THREAD_WHEN = error(
    "ATOM035",
    "thr-when",
    "A link has the attribute thr:when, which was defined in drafts of the threading extension.",
    "Readers expect thr:updated.",
    "Write thr:updated.",
    "RFC 4685 §4",
    "NoThrWhen",
)
THREAD_ATTRIBUTE = error(
    "ATOM036",
    "thread-attribute-without-replies",
    "A link with a relation other than replies has thr:count or thr:updated.",
    "Readers ignore it.",
    "Move the attribute to the replies link.",
    "RFC 4685 §4 (R-EXT-02)",
    "UnexpectedAttribute",
)
