"""Limits against abuse: R-HTTP-15, R-HTTP-47 to R-HTTP-50, over a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from feeds.model import Limits
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection, request_bytes
from tests.server.samples import newsroom, publication

BODY_BYTES = len(publication("news.atom").body)
TIGHT = Limits(again_bytes=BODY_BYTES * 2, again_bytes_per_s=BODY_BYTES / 10)
SHORT_LIMITS = Limits(head_s=0.2, stall_s=0.2, sweep_s=0.01)


@asynccontextmanager
async def limited(
    limits: Limits, source: MemorySource, clock: Clock, proxies: tuple[str, ...] = ()
) -> AsyncIterator[int]:
    settings = replace(SETTINGS, limits=limits, trusted_proxies=proxies)
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, settings, clock=clock), [listening]):
        yield listening.getsockname()[1]


@pytest.fixture
async def tight(source: MemorySource, clock: Clock) -> AsyncIterator[RawConnection]:
    async with limited(TIGHT, source, clock) as port, connection(port) as client:
        yield client


async def exhaust(client: RawConnection, headers: tuple[tuple[str, str], ...] = ()) -> None:
    for _ in range(3):
        assert (await client.ask("/news.atom", headers)).status == 200


async def test_who_fetches_the_same_again_and_again_must_wait(tight: RawConnection, clock: Clock) -> None:
    """R-HTTP-50: and R-HTTP-48, the delay is in seconds and true."""
    await exhaust(tight)
    refused = await tight.ask("/news.atom")
    assert (refused.status, refused["Retry-After"], refused["Cache-Control"]) == (429, "10", "no-store")
    clock.now += 10.0
    assert (await tight.ask("/news.atom")).status == 200


async def test_a_304_is_answered_to_everybody(tight: RawConnection) -> None:
    """R-HTTP-15."""
    tag = (await tight.ask("/news.atom", method="HEAD"))["ETag"]
    await exhaust(tight)
    assert (await tight.ask("/news.atom")).status == 429
    for _ in range(20):
        assert (await tight.ask("/news.atom", [("If-None-Match", tag)])).status == 304
        assert (await tight.ask("/news.atom", method="HEAD")).status == 200


async def test_a_429_concerns_a_client_and_one_revision(tight: RawConnection, source: MemorySource) -> None:
    """R-HTTP-49: other feeds, and a new revision of this one, can still be had once."""
    await exhaust(tight)
    assert (await tight.ask("/news.atom")).status == 429
    assert (await tight.ask("/news.rss")).status == 200
    source.put(publication("news.atom", number=43, body=b"<feed>corrected</feed>" * 100))
    assert (await tight.ask("/news.atom")).status == 200


async def test_following_many_feeds_is_no_abuse(tight: RawConnection) -> None:
    """R-HTTP-50: each body that is new to the client is free."""
    for one in newsroom():
        if one.name.isascii():
            assert (await tight.ask(f"/{one.name}")).status == 200


async def test_a_cloud_fetcher_is_not_counted(tight: RawConnection) -> None:
    """R-HTTP-50."""
    agent = ("User-Agent", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)")
    for _ in range(20):
        assert (await tight.ask("/news.atom", [agent])).status == 200


async def test_clients_behind_a_trusted_proxy_are_told_apart(source: MemorySource, clock: Clock) -> None:
    """R-HTTP-67: the proxy's word counts only when it is one of ours."""
    async with limited(TIGHT, source, clock, ("127.0.0.1/32",)) as port, connection(port) as client:
        await exhaust(client, (("X-Forwarded-For", "203.0.113.7"),))
        assert (await client.ask("/news.atom", [("X-Forwarded-For", "203.0.113.7")])).status == 429
        assert (await client.ask("/news.atom", [("X-Forwarded-For", "203.0.113.8")])).status == 200
    async with limited(TIGHT, source, clock) as port, connection(port) as client:
        await exhaust(client)
        assert (await client.ask("/news.atom", [("X-Forwarded-For", "203.0.113.8")])).status == 429


async def test_too_many_connections_are_an_outage(source: MemorySource, clock: Clock) -> None:
    """R-HTTP-47: 503, and those that are open go on."""
    async with (
        limited(Limits(connections=2), source, clock, ("127.0.0.1/32",)) as port,
        connection(port) as first,
        connection(port) as second,
    ):
        assert (await first.ask("/news.atom")).status == 200
        assert (await second.ask("/news.atom")).status == 200
        async with connection(port) as third:
            refused = await third.read()
            assert (refused.status, refused["Retry-After"], refused["Connection"]) == (503, "30", "close")
            assert await third.rest() == b""
        assert (await first.ask("/news.atom")).status == 200
        await second.close()
        async with connection(port) as fourth:
            assert (await fourth.ask("/news.atom")).status == 200


async def test_one_client_does_not_take_all_connections(source: MemorySource, clock: Clock) -> None:
    """R-HTTP-49."""
    async with limited(Limits(client_connections=1), source, clock) as port, connection(port) as first:
        assert (await first.ask("/news.atom")).status == 200
        async with connection(port) as second:
            refused = await second.read()
            assert (refused.status, refused["Retry-After"]) == (429, "60")
        assert (await first.ask("/news.atom")).status == 200


@pytest.mark.parametrize(
    "sent", [b"", b"GET /news.atom HT", b"GET /news.atom HTTP/1.1\r\nHost: x\r\nX-A: b\r\n"]
)
async def test_a_request_that_never_ends_is_cut_off(source: MemorySource, clock: Clock, sent: bytes) -> None:
    """R-HTTP-47."""
    async with limited(SHORT_LIMITS, source, clock) as port, connection(port) as client:
        await client.send(sent)
        assert await ended(client)


async def test_a_client_that_asks_in_time_may_idle(source: MemorySource, clock: Clock) -> None:
    """R-HTTP-47: connections wait for the next poll."""
    async with limited(SHORT_LIMITS, source, clock) as port, connection(port) as client:
        assert (await client.ask("/news.atom")).status == 200
        async with connection(port) as dead:
            assert await ended(dead)
        assert (await client.ask("/news.atom")).status == 200


async def test_a_slow_answer_is_not_a_slow_head(clock: Clock) -> None:
    """R-HTTP-47: the time for a head ends with the head, also for the first request of a connection."""
    source = MemorySource(publication("news.atom"), publication("news.rss"))
    source.gate = asyncio.Event()
    async with limited(SHORT_LIMITS, source, clock) as port, connection(port) as client:
        loop = asyncio.get_running_loop()
        loop.call_later(3 * SHORT_LIMITS.head_s, source.gate.set)
        assert (await client.ask("/news.atom")).status == 200


async def test_a_slow_upload_is_not_a_slow_head(clock: Clock) -> None:
    """R-HTTP-47: each part of a body has a time of its own, however long it takes in all."""

    async def receive(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    limits = Limits(head_s=0.1, body_s=5.0, stall_s=0.1, sweep_s=0.01)
    listening = open_socket("127.0.0.1", 0)
    settings = replace(SETTINGS, limits=limits)
    routes = [web.post("/upload", receive)]
    app = make_app(MemorySource(publication("news.atom")), settings, routes=routes, clock=clock)
    port = listening.getsockname()[1]
    async with serving(app, [listening]), connection(port) as client, connection(port) as other:
        await client.send(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n")
        assert (await other.ask("/news.atom")).status == 200
        loop = asyncio.get_running_loop()
        for part in range(1, 6):
            until_s = loop.time() + limits.head_s
            while loop.time() < until_s:
                assert (await other.ask("/news.atom")).status == 200
            await client.send(b"%d" % part * 100)
        assert (await client.read()).body == b"500"


async def test_a_body_that_stops_is_cut_off(clock: Clock) -> None:
    """R-HTTP-47."""

    async def receive(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    limits = Limits(body_s=0.05, sweep_s=0.01)
    listening = open_socket("127.0.0.1", 0)
    settings = replace(SETTINGS, limits=limits)
    app = make_app(MemorySource(), settings, routes=[web.post("/upload", receive)], clock=clock)
    async with serving(app, [listening]), connection(listening.getsockname()[1]) as client:
        await client.send(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf")
        assert await ended(client)


@pytest.mark.parametrize("name", ["big.atom", "big.html"])
async def test_a_client_that_does_not_read_is_cut_off(source: MemorySource, clock: Clock, name: str) -> None:
    """R-HTTP-47: and what piles up for it meanwhile is bounded."""
    big = publication(name, body=bytes(range(32, 127)) * 20_000)
    source.put(big)
    listening = open_socket("127.0.0.1", 0)
    app = make_app(source, replace(SETTINGS, limits=replace(SHORT_LIMITS, head_s=30)), clock=clock)
    async with serving(app, [listening]) as runner, connection(listening.getsockname()[1]) as other:
        assert runner.server is not None
        with socket.create_connection(listening.getsockname()) as lazy:
            lazy.sendall(request_bytes(f"/{name}") * 100)
            while len(runner.server.connections) < 2:
                assert (await other.ask("/news.atom")).status == 200
            while len(runner.server.connections) > 1:
                assert (await other.ask("/news.atom")).status == 200
            assert received_bytes(lazy) < 10 * len(big.body)


def received_bytes(connected: socket.socket) -> int:
    """How much came before the end."""
    count = 0
    try:
        while data := connected.recv(1 << 20):
            count += len(data)
    except ConnectionResetError:
        return count
    return count


async def ended(client: RawConnection) -> bool:
    """Whether the server ended a connection without a word."""
    try:
        return await client.rest() == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "flood",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(200)),
        b"X-Long: " + b"y" * 10_000 + b"\r\n",
        b"X-" + b"Long" * 3000 + b": y\r\n",
    ],
)
async def test_floods_of_header_fields_are_refused(client: RawConnection, flood: bytes) -> None:
    """R-HTTP-47."""
    await client.send(b"GET /news.atom HTTP/1.1\r\nHost: x\r\n" + flood + b"\r\n")
    assert (await client.read()).status == 400
