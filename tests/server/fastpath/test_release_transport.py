"""A connection that is handed over to another protocol leaves nothing of aiohttp behind."""

import asyncio
import gc

import pytest
from aiohttp import web

from feeds.server.app import make_app
from feeds.server.fastpath.aiohttp_private import release_transport
from feeds.server.fastpath.connection import Connection
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.publications import COUNTERS, RESPONDER
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import connection


class Receiver(asyncio.Protocol):
    """Notes what happens to its connection."""

    def __init__(self) -> None:
        self.has_received = asyncio.Event()
        self.has_lost = asyncio.Event()

    def data_received(self, _data: bytes) -> None:
        self.has_received.set()

    def connection_lost(self, _exc: BaseException | None) -> None:
        self.has_lost.set()


@pytest.mark.parametrize("is_fast", [True, False])
async def test_the_connection_belongs_to_the_new_protocol_alone(
    monkeypatch: pytest.MonkeyPatch, *, is_fast: bool
) -> None:
    """With and without the fast path: aiohttp neither writes nor closes nor holds memory."""

    async def supports(_context: object) -> bool:
        return is_fast

    monkeypatch.setattr("feeds.server.fastpath.runner.supports_queueing", supports)
    receiver = Receiver()

    async def take(request: web.Request) -> web.Response:
        transport = release_transport(request, receiver)
        assert transport is not None
        transport.write(b"mine\n")
        return web.Response(text="not sent")

    app = make_app(MemorySource(), SETTINGS, routes=[web.get("/api/take", take)])
    listening = open_socket("127.0.0.1", 0)
    async with serving(app, [listening]), connection(listening.getsockname()[1]) as client:
        await client.send(b"GET /api/take HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(10):
            assert await client.reader.readline() == b"mine\n"
            await client.send(b"GET /news.atom HTTP/1.1\r\nHost: x\r\n\r\n")
            await receiver.has_received.wait()
        gc.collect()
        left = [one for one in gc.get_objects() if isinstance(one, Connection)]
        assert not [one for one in left if one.context.responder is app[RESPONDER]]
        assert app[COUNTERS].connections == 0
        await client.close()
        async with asyncio.timeout(10):
            await receiver.has_lost.wait()


async def test_a_client_that_has_left_is_not_handed_over() -> None:
    class Gone:
        transport = None
        protocol = None

    assert release_transport(Gone(), Receiver()) is None  # type: ignore[arg-type]  # the two are all it reads
