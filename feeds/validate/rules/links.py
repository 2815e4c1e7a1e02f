"""Rules of Atom links: relations, paging and archives (RFC 5005), threads (RFC 4685)."""

from feeds.validate.rule import error, warning

SAME_ALTERNATE = error(
    "ATOM010",
    "alternate-twice",
    "Two alternate links have the same type and the same language.",
    "Readers open either of them.",
    "Keep one, or tell them apart by type or hreflang.",
    "RFC 4287 §4.1.1, §4.1.2 (R-ATOM-09)",
    "DuplicateAtomLink",
)
SELF_MISSING = warning(
    "ATOM011",
    "missing-self",
    "The feed has no link with rel self.",
    "Readers that were given a copy cannot subscribe to the original, and WebSub finds no topic.",
    "Add a self link with the canonical address of the feed.",
    "RFC 4287 §4.1.1 (R-ATOM-11)",
    "MissingSelf",
)
HREF_MISSING = error(
    "ATOM012",
    "link-without-href",
    "A link has no href.",
    "It leads nowhere.",
    "Put the address into href; a link element has no text.",
    "RFC 4287 §4.2.7.1 (R-ATOM-10)",
    "MissingHref",
)
LINK_TEXT = warning(
    "ATOM013",
    "link-with-text",
    "A link element holds text.",
    "Readers of Atom look at href only.",
    "Put the address into href.",
    "RFC 4287 §4.2.7",
    "AtomLinkNotEmpty",
)
REL_UNKNOWN = warning(
    "ATOM014",
    "unregistered-link-relation",
    "The relation of a link is neither registered nor an IRI.",
    "Readers ignore the link.",
    "Use a relation of the IANA registry, or a full IRI.",
    "RFC 4287 §4.2.7.2 (R-ATOM-12)",
    "UnregisteredAtomLinkRel",
)
SELF_TYPE = warning(
    "ATOM015",
    "self-link-to-something-else",
    "The self link of a feed has a type that is no feed.",
    "Readers subscribe to a page.",
    "Use rel alternate for the page; self is the feed.",
    "RFC 4287 §4.2.7.2 (R-ATOM-11)",
    "SelfNotAtom",
)
SELF_RELATIVE = warning(
    "ATOM016",
    "relative-self",
    "The self link is a relative reference without a base.",
    "Whoever holds a copy cannot find the original.",
    "Write the absolute address.",
    "RFC 4287 §4.2.7.2 (R-URL-12)",
    "RelativeSelf",
)
SELF_DIFFERS = warning(
    "ATOM017",
    "self-differs-from-location",
    "The self link is not the address the document was read from.",
    "Readers keep two subscriptions, and WebSub pushes the other address.",
    "Write the canonical address, and redirect the others to it.",
    "RFC 4287 §4.2.7.2; WebSub §4 (R-WSP-02)",
    "SelfDoesntMatchLocation",
)
PAGING_IN_ENTRY = warning(
    "ATOM018",
    "paging-link-in-entry",
    "A link relation of paged or archived feeds stands in an entry.",
    "Readers look for it in the head of the feed.",
    "Move the link to the feed.",
    "RFC 5005 §1.2 (R-PAGE-12)",
    "FeedHistoryRelInEntry",
)
PAGING_IN_COMPLETE = error(
    "ATOM019",
    "paging-link-in-complete-feed",
    "A feed that is declared complete has links to further pages or archives.",
    "Readers delete what is not in the document, though there is more.",
    "Remove fh:complete or the links.",
    "RFC 5005 §2 (R-PAGE-01)",
    "FeedRelInCompleteFeed",
)
CURRENT_NOT_SELF = error(
    "ATOM020",
    "current-differs-in-complete-feed",
    "A feed that is declared complete names another document as the current one.",
    "Readers cannot tell which of them is complete.",
    "Make current the address of the feed itself, or remove it.",
    "RFC 5005 §2 (R-PAGE-01)",
    "CurrentNotSelfInCompleteFeed",
)
ARCHIVE_ALONE = warning(
    "ATOM021",
    "archive-without-links",
    "A document is declared an archive and has neither prev-archive nor next-archive.",
    "Readers cannot walk to the other archives.",
    "Add the links, unless it is the only one.",
    "RFC 5005 §4 (R-PAGE-04)",
    "ArchiveIncomplete",
)
ARCHIVE_NO_CURRENT = warning(
    "ATOM022",
    "archive-without-current",
    "A document is declared an archive and has no link to the current feed.",
    "Whoever finds the archive cannot subscribe.",
    "Add a link with rel current.",
    "RFC 5005 §4 (R-PAGE-04)",
    "MissingCurrentInArchive",
)
PAST_END = error(
    "ATOM023",
    "next-after-last",
    "The last page of a paged feed has a link to a next one.",
    "Readers walk in circles or into an error.",
    "Leave next out on the last page.",
    "RFC 5005 §3 (R-PAGE-09)",
    "LinkPastEnd",
)
THREAD_WHEN = error(
    "ATOM035",
    "thr-when",
    "A link has the attribute thr:when, which drafts of the threading extension knew.",
    "Readers look for thr:updated.",
    "Write thr:updated.",
    "RFC 4685 §4",
    "NoThrWhen",
)
THREAD_ATTRIBUTE = error(
    "ATOM036",
    "thread-attribute-without-replies",
    "thr:count or thr:updated stands on a link that is not rel replies.",
    "Readers ignore it.",
    "Move it to the replies link.",
    "RFC 4685 §4 (R-EXT-02)",
    "UnexpectedAttribute",
)
