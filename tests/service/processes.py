"""One process of the service inside a test: its server on loopback and its background tasks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from feeds.config import load
from feeds.pipeline import Clock
from feeds.server.app import make_app
from feeds.server.events.opening import STREAMS
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerOptions
from feeds.service.access_flusher import AccessFlusher
from feeds.service.background_tasks import BackgroundTasks
from feeds.service.clock import utc_now
from feeds.service.credentials import StoreSubscribers
from feeds.service.hub_tasks import HubTasks
from feeds.service.publication_cache import PublicationCache
from feeds.service.service import Service, running
from feeds.service.workers import Workers
from tests.server.raw import connection

TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Process:
    """The parts of one process, and where it answers once its tasks run."""

    service: Service
    cache: PublicationCache
    flusher: AccessFlusher
    tasks: BackgroundTasks
    port: int

    async def status(self, target: str) -> int:
        async with connection(self.port) as client:
            return (await client.ask(target)).status

    async def get(self, target: str) -> str:
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}{target}") as answer,
        ):
            return await answer.text()


@asynccontextmanager
async def process(
    file: Path,
    *,
    follower: bool = False,
    prepare: Callable[[Process], None] = lambda _: None,
    clock: Clock = utc_now,
) -> AsyncIterator[Process]:
    """Run a process; ``prepare`` gets its parts before any task runs."""
    async with running(load(file), clock, publishes=not follower) as service, HubTasks.of(service) as hub:
        cache = PublicationCache(service.store, monitor=service.monitor)
        flusher = AccessFlusher(ResponseCounters(), service.store, service.clock, kept_s=60)
        settings = ServerOptions(site_url=service.settings.site.url)
        app = make_app(cache, settings, subscribers=StoreSubscribers(service.store))
        workers = Workers(file, "127.0.0.1", 0)
        tasks = BackgroundTasks(
            service, cache, workers, flusher, follower=follower, hub=hub, streams=app[STREAMS]
        )
        cache.tasks_from(tasks.supervisor.statuses)
        listening = open_socket("127.0.0.1", 0)
        made = Process(service, cache, flusher, tasks, listening.getsockname()[1])
        prepare(made)
        async with tasks.open(), serving(app, [listening], grace_s=1.0) as runner:
            await tasks.attach_server(runner)
            yield made


async def until(reached: Callable[[], Awaitable[bool]], timeout_s: float = TIMEOUT_S) -> None:
    """Wait for a state of another task or of the database."""
    async with asyncio.timeout(timeout_s):
        while not await reached():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)
