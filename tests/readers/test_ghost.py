"""Ghost's exports: public posts come out whole, and nothing else comes out."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.model import Reading
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
BASE = "https://blog.example"
POST: dict[str, Any] = {
    "id": "64b0f0f0f0f0f0f0f0f0f0f0",
    "uuid": "6f1f3b0e-0000-4000-8000-000000000000",
    "title": "Fish & chips",
    "slug": "fish",
    "html": '<p>Hi <img src="__GHOST_URL__/content/images/a.png"></p>',
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2024-10-22T07:07:16.000Z",
    "custom_excerpt": "Short.",
    "feature_image": "__GHOST_URL__/content/images/f.jpg",
}


async def readings(
    write: Write, *posts: dict[str, Any], wrapped: bool = True, **settings: Any
) -> list[Reading]:
    tables = {
        "posts": list(posts),
        "tags": [{"id": "t1", "name": "News"}, {"id": "t2", "name": "#internal"}],
        "users": [{"id": "u1", "name": "Marta Quill"}, {"id": "u2", "name": "Jo Doe"}],
        "posts_tags": [{"post_id": POST["id"], "tag_id": tag, "sort_order": 0} for tag in ("t1", "t2")],
        "posts_authors": [
            {"post_id": POST["id"], "author_id": "u2", "sort_order": 1},
            {"post_id": POST["id"], "author_id": "u1", "sort_order": 0},
        ],
    }
    value = {"db": [{"meta": {"version": "5.0"}, "data": tables}]} if wrapped else tables
    path = write("ghost.json", json.dumps(value))
    source = a_source("ghost", paths=(path,), **{"base_url": BASE, **settings})
    return await all_of(reader_of(source))


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_post_comes_out_whole(write: Write, *, wrapped: bool) -> None:
    (reading,) = await readings(write, POST, wrapped=wrapped)
    record = reading.record
    assert record is not None
    assert (record.id, record.url, record.title) == (POST["id"], f"{BASE}/fish/", "Fish & chips")
    assert record.published_at == datetime(2024, 10, 22, 7, 7, 16, tzinfo=UTC)
    assert [person.name for person in record.authors] == ["Marta Quill", "Jo Doe"]
    assert [tag.term for tag in record.tags] == ["News"]
    assert record.image == f"{BASE}/content/images/f.jpg"
    assert f'src="{BASE}/content/images/a.png"' in (record.content_html or "")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "draft"},
        {"status": "scheduled"},
        {"status": "sent"},
        {"visibility": "members"},
        {"visibility": "paid"},
        {"type": "page"},
        {"page": 1},
        {"email_only": True},
    ],
)
async def test_what_ghost_holds_back_is_not_read(write: Write, change: dict[str, Any]) -> None:
    assert await readings(write, {**POST, **change}) == []


async def test_a_canonical_address_counts_before_the_slug(write: Write) -> None:
    (reading,) = await readings(write, {**POST, "canonical_url": "https://other.example/a/"})
    assert reading.record is not None
    assert reading.record.url == "https://other.example/a/"


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"db": []}'])
async def test_another_file_is_refused_by_name(write: Write, text: str) -> None:
    path = write("other.json", text)
    (reading,) = await all_of(reader_of(a_source("ghost", paths=(path,))))
    assert not reading.accepted
    assert "export" in reading.findings[0].message or "JSON" in reading.findings[0].message


async def test_a_post_without_html_is_quarantined(write: Write) -> None:
    (reading,) = await readings(write, {**POST, "html": None, "lexical": '{"root": {}}'})
    assert reading.record is None
    assert "no HTML" in reading.findings[0].message


async def test_an_export_of_another_program_is_refused(write: Write) -> None:
    (reading,) = await readings(write, {"url": BASE, "data": {"title": "Pier"}})
    assert reading.record is None
    assert "not a Ghost export" in reading.findings[0].message
