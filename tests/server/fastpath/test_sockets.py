"""Sockets to listen on."""

import socket

import pytest

from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import connection
from tests.server.samples import publication


def test_a_port_in_use_is_an_error() -> None:
    with (
        open_socket("127.0.0.1", 0) as first,
        pytest.raises(OSError, match="in use"),
        open_socket("127.0.0.1", first.getsockname()[1]),
    ):
        pass


def test_accepted_connections_are_kept_alive() -> None:
    with open_socket("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        listening.setblocking(True)
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


async def test_several_may_share_a_port_and_all_are_dealt_connections() -> None:
    first = open_socket("127.0.0.1", 0, shared=True)
    port = first.getsockname()[1]
    second = open_socket("127.0.0.1", port, shared=True)
    sources = [MemorySource(publication("news.atom")) for _ in range(2)]
    apps = [make_app(source, SETTINGS) for source in sources]
    async with serving(apps[0], [first]), serving(apps[1], [second]):
        for _ in range(200):
            async with connection(port) as client:
                assert (await client.ask("/news.atom")).status == 200
            if all(source.memory for source in sources):
                break
    assert all(source.memory for source in sources)
