"""A server whose streams are fed: the tasks that ``feeds serve`` runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from aiohttp import web

from feeds.model import Limits, Publication
from feeds.server.app import make_app
from feeds.server.events.opening import STREAMS
from feeds.server.events.streams import EventStreams
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.auth.conftest import Readers
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource


@dataclass
class Site:
    """A running server."""

    port: int
    app: web.Application
    source: MemorySource
    readers: Readers

    @property
    def streams(self) -> EventStreams:
        return self.app[STREAMS]

    def publish(self, publication: Publication) -> None:
        """Publish, as the pipeline does."""
        self.source.put(publication)
        self.streams.notify([publication.name])


@asynccontextmanager
async def running(source: MemorySource, clock: Clock, limits: Limits | None = None) -> AsyncIterator[Site]:
    """Serve, send events and watch streams."""
    readers = Readers(at_once=False)
    options = replace(SETTINGS, limits=limits or Limits())
    app = make_app(source, options, subscribers=readers, clock=clock)
    listening = open_socket("127.0.0.1", 0)
    async with serving(app, [listening], grace_s=5.0):
        tasks = [asyncio.create_task(run()) for run in (app[STREAMS].deliver, app[STREAMS].watch)]
        try:
            yield Site(listening.getsockname()[1], app, source, readers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def site(source: MemorySource, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """A server that looks at its streams a hundred times a second."""
    monkeypatch.setattr("feeds.server.events.streams.TICK_S", 0.01)
    async with running(source, clock) as site:
        yield site
