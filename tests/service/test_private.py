"""Private channels in a process that follows another: what is closed or revoked there is so here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from feeds.config import load
from feeds.server.app import ServerOptions, make_app
from feeds.server.fastpath.sockets import open_socket, serving
from feeds.server.response_counters import ResponseCounters
from feeds.service.access_flusher import AccessFlusher
from feeds.service.background_tasks import BackgroundTasks
from feeds.service.publication_cache import PublicationCache
from feeds.service.service import Service, running
from feeds.service.subscribers import make_subscriber, revoke_subscriber
from feeds.service.workers import Workers
from tests.cli.newsroom import article, newsroom
from tests.server.raw import connection

CLUB = '\n[[channels]]\npath = "club"\ntitle = "Club"\n'
PATIENCE_S = 10.0
SOON_S = 1.0


@dataclass(frozen=True)
class Process:
    """What runs in one process of the service, and where it answers."""

    service: Service
    floor: BackgroundTasks
    port: int

    async def status(self, target: str) -> int:
        async with connection(self.port) as client:
            return (await client.ask(target)).status


@asynccontextmanager
async def process(file: Path, *, follower: bool) -> AsyncIterator[Process]:
    async with running(load(file), publishes=not follower) as service:
        shelf = PublicationCache(service.store)
        bookkeeper = AccessFlusher(ResponseCounters(), service.store.access, service.clock, kept_s=60)
        floor = BackgroundTasks(service, shelf, Workers(file, "127.0.0.1", 0), bookkeeper, follower=follower)
        settings = ServerOptions(site_url=service.settings.site.url)
        app = make_app(shelf, settings, subscribers=service.store.privacy)
        listening = open_socket("127.0.0.1", 0)
        async with floor.open(), serving(app, [listening], grace_s=1.0):
            yield Process(service, floor, listening.getsockname()[1])


async def until(told: Callable[[], Awaitable[bool]], patience_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(patience_s):
        while not await told():  # noqa: ASYNC110  # what is waited for happens in the database
            await asyncio.sleep(0.01)


async def test_a_follower_closes_a_channel_and_ends_a_token_within_a_second(tmp_path: Path) -> None:
    """R-AUTH-05: also what it has in memory."""
    file = newsroom(tmp_path, article(1), article(2, channel="club"))
    public = file.read_text(encoding="utf-8") + CLUB
    file.write_text(public, encoding="utf-8")
    async with process(file, follower=False) as leader, process(file, follower=True) as follower:

        async def answers(target: str, status: int) -> bool:
            return await follower.status(target) == status

        await until(lambda: answers("/club.atom", 200))
        assert await follower.status("/club.atom") == 200
        file.write_text(f"{public}private = true\n", encoding="utf-8")
        await leader.floor.reload()
        assert await leader.status("/club.atom") == 401
        await until(lambda: answers("/club.atom", 401), SOON_S)
        settings = leader.service.settings
        made = await make_subscriber(leader.service.store, settings, "anna", ["club"])
        target = made.urls[1].removeprefix("https://post.example")
        assert await follower.status(target) == 200
        await revoke_subscriber(leader.service.store, "anna")
        assert await follower.status(target) == 404
        await until(lambda: answers("/robots.txt", 200))
