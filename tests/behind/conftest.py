"""feeds behind nginx: a client talks to nginx, nginx to a relay that remembers, the relay to the server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from tests.behind.nginx import nginx
from tests.relay import Relay, relaying
from tests.server.memory_source import MemorySource
from tests.server.raw import Headers, RawConnection, RawResponse, connection
from tests.server.samples import newsroom, publication

SETTINGS = ServerOptions(site_url="http://news.example.org", language="zh-CN", gone=("ended",))
ATTEMPTS = 400
"""An answer is asked for again until it is as wanted, for as many times; each waits for the network."""


@dataclass
class Site:
    """``front`` is nginx's port, ``origin`` that of feeds itself, ``relay`` stands between them."""

    front: int
    origin: int
    relay: Relay
    source: MemorySource
    client: RawConnection
    cache: Path
    open: ExitStack

    async def ask(self, target: str, *headers: tuple[str, str], method: str = "GET") -> RawResponse:
        return await self.client.ask(target, headers, method=method)

    async def until(
        self, target: str, wanted: Callable[[RawResponse], bool], headers: Headers = ()
    ) -> RawResponse:
        """Ask again and again until the answer is what is wanted."""
        for _ in range(ATTEMPTS):
            answer = await self.client.ask(target, headers)
            if wanted(answer):
                return answer
            await pause()
        raise AssertionError(f"{target}: still {answer.status} {answer.lines} {answer.body[:200]!r}")


async def pause() -> None:
    """Let a hundredth of a second go by: freshness is counted in seconds."""
    await asyncio.sleep(0.02)


@pytest.fixture
def source() -> MemorySource:
    """``brief.atom`` is fresh for a second, everything else for a quarter of an hour."""
    return MemorySource(*newsroom(), publication("brief.atom", max_age_s=1))


@pytest.fixture
async def site(source: MemorySource, tmp_path: Path) -> AsyncIterator[Site]:
    listening = open_socket("127.0.0.1", 0)
    origin = listening.getsockname()[1]
    cache = tmp_path / "cache"
    async with serving(make_app(source, SETTINGS), [listening]):
        with ExitStack() as running:
            between = ExitStack()
            running.push(between)
            relay = between.enter_context(relaying(origin))
            replaced = {
                "127.0.0.1:8080": f"127.0.0.1:{relay.port}",
                "/var/cache/nginx/feeds": str(cache),
            }
            front = running.enter_context(nginx(tmp_path / "nginx", "proxy.conf", replaced))
            async with connection(front) as client:
                yield Site(front, origin, relay, source, client, cache, between)
