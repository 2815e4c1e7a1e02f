"""What a feed says about itself: title, id and addresses, to continue it under new settings."""

import json
from typing import Any

import feedparser

from feeds.model import FeedHead
from feeds.text.language import registered_language
from feeds.text.plain import plain_line


def read_feed_head(body: bytes) -> FeedHead | None:
    """Return the head of an RSS, Atom or JSON feed; ``None`` if the bytes are not a feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_head(body)
    parsed: Any = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        return None
    feed, atom = parsed.feed, parsed.version.startswith("atom")
    links = {link.get("rel"): link.get("href") for link in feed.get("links", ())}
    return FeedHead(
        title=plain_line(feed.get("title", "")) or "Untitled",
        format="atom" if atom else "rss",
        id=(feed.get("id") or None) if atom else None,
        description=plain_line(feed.get("subtitle", "")) or None,
        language=registered_language(feed.get("language") or ""),
        home_url=feed.get("link") or None,
        feed_url=links.get("self"),
        entries=len(parsed.entries),
    )


def _json_head(body: bytes) -> FeedHead | None:
    try:
        feed: Any = json.loads(body.decode("utf-8-sig"))
    except (RecursionError, ValueError):
        return None
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/"):
        return None
    texts = {key: value for key, value in feed.items() if isinstance(value, str)}
    items = feed.get("items")
    return FeedHead(
        title=texts.get("title") or "Untitled",
        format="json",
        description=texts.get("description"),
        language=registered_language(texts.get("language", "")),
        home_url=texts.get("home_page_url"),
        feed_url=texts.get("feed_url"),
        entries=len(items) if isinstance(items, list) else 0,
    )
