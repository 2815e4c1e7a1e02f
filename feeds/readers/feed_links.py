"""The feeds that an HTML page announces, for the message about a page in place of a feed."""

from selectolax.lexbor import LexborHTMLParser

from feeds.text.urls import absolute_url

HINT = "Give an RSS, Atom or JSON feed"
_MAX_BYTES = 200_000
_SHOWN = 3
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml"}
)
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")


def not_a_feed_hint(body: bytes, url: str | None) -> str:
    """Return what to give instead of a document that is not a feed: the feeds of a page, if it names any."""
    start = body[:_MAX_BYTES]
    if not any(mark in start[:2_000].lower() for mark in _PAGE):
        return HINT
    found = _announced(start.decode("utf-8", "replace"), url)
    if not found:
        return f'{HINT}; this is an HTML page without one (kind = "page" reads articles from pages)'
    return f"This is an HTML page. Its feed is {found[0]}" if len(found) == 1 else _several(found)


def _several(found: list[str]) -> str:
    return f"This is an HTML page. Its feeds are {', '.join(found[:_SHOWN])}"


def _announced(html: str, url: str | None) -> list[str]:
    """Return the addresses of ``<link rel="alternate">``, each once, in the order of the page."""
    links = LexborHTMLParser(html).css("link[rel~=alternate][href]")
    feeds = (link.attributes for link in links if (link.attributes.get("type") or "").lower() in _TYPES)
    return list(dict.fromkeys(absolute_url(one["href"] or "", url) or one["href"] or "" for one in feeds))
