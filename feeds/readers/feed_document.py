"""Feed documents of any format to raw records: RSS, RDF and Atom by feedparser, JSON Feed by own code.

Its law: ids are what stands in the document, byte for byte (R-ID-13). feedparser resolves and trims them, so
they are read a second time.
"""

import io
import json
from dataclasses import dataclass
from typing import Any

import feedparser
from lxml import etree

from feeds.readers.entries import origin_feed, raw_entry
from feeds.readers.json_values import Json
from feeds.readers.jsonfeed import is_json_feed, json_feed_items

_IDS = {"item": ("guid", "about"), "entry": ("id", "")}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_JSON_SOURCE = {"feed_url": "feed_url", "feed_title": "title", "name": "title", "url": "home_page_url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One document: its items as raw records, and the address of the one with older entries (RFC 5005)."""

    items: tuple[Json, ...]
    older: str | None = None


def read_feed(body: bytes, url: str | None, content_type: str = "") -> FeedDocument | None:
    """The items of a feed; ``None`` when the bytes are no feed. ``url`` is where it was fetched from."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url)
    headers = {"content-type": content_type or "application/xml"}
    if url:
        headers["content-location"] = url
    parsed: Any = feedparser.parse(
        io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
    )
    if not parsed.version and not parsed.entries:
        return None
    origin = origin_feed(parsed.feed, url, atom=parsed.version.startswith("atom"))
    ids = _exact_ids(body)
    if len(ids) != len(parsed.entries):
        ids = [entry.get("id") for entry in parsed.entries]
    items = (raw_entry(entry, identity, origin) for entry, identity in zip(parsed.entries, ids, strict=True))
    return FeedDocument(items=tuple(items), older=_older(parsed.feed.get("links", ())))


def _json_feed(body: bytes, url: str | None) -> FeedDocument | None:
    """A JSON Feed; each item's source is the feed unless it names its own (R-SRC-05)."""
    try:
        feed: Json = json.loads(body.decode("utf-8-sig"))
    except ValueError:
        return None
    if not is_json_feed(feed) or not isinstance(feed, dict):
        return None
    origin: dict[str, Json] = {
        ours: feed[theirs] for ours, theirs in _JSON_SOURCE.items() if feed.get(theirs)
    }
    if url:
        origin.setdefault("feed_url", url)
    items = tuple(
        {"source": origin, **item} if isinstance(item, dict) else item for item in json_feed_items(feed)
    )
    older = feed.get("next_url")
    return FeedDocument(items=items, older=older if isinstance(older, str) else None)


def _exact_ids(body: bytes) -> list[str | None]:
    """The id of each item in document order, trimmed of spaces; none for what lxml cannot read."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    items = [element for element in root.iter() if _local(element) in _IDS]
    return [_exact_id(item) for item in items if _local(item.getparent()) != "source"]


def _exact_id(item: etree._Element) -> str | None:
    name, attribute = _IDS[_local(item)]
    for child in item:
        if _local(child) == name:
            return "".join(child.itertext()).strip() or None  # type: ignore[arg-type]  # text in feeds is str
    return item.get(f"{_RDF}{attribute}") if attribute else None


def _local(element: etree._Element | None) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _older(links: Any) -> str | None:
    """Where older entries are: archives before pages. Source: RFC 5005 §3, §4."""
    found = {link.get("rel"): link.get("href") for link in links if link.get("href")}
    return found.get("prev-archive") or found.get("next")
