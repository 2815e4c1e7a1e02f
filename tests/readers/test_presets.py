"""The documented settings for WordPress REST and Ghost's Content API, on servers that answer like them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.config import load
from feeds.model import Record, SourceSettings
from feeds.outgoing import Outgoing
from tests.readers.conftest import a_context, all_of, reader_of

DOCUMENT = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
SITE = '[site]\ntitle = "Pier"\nurl = "https://pier.example"\n'
PER_PAGE = 2


def wordpress_post(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "date": "2024-10-22T09:07:16",
        "date_gmt": "2024-10-22T07:07:16",
        "modified_gmt": "2024-10-23T07:07:16",
        "guid": {"rendered": f"https://blog.example.org/?p={number}"},
        "link": f"https://blog.example.org/{number}/",
        "status": "publish",
        "type": "post",
        "title": {"rendered": "Fish &#038; chips"},
        "content": {"rendered": "<p>Open <em>again</em>.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Short.</p>", "protected": False},
        "author": 3,
        "featured_media": 9,
        "categories": [1],
        "tags": [4, 5],
        "_embedded": {"author": [{"id": 3, "name": "Marta Quill", "link": "https://blog.example.org/a/mq/"}]},
    }


def ghost_post(number: int) -> dict[str, Any]:
    return {
        "id": f"64b0f0f0f0f0f0f0f0f0f0f{number}",
        "uuid": "6f1f3b0e-0000-4000-8000-000000000000",
        "title": "Fish & chips",
        "slug": f"fish-{number}",
        "html": "<p>Open <em>again</em>.</p>",
        "feature_image": "https://blog.example.org/content/images/f.jpg",
        "custom_excerpt": "Short.",
        "published_at": "2024-10-22T09:07:16.000+02:00",
        "updated_at": "2024-10-23T09:07:16.000+02:00",
        "url": f"https://blog.example.org/fish-{number}/",
        "visibility": "public",
        "authors": [{"id": "1", "name": "Marta Quill", "url": "https://blog.example.org/author/mq/"}],
        "tags": [{"id": "2", "name": "Harbour", "visibility": "public"}],
    }


async def wordpress(request: web.Request) -> web.Response:
    """Answer like WordPress: a list, a Link header, and 400 after the last page."""
    page = int(request.query.get("page", "1"))
    if page > 2:
        return web.json_response({"code": "rest_post_invalid_page_number"}, status=400)
    posts = [wordpress_post(number) for number in range(page * PER_PAGE, page * PER_PAGE + PER_PAGE)]
    link = {"Link": f'<{request.url.update_query(page=page + 1)}>; rel="next"'} if page == 1 else {}
    return web.json_response(posts, headers={"X-WP-TotalPages": "2", **link})


async def ghost(request: web.Request) -> web.Response:
    """Answer like Ghost: an object with its pagination, and no posts after the last page."""
    page = int(request.query.get("page", "1"))
    posts = [ghost_post(number) for number in range(page * PER_PAGE, page * PER_PAGE + PER_PAGE)]
    pagination = {"page": page, "limit": PER_PAGE, "pages": 2, "next": page + 1 if page < 2 else None}
    return web.json_response({"posts": posts if page <= 2 else [], "meta": {"pagination": pagination}})


@pytest.fixture
async def server() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/wp-json/wp/v2/posts", wordpress)
    app.router.add_get("/ghost/api/content/posts/", ghost)
    started = TestServer(app)
    await started.start_server()
    yield str(started.make_url("")).rstrip("/")
    await started.close()


def preset(name: str, folder: Path) -> SourceSettings:
    """Return the source that the documentation gives for a system, as the settings are read."""
    blocks = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    (block,) = (one for one in blocks if f'\nname = "{name}"\n' in one)
    (folder / "feeds.toml").write_text(SITE + block, encoding="utf-8")
    (source,) = load(folder / "feeds.toml").sources
    return source


@pytest.mark.parametrize("name", ["wordpress", "ghost"])
async def test_a_documented_preset_reads_every_page(name: str, tmp_path: Path, server: str) -> None:
    source = preset(name, tmp_path)
    (url,) = source.urls
    source = replace(source, urls=(url.replace("https://blog.example.org", server),))
    async with Outgoing(allow_private=True) as outgoing:
        readings = await all_of(reader_of(source, a_context(outgoing)))
    records = [reading.record for reading in readings if reading.accepted and reading.record]
    assert len(records) == len({record.id for record in records}) == 4
    first: Record = records[0]
    assert (first.title, first.summary) == ("Fish & chips", "Short.")
    assert first.url is not None
    assert first.url.startswith("https://blog.example.org/")
    assert "<em>again</em>" in (first.content_html or "")
    assert first.published_at == datetime(2024, 10, 22, 7, 7, 16, tzinfo=UTC)
    assert first.modified_at == datetime(2024, 10, 23, 7, 7, 16, tzinfo=UTC)
    assert [person.name for person in first.authors] == ["Marta Quill"]
    if name == "ghost":
        assert [tag.term for tag in first.tags] == ["Harbour"]
        assert first.image == "https://blog.example.org/content/images/f.jpg"
