import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from feeds.errors import RenderError
from feeds.model import Document, Entry, FeedLink, Format, Tag, Tombstone
from feeds.render import FORMATS, render
from feeds.validate import check
from tests.render.samples import BARE, DOCUMENT, FULL, HEAD, SITE
from tests.render.test_atom import PLAIN

PAGE = f"{HEAD.page_url}#extensions"


def feed(document: Document = DOCUMENT) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(document, Format.JSON), object_pairs_hook=unique)
    return loaded


def item(entry: Entry) -> dict[str, Any]:
    loaded: dict[str, Any] = feed(Document(head=HEAD, entries=(entry,)))["items"][0]
    return loaded


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def values(thing: Any) -> Iterator[Any]:
    yield thing
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for part in inner:
        yield from values(part)


def test_the_feed_begins_with_its_version() -> None:
    assert render(DOCUMENT, Format.JSON).startswith(b'{"version":"https://jsonfeed.org/version/1.1","title":')


def test_the_feed_says_who_what_and_where() -> None:
    made = feed()
    assert made["title"] == HEAD.title
    assert made["home_page_url"] == HEAD.page_url
    assert made["feed_url"] == HEAD.self_url(Format.JSON)
    assert made["authors"] == [{"name": HEAD.author.name, "url": HEAD.author.url}]
    assert made["hubs"] == [{"type": "WebSub", "url": f"{SITE}/hub"}]
    assert made["next_url"] == f"{SITE}/news/province/archive/2024-09.atom"
    assert made["language"] == "zh-CN"
    assert made["icon"] == HEAD.image
    assert "阅读器" in made["user_comment"]


def test_the_comment_speaks_the_feeds_language() -> None:
    assert "reader" in feed(Document(head=replace(HEAD, language="en-GB")))["user_comment"]


def test_a_next_page_goes_before_an_archive() -> None:
    links = (*HEAD.links, FeedLink(rel="next", href=f"{SITE}/2"))
    assert feed(Document(head=replace(HEAD, links=links)))["next_url"] == f"{SITE}/2"


def test_an_item_has_every_field() -> None:
    """R-SRC-12: the provenance is one extension, documented where ``about`` of the feed leads."""
    assert item(FULL) == {
        "id": FULL.id,
        "url": FULL.url,
        "external_url": FULL.via_url,
        "title": FULL.title,
        "summary": FULL.summary,
        "content_html": FULL.content_html,
        "image": FULL.image,
        "date_published": "2024-10-22T01:07:16Z",
        "date_modified": "2024-10-22T02:07:16Z",
        "authors": [
            {"name": "Lin Qiao", "url": f"{SITE}/lin", "avatar": f"{SITE}/lin.png"},
            {"name": "何青"},
        ],
        "tags": ["省内", "R&D"],
        "language": "en",
        "attachments": [
            {
                "url": f"{SITE}/a/99.mp3",
                "mime_type": "audio/mpeg",
                "size_in_bytes": 1_048_576,
                "duration_in_seconds": 90,
            },
            {
                "url": f"{SITE}/a/99.mp4",
                "mime_type": "video/mp4",
                "title": "As film",
                "duration_in_seconds": 90.5,
            },
            {"url": f"{SITE}/a/map.png", "mime_type": "image/png", "size_in_bytes": 2048},
        ],
        "_source": {
            "name": "Delta Wire",
            "url": FULL.via_url,
            "home_url": "https://wire.example.com/",
            "feed_url": "https://wire.example.com/all.atom",
            "feed_title": "Delta & Co",
            "feed_id": "tag:wire.example.com,2020:all",
            "date_published": "2024-10-21T23:07:16Z",
        },
        "_credits": {
            "contributors": [
                {"name": "Mo Yan", "role": "校对"},
                {"name": "Tang Hui", "role": "Editor", "url": f"{SITE}/tang"},
                {"name": "Ines Falk", "role": "Photographer"},
            ]
        },
        "_rights": {"text": FULL.rights, "license_url": FULL.license_url},
        "_links": {
            "comments_url": FULL.comments_url,
            "related": [
                {"url": f"{SITE}/a/98.html", "title": "The day before"},
                {"url": f"{SITE}/a/97.html"},
            ],
        },
        "_discussion": {
            "comments_count": 7,
            "comments_feed_url": f"{SITE}/a/99/comments.rss",
            "in_reply_to": [
                {"id": "2024-90", "url": f"{SITE}/a/90.html", "feed_url": f"{SITE}/news.atom"},
                {"id": "tag:post.example.org,2024:a/97", "url": f"{SITE}/a/97.html"},
            ],
        },
        "_correction": {"text": FULL.correction},
    }


def test_extensions_in_use_say_where_they_are_explained() -> None:
    made = feed(replace(DOCUMENT, tombstones=()))
    used = {key for entry in made["items"] for key in entry if key.startswith("_")}
    assert {key: value for key, value in made.items() if key.startswith("_")} == {
        key: {"about": PAGE} for key in used
    }
    assert not [key for key in feed(Document(head=HEAD, entries=(BARE,))) if key.startswith("_")]


def test_what_was_taken_back_is_told_without_its_content() -> None:
    """R-TOMB-01, R-TOMB-08."""
    gone = Tombstone(id="tag:post.example.org,2024:a/98", deleted_at=FULL.updated_at)
    made = feed(replace(DOCUMENT, tombstones=(gone, replace(gone, id="2024-17"))))
    when = "2024-10-22T02:07:16Z"
    assert made["_tombstones"] == {
        "about": PAGE,
        "deleted": [{"id": gone.id, "date_deleted": when}, {"id": "2024-17", "date_deleted": when}],
    }
    assert len(made["items"]) == len(DOCUMENT.entries)
    assert check(render(replace(DOCUMENT, tombstones=(gone,)), Format.JSON)).errors == ()


def test_nothing_absent_is_written() -> None:
    assert [value for value in values(feed()) if value is None or value in ("", [], {})] == []
    assert set(item(BARE)) == {"id", "content_text", "date_published", "date_modified"}


def test_authors_of_the_feed_are_not_repeated() -> None:
    assert "authors" not in item(replace(FULL, authors_differ=False))


@pytest.mark.parametrize("entry", [FULL, BARE, replace(FULL, content_html=None)])
def test_every_item_has_content(entry: Entry) -> None:
    made = item(entry)
    assert made.get("content_html") or made.get("content_text")


def test_an_item_with_a_title_alone_says_it_as_content() -> None:
    assert item(replace(FULL, content_html=None, summary=None))["content_text"] == FULL.title


def test_tags_stand_once() -> None:
    tags = (Tag(term="a", label="News"), Tag(term="b", label="News"), Tag(term="c"))
    assert item(replace(FULL, tags=tags))["tags"] == ["News", "c"]


@pytest.mark.parametrize("title", PLAIN)
def test_plain_text_survives(title: str) -> None:
    assert item(replace(FULL, title=title))["title"] == title


@pytest.mark.parametrize("duration", [float("nan"), float("inf")])
def test_a_number_json_does_not_know_is_refused(duration: float) -> None:
    broken = replace(FULL, attachments=(structs.replace(FULL.attachments[0], duration_s=duration),))
    with pytest.raises(RenderError, match="JSON"):
        FORMATS[Format.JSON].entry(broken)
