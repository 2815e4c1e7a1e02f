"""A server on loopback with a publication source in memory, with a cold and with a warm cache."""

from collections.abc import AsyncIterator

import pytest

from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.http.addresses import ChannelMove
from feeds.server.state import ServerOptions
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection
from tests.server.samples import LATER_S, newsroom

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
    """A clock that shows the time to which it was set."""

    def __init__(self) -> None:
        self.now = LATER_S

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["cold", "warm"])
def source(request: pytest.FixtureRequest) -> MemorySource:
    source = MemorySource(*newsroom())
    if request.param == "warm":
        source.warm()
    return source


@pytest.fixture
async def port(source: MemorySource, clock: Clock) -> AsyncIterator[int]:
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS, clock=clock), [listening]):
        yield listening.getsockname()[1]


@pytest.fixture
async def client(port: int) -> AsyncIterator[RawConnection]:
    async with connection(port) as raw:
        yield raw
