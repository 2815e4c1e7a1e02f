"""Comments and replies of an entry, as Atom and RSS express them. Source: RFC 4685, slash, wfw."""

from feeds.model import Entry
from feeds.render.node import Node, node, texts
from feeds.render.strict import atom_id

_FEED_TYPES = (("atom", "application/atom+xml"), ("json", "application/feed+json"))
_RSS = "application/rss+xml"
"""What most systems publish comments as."""


def atom_discussion(entry: Entry) -> tuple[Node, ...]:
    """Build ``replies`` links, the number of comments and ``thr:in-reply-to`` (R-EXT-01, R-EXT-02)."""
    if entry.discussion is None and not entry.comments_url:
        return ()
    count = _count(entry)
    pages = (("text/html", entry.comments_url), (_feed_type(entry), _comments_feed(entry)))
    links = [
        node("link", rel="replies", type=type_, href=url, **{"thr:count": count})
        for type_, url in pages
        if url
    ]
    return (*links, *texts("thr:total", count), *_in_reply_to(entry))


def rss_discussion(entry: Entry) -> tuple[Node, ...]:
    """Build ``slash:comments`` and ``wfw:commentRss``; ``comments`` is the page (R-RSS-32)."""
    if entry.discussion is None:
        return ()
    return (*texts("slash:comments", _count(entry)), *texts("wfw:commentRss", _comments_feed(entry)))


def parents(entry: Entry) -> tuple[str, ...]:
    """Return the pages of the articles replied to that no ``related`` link names yet."""
    if entry.discussion is None:
        return ()
    known = {page.url for page in entry.related}
    urls = (target.url for target in entry.discussion.in_reply_to)
    return tuple(dict.fromkeys(url for url in urls if url and url not in known))


def _in_reply_to(entry: Entry) -> tuple[Node, ...]:
    targets = entry.discussion.in_reply_to if entry.discussion else ()
    return tuple(
        node(
            "thr:in-reply-to",
            ref=atom_id(target.id),
            href=target.url,
            type="text/html" if target.url else None,
            source=target.feed_url,
        )
        for target in targets
    )


def _count(entry: Entry) -> str | None:
    count = entry.discussion.comments_count if entry.discussion else None
    return None if count is None else str(count)


def _comments_feed(entry: Entry) -> str | None:
    return entry.discussion.comments_feed_url if entry.discussion else None


def _feed_type(entry: Entry) -> str:
    """Return the type of the feed of comments, as far as its address shows it."""
    url = (_comments_feed(entry) or "").lower()
    return next((type_ for word, type_ in _FEED_TYPES if word in url), _RSS)
