"""The three golden files of the corpus: what they say is said by ours (their facts are a part of ours)."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feeds.model import (
    Attachment,
    Document,
    Entry,
    FeedLink,
    Format,
    Head,
    Person,
    Source,
    Tag,
    Tombstone,
)
from feeds.render import render
from tests.render.reading import tree

CORPUS = Path(os.environ.get("FEEDS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
GOLDEN = CORPUS / "golden"
SITE = "https://example.org"

pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason="the corpus is not here")

Fact = tuple[str, str, frozenset[tuple[str, str]]]


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, 10, day, hour, minute, second, tzinfo=UTC)


NEWS = Entry(
    id="tag:example.org,2024:a/99",
    url=f"{SITE}/a/99.html",
    title="冲刺四季度 & A < B",
    published_at=at(22, 1, 7, 16),
    updated_at=at(22, 2, 10),
    authors=(Person(name="东北新闻网", url="https://news.example.com/"),),
    summary="摘要",
    content_html='<p>正文 <a href="https://example.org/x">x</a></p>',
    via_url="https://news.example.com/2024/1022/5.html",
    created_at=at(21, 23),
    origin=Source(name="东北新闻网", url="https://news.example.com/"),
    tags=(Tag(term="province", label="省内", scheme=f"{SITE}/tags"),),
    attachments=(Attachment(url=f"{SITE}/a/99.mp3", mime_type="audio/mpeg", size_bytes=1_048_576),),
)
COPIED = Entry(
    id="https://planet.example.net/e/7",
    url="https://planet.example.net/e/7",
    title="Copied from another Atom feed",
    published_at=at(20),
    updated_at=at(20, 0, 0, 1),
    authors=(Person(name="P. Lanet"),),
    content_html="<p>x</p>",
    origin=Source(
        url="https://planet.example.net/",
        feed_url="https://planet.example.net/feed.atom",
        feed_title="Planet",
        feed_id="https://planet.example.net/",
        feed_updated_at=at(21),
        feed_rights="CC BY 4.0",
    ),
)
COPIED_FROM_RSS = replace(
    COPIED,
    title="Copied from another RSS feed",
    content_html="x",
    updated_at=at(20),
    origin=Source(feed_url="https://planet.example.net/feed.rss", feed_title="Planet"),
)


def document(form: Format, *entries: Entry) -> Document:
    archive = {Format.RSS: "application/rss+xml", Format.ATOM: "application/atom+xml", Format.JSON: None}
    head = Head(
        id="tag:example.org,2024:feed/province",
        title="省内",
        description="省内新闻",
        page_url=f"{SITE}/province/",
        self_urls=tuple((one, f"{SITE}/province.{one}") for one in Format),
        updated_at=at(22, 2, 10),
        author=Person(name="示例台", url=f"{SITE}/"),
        language="zh-CN",
        ttl_min=30,
        links=(
            FeedLink(rel="hub", href=f"{SITE}/hub"),
            FeedLink(rel="prev-archive", href=f"{SITE}/province/archive/41.{form}", type=archive[form]),
        ),
    )
    gone = Tombstone(id="tag:example.org,2024:a/98", deleted_at=at(22, 2))
    return Document(head=head, entries=entries, tombstones=(gone,))


def facts(element: etree._Element, path: str = "") -> Iterator[Fact]:
    """Every leaf with its path, text and attributes; the order distinguishes entries."""
    counts: dict[str, int] = {}
    for child in element:
        name = str(child.tag)
        counts[name] = counts.get(name, 0) + 1
        place = counts[name] if name.endswith(("entry", "item")) and len(child) else ""
        here = f"{path}/{name}{place}"
        attributes = frozenset((str(key), str(value)) for key, value in child.items())
        if not len(child):
            yield here, child.text or "", attributes
        yield from facts(child, here)


def missing(form: Format, *entries: Entry) -> set[Fact]:
    golden = set(facts(tree((GOLDEN / f"feed.{form}").read_bytes())))
    return golden - set(facts(tree(render(document(form, *entries), form))))


def test_atom_says_what_the_golden_file_says() -> None:
    """All but the one content that is XHTML there and HTML here (R-TEXT-06)."""
    assert {path.rpartition("}")[2] for path, _, _ in missing(Format.ATOM, NEWS, COPIED)} == {"p"}


def test_rss_says_what_the_golden_file_says() -> None:
    """All but that a guid which is the link says so here (R-ID-14)."""
    assert {(path[-5:], text) for path, text, _ in missing(Format.RSS, NEWS, COPIED_FROM_RSS)} == {
        ("/guid", COPIED.id)
    }


def test_json_says_what_the_golden_file_says() -> None:
    """All but the place of ``about``, which is only in the head."""
    golden: dict[str, Any] = json.loads((GOLDEN / "feed.json").read_bytes())
    ours: dict[str, Any] = json.loads(render(document(Format.JSON, NEWS), Format.JSON))
    (golden_item,), (our_item,) = golden.pop("items"), ours.pop("items")
    assert golden.items() <= ours.items()
    golden_source, our_source = golden_item.pop("_source"), our_item.pop("_source")
    assert golden_item.items() <= our_item.items()
    assert golden_source.keys() - our_source.keys() == {"about"}
    assert {**golden_source, **our_source} == {**our_source, "about": golden_source["about"]}
