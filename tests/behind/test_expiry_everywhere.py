"""An article expires that is in two archives, in pages and in sitemaps, behind nginx and Varnish."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from feeds.service.clock import utc_now
from feeds.store import publications
from tests.behind.live_site import in_front
from tests.behind.nginx import needs_nginx
from tests.behind.varnish import needs_varnish
from tests.cli.newsroom import article, newsroom, rewrite
from tests.service.processes import Process, process, until
from tests.transactions import query

TITLE = "Ferry 77"
SETTINGS = """limit = 3
max_bytes = 6000
[[channels]]
path = "index"
title = "All"
limit = 3
max_bytes = 6000
"""
AHEAD_S = 4


def articles(**changes: object) -> list[dict[str, object]]:
    """Twelve articles; the one that expires is older than what live feeds show."""
    old = article(77, date_published="2024-09-03T08:00:00Z", **changes)
    others = [article(n, date_published=f"2024-{9 + n // 6:02}-{1 + n:02}T09:00:00Z") for n in range(12)]
    return [*others, old]


async def names_with_it(parts: Process) -> list[str]:
    """The addresses that show the article, or link to it."""
    found = []
    for name in await query(parts.service.store, publications.names):
        one = await query(parts.service.store, publications.fetch, name)
        if one is not None and (TITLE.encode() in one.body or b"post.example/77<" in one.body):
            found.append(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "front",
    [
        pytest.param("nginx", marks=needs_nginx),
        pytest.param("varnish as it comes", marks=needs_varnish),
        pytest.param("varnish configured", marks=needs_varnish),
    ],
)
async def test_no_address_shows_what_has_expired(tmp_path: Path, front: str) -> None:
    """R-HTTP-17, R-PAGE-08: once the server does not show it, no cache does."""
    (tmp_path / "front").mkdir()
    file = newsroom(tmp_path, *articles())
    file.write_text(file.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")

    async with process(file) as parts, ClientSession() as session:

        async def is_archived() -> bool:
            found = await names_with_it(parts)
            return {"news/archive/2024-09.atom", "index/archive/2024-09.atom"} <= set(found)

        async def has_expired() -> bool:
            return await names_with_it(parts) == []

        await until(is_archived, 30.0)
        with in_front(front, tmp_path / "front", parts.port) as port:
            names = await names_with_it(parts)
            due_s = int(utc_now().timestamp()) + AHEAD_S
            expires = utc_now().fromtimestamp(due_s, tz=utc_now().tzinfo).isoformat()
            rewrite(file, *articles(date_expires=expires))

            async def is_known() -> bool:
                return utc_now().timestamp() >= due_s or parts.cache.due_s("news") == due_s

            await until(is_known, 30.0)
            while utc_now().timestamp() < due_s:
                for name in names:
                    await _text(session, port, name)
            await until(has_expired, 30.0)
            left = [name for name in names if await _shows(session, port, name)]
    assert left == []


async def _text(session: ClientSession, port: int, name: str) -> str:
    url = f"http://127.0.0.1:{port}/{name}"
    async with session.get(url, headers={"Host": "post.example"}, allow_redirects=False) as response:
        return await response.text()


async def _shows(session: ClientSession, port: int, name: str) -> bool:
    text = await _text(session, port, name)
    return TITLE in text or "post.example/77<" in text
