"""Trouble, ours and others': R-HTTP-47 to R-HTTP-52."""

import asyncio
import json

import pytest

from feeds.model import Publication
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection
from tests.server.samples import publication


async def test_an_outage_is_a_503_with_retry_after_in_seconds(
    client: RawConnection, source: MemorySource
) -> None:
    """R-HTTP-47, R-HTTP-48."""
    source.memory.clear()
    source.broken = True
    for target in ("/news.atom", "/news", "/health", "/ready", "/feed"):
        response = await client.ask(target)
        assert response.status == 503, target
        assert response["Retry-After"].isdigit()
        assert response["Cache-Control"] == "no-store"


async def test_a_store_that_cannot_be_written_is_a_degraded_service(
    client: RawConnection, source: MemorySource
) -> None:
    """Feeds can be read from it as before, but what is pushed is refused."""
    assert json.loads((await client.ask("/health")).body)["store"] == "ok"
    source.store_fault = "the database did not answer: postgresql://feeds:secret@db.example"
    response = await client.ask("/health")
    described = json.loads(response.body)
    assert (response.status, described["status"]) == (200, "degraded")
    assert described["store"] == "the database did not answer"


@pytest.mark.parametrize(
    "user_agent", ["", "Mozilla/5.0", "python-requests/2", "curl/8", "Feedly/1.0 (9 subscribers)", "bot"]
)
async def test_no_client_is_challenged(client: RawConnection, user_agent: str) -> None:
    """R-HTTP-51."""
    response = await client.ask("/news.atom", [("User-Agent", user_agent)])
    assert (response.status, response.body) == (200, publication("news.atom").body)
    missing = await client.ask("/missing.atom", [("User-Agent", user_agent), ("Accept", "text/html")])
    assert (missing.status, missing["Content-Type"]) == (404, "text/plain; charset=utf-8")


async def test_the_last_good_revision_outlives_the_store(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-52."""
    first = await client.ask("/news.atom")
    source.broken = True
    again = await client.ask("/news.atom")
    assert (again.status, again.body) == (200, first.body)
    assert (await client.ask("/news.atom", [("If-None-Match", first["ETag"])])).status == 304


class FaultyShelf(MemorySource):
    """A source with a mistake in it."""

    def cached(self, name: str) -> Publication | None:
        raise ZeroDivisionError(name)


async def test_a_fault_of_ours_is_a_500_in_short(caplog: pytest.LogCaptureFixture) -> None:
    """R-HTTP-51: the right status, no traces of the program."""
    listening = open_socket("127.0.0.1", 0)
    async with (
        serving(make_app(FaultyShelf(), SETTINGS), [listening]),
        connection(listening.getsockname()[1]) as client,
    ):
        for target in ("/news.atom", "/news"):
            response = await client.ask(target)
            assert (response.status, response.body) == (500, b"Something went wrong here.\n")
            assert response["Cache-Control"] == "no-store"


async def test_requests_in_flight_end_when_the_service_stops() -> None:
    source = MemorySource(publication("news.atom"))
    source.gate = asyncio.Event()
    listening = open_socket("127.0.0.1", 0)
    async with (
        connection(listening.getsockname()[1]) as waiting,
        connection(listening.getsockname()[1]) as idle,
    ):
        async with serving(make_app(source, SETTINGS), [listening]):
            assert (await idle.ask("/ready")).status == 200
            asked = asyncio.create_task(waiting.ask("/news.atom"))
            await source.fetching.wait()
            asyncio.get_running_loop().call_later(0.05, source.gate.set)
        response = await asked
        assert (response.status, response.body) == (200, publication("news.atom").body)
        assert await waiting.rest() == b""
        assert await idle.rest() == b""
        with pytest.raises(OSError, match=r".*"):
            await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])


@pytest.mark.parametrize("target", ["/later.atom", "/later", "/later.en.html", "/later/archive/2024-10.atom"])
async def test_a_channel_that_is_not_published_yet_is_an_outage(
    client: RawConnection, source: MemorySource, target: str
) -> None:
    """R-HTTP-47, R-HTTP-48: readers give an address up for days after a 404."""
    assert (await client.ask(target)).status == 404
    source.awaited.add("later")
    response = await client.ask(target)
    assert (response.status, response["Cache-Control"]) == (503, "no-store")
    assert response["Retry-After"].isdigit()
    assert (await client.ask("/missing.atom")).status == 404
    source.awaited.clear()
    source.put(publication("later.atom"))
    assert (await client.ask("/later.atom")).status == 200
