"""Feed documents to records as written: RSS, RDF, Atom and JSON Feed."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feeds.errors import SourceError
from feeds.readers.encodings import declared_encodings, decode_text
from feeds.readers.entries import origin_feed, raw_entry
from feeds.readers.feed_links import HINT, not_a_feed_hint
from feeds.readers.feed_tree import ItemFacts, read_tree
from feeds.readers.feedparser_reading import parsed_tree
from feeds.readers.json_values import Json
from feeds.readers.jsonfeed import is_json_feed, json_feed_items
from feeds.readers.xml_repair import repaired_xml
from feeds.text.urls import absolute_url

_JSON_SOURCE = {"feed_url": "feed_url", "feed_title": "title", "name": "title", "url": "home_page_url"}
_WEBSUB = ("websub", "pubsubhubbub")
_NOT_A_FEED = "this is not a feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One document: its items as written, where relative addresses start, and what its encoding cost.

    ``older`` is the address of the document with older entries (RFC 5005), ``hubs`` are those that it
    advertises for WebSub, and ``self_url`` is its own address as it states it.
    """

    items: tuple[Json, ...]
    base: str | None = None
    older: str | None = None
    fault: str | None = None
    hubs: tuple[str, ...] = ()
    self_url: str | None = None


def read_feed(body: bytes, url: str | None, content_type: str = "") -> FeedDocument:
    """The items of a feed; ``url`` is where it was fetched from.

    Raises ``SourceError`` for what is not a feed or cannot be parsed.
    """
    found = decode_text(body, *declared_encodings(body, content_type))
    text = found.text.lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise SourceError(_NOT_A_FEED, hint="It is empty")
    if text[0] in "{[":
        return _json_feed(text, url, found.fault)
    tree = read_tree(repaired_xml(text))
    parsed = parsed_tree(tree, url) if tree is not None else None
    if tree is None or parsed is None:
        raise SourceError(_NOT_A_FEED, hint=not_a_feed_hint(body, url))
    origin = origin_feed(parsed.feed, url, atom=parsed.is_atom)
    facts = tree.items
    if len(facts) != len(parsed.entries):
        facts = tuple(ItemFacts(id=entry.get("id")) for entry in parsed.entries)
    links = Counter(dict.get(entry, "link") for entry in parsed.entries)
    items = tuple(
        raw_entry(entry, fact, origin, own_link=links[dict.get(entry, "link")] == 1)
        for entry, fact in zip(parsed.entries, facts, strict=True)
    )
    related = _links_by_relation(parsed.feed.get("links", ()))
    return FeedDocument(
        items=items,
        base=absolute_url(origin.page or "", url),
        older=next(iter((*related["prev-archive"], *related["next"])), None),
        fault=found.fault,
        hubs=tuple(related["hub"]),
        self_url=next(iter(related["self"]), None),
    )


def _json_feed(text: str, url: str | None, fault: str | None) -> FeedDocument:
    """A JSON Feed; each item's source is the feed unless it names its own (R-SRC-05)."""
    try:
        feed: Json = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SourceError(f"this is not JSON ({where}: {error.msg})", hint="Correct the feed") from error
    except (RecursionError, ValueError) as error:
        message = "this is not JSON: it is nested too deep, or a number in it is too long"
        raise SourceError(message, hint="Correct the feed") from error
    if not is_json_feed(feed) or not isinstance(feed, dict):
        raise SourceError(_NOT_A_FEED, hint=HINT)
    origin: dict[str, Json] = {
        ours: value
        for ours, theirs in _JSON_SOURCE.items()
        if isinstance(value := feed.get(theirs), str) and value
    }
    if url:
        origin.setdefault("feed_url", url)
    items = tuple(
        {"source": dict(origin), **item} if isinstance(item, dict) else item for item in json_feed_items(feed)
    )
    older, self_url = feed.get("next_url"), feed.get("feed_url")
    page = next((value for key in ("feed_url", "url") if isinstance(value := origin.get(key), str)), None)
    return FeedDocument(
        items=items,
        base=absolute_url(page or "", url) or url,
        older=older if isinstance(older, str) else None,
        fault=fault,
        hubs=tuple(_json_hubs(feed.get("hubs"))),
        self_url=self_url if isinstance(self_url, str) else None,
    )


def _json_hubs(hubs: Json) -> Iterator[str]:
    """Yield the addresses of WebSub hubs. Source: JSON Feed 1.1, "Subscribing to Real-time Notifications"."""
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() in _WEBSUB:
            address = hub.get("url")
            if isinstance(address, str):
                yield address


def _links_by_relation(links: Any) -> Mapping[str, list[str]]:
    """Return the addresses of a feed's links, in their order; a link may have several relations.

    Older entries are in archives before pages. Source: RFC 5005 §3, §4.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        for relation in str(link.get("rel") or "").lower().split():
            if address := link.get("href"):
                found[relation].append(str(address))
    return found
