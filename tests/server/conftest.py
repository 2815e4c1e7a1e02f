"""A server on loopback over a shelf in memory: cold (each first request asks the store) and warm."""

from collections.abc import AsyncIterator

import pytest

from feeds.server.app import make_app
from feeds.server.fastpath.sockets import open_socket, serving
from feeds.server.http.addresses import ChannelMove
from feeds.server.state import ServerOptions
from tests.server.raw import RawConnection, connection
from tests.server.samples import LATER_S, newsroom
from tests.server.shelves import MemoryShelf

SETTINGS = ServerOptions(
    site_url="https://news.example.org",
    language="zh-CN",
    moved=(
        ChannelMove(path="old", to="news"),
        ChannelMove(path="older", to="old"),
        ChannelMove(path="旧", to="新闻/省内"),
        ChannelMove(path="away", to="https://other.example.com/feeds/away"),
    ),
    gone=("ended",),
    trusted_proxies=(),
)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = LATER_S

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["cold", "warm"])
def shelf(request: pytest.FixtureRequest) -> MemoryShelf:
    shelf = MemoryShelf(*newsroom())
    if request.param == "warm":
        shelf.warm()
    return shelf


@pytest.fixture
async def port(shelf: MemoryShelf, clock: Clock) -> AsyncIterator[int]:
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(shelf, SETTINGS, clock=clock), [listening]):
        yield listening.getsockname()[1]


@pytest.fixture
async def client(port: int) -> AsyncIterator[RawConnection]:
    async with connection(port) as raw:
        yield raw
