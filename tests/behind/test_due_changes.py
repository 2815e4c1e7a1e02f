"""Releases and expiries behind nginx and Varnish: no cache shows the version before one (R-HTTP-17)."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from feeds.service.clock import utc_now
from tests.behind.conftest import pause
from tests.behind.live_site import in_front
from tests.behind.nginx import needs_nginx
from tests.behind.varnish import needs_varnish
from tests.cli.newsroom import article, newsroom
from tests.service.processes import Process, process, until

FORMS = ("atom", "rss", "json")
ARTICLES = range(10, 22)
SOON_S = 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "front",
    [
        pytest.param("nginx", marks=needs_nginx),
        pytest.param("varnish as it comes", marks=needs_varnish),
        pytest.param("varnish configured", marks=needs_varnish),
    ],
)
async def test_no_cache_shows_a_version_that_the_clock_replaced(tmp_path: Path, front: str) -> None:
    """Twelve articles are released or expire, four at a time; a feed is polled all the time, two rarely.

    A response to a request that was sent after the server had the new version is never the old one.
    """
    (tmp_path / "front").mkdir()
    async with process(newsroom(tmp_path, article(50))) as parts, ClientSession() as session:
        with in_front(front, tmp_path / "front", parts.port) as port:
            newsroom(
                tmp_path, article(50), article(99, date_published="2024-10-22 08:00:00"), *_due_articles()
            )
            await until(lambda: _is_published(parts), 30.0)
            answers = outdated = seen = 0
            while seen < len(ARTICLES):
                changed = [number for number in ARTICLES if not _is_before(parts, number)]
                rarely = ("rss", "json") if len(changed) > seen else ()
                seen = len(changed)
                await pause()
                for form in ("atom", *rarely):
                    url = f"http://127.0.0.1:{port}/news.{form}"
                    async with session.get(url, headers={"Host": "post.example"}) as response:
                        text = await response.text()
                        assert response.status == 200
                    answers += 1
                    outdated += any((f"Ferry {number}" in text) == _expires(number) for number in changed)
    print(f"{front}: {outdated} of {answers} answers outdated")
    assert outdated == 0


def _due_articles() -> list[dict[str, object]]:
    start_at = utc_now().replace(microsecond=0) + timedelta(seconds=SOON_S)
    times = {number: start_at + timedelta(seconds=3 * ((number - 10) // 4)) for number in ARTICLES}
    return [article(number, **{_field(number): at.isoformat()}) for number, at in times.items()]


async def _is_published(parts: Process) -> bool:
    return all(["Ferry 99" in await parts.get(f"/news.{form}") for form in FORMS])


def _expires(number: int) -> bool:
    return number % 2 == 1


def _field(number: int) -> str:
    return "date_expires" if _expires(number) else "date_release"


def _is_before(parts: Process, number: int) -> bool:
    """Whether the server has the version before the change of an article in any format."""
    bodies = [parts.cache.cached(f"news.{form}") for form in FORMS]
    return any(one is None or (f"Ferry {number}" in one.body.decode()) is _expires(number) for one in bodies)
