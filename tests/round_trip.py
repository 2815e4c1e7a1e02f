"""What stands in a feed against what a reader finds in the feeds that are made of it.

``source_items`` reads RSS, RDF and Atom with lxml alone, ``feedparser`` and ``json`` read what comes out:
none of it is code of the project.
"""

import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

import feedparser
import lxml.html
from feedparser.datetimes import _parse_date
from lxml import etree

from feeds.library import render_feed
from feeds.model import Channel, Format, Record, Site, SourceSettings
from feeds.readers import source_defaults
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.render import atom_id

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SITE = Site(title="Post", url="https://post.example", language="en", timezone="UTC")
FIELDS = ("id", "title", "text", "date", "authors", "tags", "enclosures", "duration", "comments")
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_OWN = (None, "http://purl.org/rss/1.0/")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_INVISIBLE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\xa0\xad\x00-\x1f\x7f-\x9f]+")
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one item says; texts as bare characters, ``None`` or empty where it says nothing."""

    id: str | None = None
    link: str | None = None
    title: str = ""
    text: str = ""
    date: datetime | None = None
    authors: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    enclosures: frozenset[str] = frozenset()
    duration: int | None = None
    comments: str | None = None


def compare(body: bytes) -> Counter[tuple[str, str, bool]]:
    """Count for each field and format how often what went in comes out, and how often not."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    sources = list(source_items(body))
    for form, items in republished(body):
        found = _Items(items)
        for source in sources:
            item = found.of(source)
            for field in FIELDS:
                if getattr(source, field) or (field == "id" and not source.id and item is None):
                    counts[field, form, item is not None and _is_kept(field, source, item)] += 1
    return counts


def shares(counts: Counter[tuple[str, str, bool]]) -> dict[tuple[str, str], float]:
    """Return the share of kept values by field and format."""
    return {
        (field, form): counts[field, form, True]
        / (counts[field, form, True] + counts[field, form, False] or 1)
        for field, form in sorted({key[:2] for key in counts})
    }


def republished(body: bytes) -> Iterator[tuple[str, list[Item]]]:
    """Yield the items of a feed that was read and rendered again, for each format."""
    settings = SourceSettings(name="feed", kind="feed", paths=("feed.xml",), channel="news")
    read = read_document(FeedBody(body=body, path="feed.xml", defaults=source_defaults(settings, SITE, NOW)))
    records: list[Record | Mapping[str, object]] = [
        one.record for one in read.readings if one.record and one.accepted
    ]
    channel = Channel(path="news", title="News", limit=10_000, max_bytes=100_000_000)
    for form in Format:
        made = render_feed(records, site=SITE, now=NOW, channel=channel, form=form).body
        yield form.value, list(_json_items(made) if form is Format.JSON else _xml_items(made))


def source_items(body: bytes) -> Iterator[Item]:
    """Yield the items of an RSS, RDF or Atom document."""
    root = etree.fromstring(body, etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False))
    for element in root.iter("{*}item", "{*}entry"):
        yield _atom_item(element) if etree.QName(element).localname == "entry" else _rss_item(element)


class _Items:
    """Items that are found by id, link or title."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = tuple(items)
        self._by_id = {item.id: item for item in reversed(self._items)}
        self._by_link = {item.link: item for item in reversed(self._items)}

    def of(self, source: Item) -> Item | None:
        if source.id:
            return self._by_id.get(source.id) or self._by_id.get(atom_id(source.id))
        if source.link:
            return self._by_link.get(source.link)
        alike = [item for item in self._items if item.title == source.title]
        return next((item for item in alike if item.date == source.date), alike[0] if alike else None)


def _is_kept(field: str, source: Item, item: Item) -> bool:
    if field == "id":
        return True
    wanted, found = getattr(source, field), getattr(item, field)
    if field == "text":
        return _is_within(wanted, found)
    return bool(wanted <= found) if isinstance(wanted, frozenset) else bool(wanted == found)


def _is_within(wanted: str, found: str) -> bool:
    """Whether no character is lost; frames and players add the text of the links that replace them."""
    rest = iter(found)
    return wanted == found or all(character in rest for character in wanted)


def _rss_item(element: Any) -> Item:
    found: dict[str, list[str]] = {}
    for child in element:
        if isinstance(child.tag, str):
            name = etree.QName(child)
            prefix = {_CONTENT: "content:", _DC: "dc:", _ITUNES: "itunes:"}.get(name.namespace or "", "")
            known = prefix or name.namespace in _OWN
            if known and (text := child.get("url") if name.localname == "enclosure" else _inside(child)):
                found.setdefault(f"{prefix}{name.localname}", []).append(text.strip())
    one = {key: values[0] for key, values in found.items()}
    about = element.get(_ABOUT)
    return Item(
        id=one.get("guid") or about,
        link=one.get("link"),
        title=_bare(one.get("title")),
        text=_bare(one.get("content:encoded") or one.get("description")),
        date=_date(one.get("pubDate") or one.get("dc:date")),
        authors=_lines(found.get("dc:creator", [])),
        tags=_lines([*found.get("category", []), *found.get("dc:subject", [])]),
        enclosures=frozenset(url.replace(" ", "%20") for url in found.get("enclosure", ())),
        duration=_seconds(one.get("itunes:duration")) if "enclosure" in found else None,
        comments=one.get("comments"),
    )


def _atom_item(element: Any) -> Item:
    one: dict[str, str] = {}
    links = [
        child.attrib
        for child in element.iterchildren("{*}link")
        if child.get("rel") != "replies" or child.get("type") in (None, "text/html")
    ]
    for child in element:
        if isinstance(child.tag, str) and not child.get("src"):
            markup = (child.get("type") or "text") not in ("text", "text/plain")
            text = _inside(child)
            one.setdefault(etree.QName(child).localname, text if markup else escape(text))
    rels = {rel: [one["href"] for one in links if one.get("rel", "alternate") == rel] for rel in _RELS}
    return Item(
        id=unescape(one.get("id", "")).strip() or None,
        link=next(iter(rels["alternate"]), None),
        title=_bare(one.get("title")),
        text=_bare(one.get("content") or one.get("summary")),
        date=_date(one.get("published") or one.get("updated")),
        authors=_lines(_inside(name) for name in element.iterfind("{*}author/{*}name")),
        tags=_lines(c.get("label") or c.get("term", "") for c in element.iterchildren("{*}category")),
        enclosures=frozenset(rels["enclosure"]),
        comments=next(iter(rels["replies"]), None),
    )


_RELS = ("alternate", "enclosure", "replies")


def _xml_items(body: bytes) -> Iterator[Item]:
    for entry in feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries:
        links, content = entry.get("links", ()), entry.get("content") or [{}]
        files = [link["href"] for link in links if link.get("rel") == "enclosure"]
        media = [one["url"] for one in entry.get("media_content", ()) if "url" in one]
        replies = (link["href"] for link in links if _is_page(link))
        yield Item(
            id=entry.id,
            link=entry.get("link"),
            title=_bare(entry.get("title")),
            text=_bare(content[0].get("value") or entry.get("summary")),
            date=_date(entry.get("published")),
            authors=_lines(author.get("name", "") for author in entry.get("authors", ())),
            tags=_lines(tag.get("label") or tag["term"] for tag in entry.get("tags", ())),
            enclosures=frozenset([*files, *media]),
            duration=_seconds(entry.get("itunes_duration")),
            comments=entry.get("comments") or next(replies, None),
        )


def _json_items(body: bytes) -> Iterator[Item]:
    for item in json.loads(body)["items"]:
        files = item.get("attachments", [])
        durations = (round(one["duration_in_seconds"]) for one in files if "duration_in_seconds" in one)
        yield Item(
            id=item["id"],
            link=item.get("url"),
            title=_bare(escape(item.get("title", ""))),
            text=_bare(
                item.get("content_html") or escape(item.get("content_text") or item.get("summary", ""))
            ),
            date=_date(item.get("date_published")),
            authors=_lines(author.get("name", "") for author in item.get("authors", ())),
            tags=_lines(item.get("tags", ())),
            enclosures=frozenset([*(one["url"] for one in files), item.get("image", "")]),
            duration=next(durations, None),
            comments=item.get("_links", {}).get("comments_url"),
        )


def _is_page(link: Any) -> bool:
    """Whether a link leads to the page of the comments, not to their feed."""
    return (link.get("rel"), link.get("type", "text/html")) == ("replies", "text/html")


def _inside(element: Any) -> str:
    """The text of an element; XHTML inside it as HTML."""
    if len(element) and etree.QName(element[0]).localname == "div":
        return etree.tostring(element[0], encoding="unicode", method="html", with_tail=False)
    return "".join(element.itertext())


def _bare(text: str | None) -> str:
    """The characters that HTML shows."""
    text = text or ""
    if "<" in text or "&" in text:
        root: Any = lxml.html.fromstring(f"<div>{text}</div>")
        for hidden in root.xpath("//script|//style|//noscript|//template|//comment()"):
            hidden.drop_tree()
        text = str(root.text_content())
    return _INVISIBLE.sub("", text)


def _lines(texts: Iterable[str]) -> frozenset[str]:
    lines = (" ".join(unescape(text).split()) for text in texts)
    return frozenset(line for line in lines if line)


def _date(text: str | None) -> datetime | None:
    """The time to the second, as feedparser reads it; ``None`` before 1990."""
    try:
        parsed = _parse_date(text) if text else None
    except (ValueError, OverflowError):
        parsed = None
    if not parsed or parsed[0] <= _FIRST_YEAR:
        return None
    return datetime.fromtimestamp(timegm(parsed), UTC)


def _seconds(text: str | None) -> int | None:
    """``1:02:03`` or seconds."""
    total = 0.0
    for part in (text or "").strip().split(":"):
        if not part.replace(".", "", 1).isdigit():
            return None
        total = total * 60 + float(part)
    return round(total)
