"""Connections that answer by themselves, and what they leave to aiohttp's."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from feeds.model import Limits
from feeds.server.app import make_app
from feeds.server.fastpath.connection import Connection
from feeds.server.fastpath.direct_connection import DirectConnection
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.runner import Runner
from feeds.server.fastpath.sockets import serving
from feeds.server.publications import COUNTERS
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import connection, request_bytes
from tests.server.samples import newsroom


@pytest.fixture
async def running(clock: Clock) -> AsyncIterator[tuple[Runner, int]]:
    source = MemorySource(*newsroom())
    source.warm()
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS, clock=clock), [listening]) as runner:
        yield runner, listening.getsockname()[1]


@pytest.fixture
async def cold(clock: Clock) -> AsyncIterator[tuple[Runner, int, MemorySource]]:
    """A server that has nothing in memory."""
    source = MemorySource(*newsroom())
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS, clock=clock), [listening]) as runner:
        yield runner, listening.getsockname()[1], source


def kinds(runner: Runner) -> list[type]:
    assert runner.server is not None
    return [type(one) for one in runner.server.connections]


def first_direct(runner: Runner) -> DirectConnection:
    """Return the connection that was accepted first."""
    assert runner.server is not None
    first: object = runner.server.connections[0]
    assert isinstance(first, DirectConnection)
    return first


async def test_plain_requests_need_no_connection_of_aiohttp(running: tuple[Runner, int]) -> None:
    """R-PERF-01."""
    runner, port = running
    async with connection(port) as client:
        first = await client.ask("/news.atom", method="HEAD")
        assert (await client.ask("/news.atom", [("If-None-Match", first["ETag"])])).status == 304
        assert kinds(runner) == [DirectConnection]
        assert runner.app[COUNTERS].connections == 1


async def test_any_other_request_makes_it_one(running: tuple[Runner, int]) -> None:
    runner, port = running
    async with connection(port) as client:
        await client.send(request_bytes("/news.atom") + request_bytes("/health") + request_bytes("/news.rss"))
        assert (await client.read())["Content-Type"].startswith("application/atom+xml")
        assert (await client.read())["Content-Type"].startswith("application/json")
        assert (await client.read())["Content-Type"].startswith("application/rss+xml")
        (kind,) = kinds(runner)
        assert issubclass(kind, Connection)
        assert runner.app[COUNTERS].connections == 1


async def test_what_has_to_be_read_needs_none_either(cold: tuple[Runner, int, MemorySource]) -> None:
    """R-PERF-01: after a start nothing is in memory, and all clients come back."""
    runner, port, source = cold
    async with connection(port) as client:
        await client.send(b"".join(map(request_bytes, ("/news.atom", "/missing.atom", "/news.rss"))))
        assert (await client.read())["Content-Type"].startswith("application/atom+xml")
        assert (await client.read()).status == 404
        assert (await client.read())["Content-Type"].startswith("application/rss+xml")
        await client.send(b"GET /news.json HTTP/1.1\r\nHost: a b\r\n\r\n")
        assert (await client.read()).status == 400
        assert kinds(runner) == [DirectConnection]
        assert source.reads == 3
        last = await client.ask("/news.json", [("Connection", "close")])
        assert (last.status, await client.rest()) == (200, b"")


async def test_what_comes_while_the_store_is_read_is_answered_after_it(
    cold: tuple[Runner, int, MemorySource],
) -> None:
    """In the order of the requests; the client is not idle meanwhile."""
    runner, port, source = cold
    source.gate = asyncio.Event()
    async with connection(port) as client:
        await client.send(request_bytes("/news.atom"))
        await source.fetching.wait()
        await client.send(request_bytes("/news.rss") + request_bytes("/health"))
        direct = first_direct(runner)
        assert direct.transport is not None
        assert not direct.transport.is_reading()
        assert not direct.expired(direct.transport, asyncio.get_running_loop().time() + 80, Limits())
        assert not direct.transport.is_closing()
        source.gate.set()
        for kind in ("application/atom+xml", "application/rss+xml", "application/json"):
            assert (await client.read())["Content-Type"].startswith(kind)


async def test_a_client_that_leaves_while_the_store_is_read(cold: tuple[Runner, int, MemorySource]) -> None:
    runner, port, source = cold
    source.gate = asyncio.Event()
    async with connection(port) as client:
        await client.send(request_bytes("/news.atom"))
        await source.fetching.wait()
        transport = first_direct(runner).transport
        assert transport is not None
        transport.abort()
        assert await client.rest() == b""
    source.gate.set()
    async with connection(port) as client:
        assert (await client.ask("/news.atom")).status == 200
        assert kinds(runner) == [DirectConnection]


async def test_an_outage_is_answered_by_the_application(cold: tuple[Runner, int, MemorySource]) -> None:
    """R-HTTP-47: 503 with Retry-After."""
    runner, port, source = cold
    source.broken = True
    async with connection(port) as client:
        refused = await client.ask("/news.atom")
        assert (refused.status, refused["Retry-After"]) == (503, "30")
        source.broken = False
        assert (await client.ask("/news.atom")).status == 200
        (kind,) = kinds(runner)
        assert issubclass(kind, Connection)


async def test_a_stop_answers_a_request_that_waits(clock: Clock) -> None:
    source = MemorySource(*newsroom())
    source.gate = asyncio.Event()
    listening = open_socket("127.0.0.1", 0)
    async with connection(listening.getsockname()[1]) as client:
        async with serving(make_app(source, SETTINGS, clock=clock), [listening]):
            await client.send(request_bytes("/news.atom"))
            await source.fetching.wait()
            asyncio.get_running_loop().call_later(0.05, source.gate.set)
        assert (await client.read()).status == 200
        assert await client.rest() == b""


async def test_a_head_in_parts_is_read(running: tuple[Runner, int]) -> None:
    _, port = running
    async with connection(port) as client:
        request = request_bytes("/news.atom")
        await client.send(request[:20])
        await client.send(request[20:] + request_bytes("/missing.atom"))
        assert (await client.read()).status == 200
        assert (await client.read()).status == 404


async def test_both_kinds_count_as_connections(clock: Clock) -> None:
    """The limit of one client holds for all of its connections."""
    source = MemorySource(*newsroom())
    source.warm()
    listening = open_socket("127.0.0.1", 0)
    limits = replace(SETTINGS.limits, client_connections=2)
    app = make_app(source, replace(SETTINGS, limits=limits), clock=clock)
    port = listening.getsockname()[1]
    async with serving(app, [listening]), connection(port) as direct, connection(port) as other:
        assert (await direct.ask("/news.atom")).status == 200
        assert (await other.ask("/health")).status == 200
        async with connection(port) as third:
            refused = await third.read()
            assert (refused.status, refused["Connection"]) == (429, "close")
            assert await third.rest() == b""


async def test_an_idle_connection_is_closed(running: tuple[Runner, int]) -> None:
    """R-HTTP-36."""
    runner, port = running
    async with connection(port) as client:
        assert (await client.ask("/news.atom")).status == 200
        direct = first_direct(runner)
        transport, now_s = direct.transport, asyncio.get_running_loop().time()
        assert transport is not None
        assert not direct.expired(transport, now_s + 70, Limits())
        assert not transport.is_closing()
        assert not direct.expired(transport, now_s + 80, Limits())
        assert await client.rest() == b""


async def test_a_client_that_sends_nothing_is_cut_off(running: tuple[Runner, int]) -> None:
    runner, port = running
    async with connection(port), connection(port) as other:
        await other.ask("/news.atom")  # by now the first connection was accepted too
        direct = first_direct(runner)
        assert direct.transport is not None
        now_s = asyncio.get_running_loop().time()
        assert direct.expired(direct.transport, now_s + Limits().head_s + 1, Limits())


async def test_a_stop_closes_idle_connections(clock: Clock) -> None:
    source = MemorySource(*newsroom())
    source.warm()
    listening = open_socket("127.0.0.1", 0)
    async with connection(listening.getsockname()[1]) as client:
        async with serving(make_app(source, SETTINGS, clock=clock), [listening]):
            assert (await client.ask("/news.atom")).status == 200
        assert await client.rest() == b""
