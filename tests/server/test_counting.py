"""The counters equal what is sent over the socket, with a cold and a warm cache."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from feeds.model import Format, Limits
from feeds.server.access_summary import access_summary
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.publications import COUNTERS
from feeds.server.response_counters import ResponseCounters
from tests.server.conftest import SETTINGS, Clock
from tests.server.http.test_deltas import story
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection

FEEDLY = ("User-Agent", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)")
CURL = ("User-Agent", "curl/8.5.0")


@pytest.fixture
def app(source: MemorySource, clock: Clock) -> web.Application:
    limits = Limits(again_bytes=0, client_connections=1)
    return make_app(source, replace(SETTINGS, limits=limits), clock=clock)


@pytest.fixture
async def asking(app: web.Application) -> AsyncIterator[tuple[RawConnection, ResponseCounters]]:
    listening = open_socket("127.0.0.1", 0)
    async with serving(app, [listening]), connection(listening.getsockname()[1]) as client:
        yield client, app[COUNTERS]


async def test_every_kind_of_answer_is_counted_once(asking: tuple[RawConnection, ResponseCounters]) -> None:
    """R-PRIV-04."""
    client, counters = asking
    first = await client.ask("/news.atom", [FEEDLY])
    tag = ("If-None-Match", first["ETag"])
    for _ in range(3):
        assert (await client.ask("/news.atom", [CURL, tag])).status == 304
    assert (await client.ask("/news.rss", [FEEDLY], method="HEAD")).status == 200
    refused = await client.ask("/news.atom")
    assert refused.status == 429
    page = await client.ask("/news")
    missing = await client.ask("/missing.atom")
    assert counters.answered().statuses == {200: 3, 304: 3, 404: 1, 429: 1}
    assert counters.answered().publications == 7
    bodies = (first, refused, page, missing)
    assert counters.answered().sent_bytes == sum(len(one.body) for one in bodies)
    (news,) = access_summary(counters.take(), 0)
    assert (news.channel, news.polls) == ("news", (("atom", 5), ("rss", 1)))
    assert (news.unchanged, news.full) == (3, 1)
    assert news.readers == (("curl", 3), ("feedly", 2), ("unnamed", 1))
    assert news.sent_bytes == len(first.body) + len(refused.body)
    assert {one.format: one.subscribers for one in news.declared} == {"atom": 42, "rss": 42}


async def test_names_that_do_not_exist_are_not_kept(asking: tuple[RawConnection, ResponseCounters]) -> None:
    client, counters = asking
    for number in range(50):
        assert (await client.ask(f"/invented-{number}.atom")).status == 404
        assert (await client.ask(f"/news.atom?{number}")).status == 301
        assert (await client.ask(f"/api/x{number}", method="POST")).status == 405
    assert counters.answered().statuses == {404: 50, 301: 50, 405: 50}
    assert counters.take().hits == {}


async def test_deltas_are_counted(
    asking: tuple[RawConnection, ResponseCounters], source: MemorySource
) -> None:
    client, counters = asking
    held, now = story(Format.ATOM)
    source.put(now)
    asked = [("If-None-Match", held.representations[0].etag), ("A-IM", "feed")]
    delta = await client.ask("/news.atom", asked)
    assert delta.status == 226
    (news,) = access_summary(counters.take(), 0)
    assert (news.total, news.full, news.deltas, news.sent_bytes) == (1, 0, 1, len(delta.body))


async def test_requests_that_nobody_understands_and_refused_connections_are_counted(
    asking: tuple[RawConnection, ResponseCounters],
) -> None:
    client, counters = asking
    port = client.writer.get_extra_info("peername")[1]
    async with connection(port) as crowd:
        assert (await crowd.read()).status == 429
        assert counters.connections in {1, 2}
    await client.send(b"NONSENSE\r\n\r\n")
    assert (await client.read()).status == 400
    assert counters.answered().statuses == {400: 1, 429: 1}


async def test_a_connection_that_speaks_for_several_readers_counts_each(
    asking: tuple[RawConnection, ResponseCounters],
) -> None:
    """R-HTTP-67: a proxy keeps one connection for many clients."""
    client, counters = asking
    for agent in (CURL, FEEDLY, CURL, ("User-Agent", "")):
        await client.ask("/news.atom", [agent])
    (news,) = access_summary(counters.take(), 0)
    assert news.readers == (("curl", 2), ("feedly", 1), ("unnamed", 1))
