"""Serving until told to stop: the server, the loops beside it, and the signals."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from feeds.config import Settings, load
from feeds.errors import ConfigError
from feeds.pipeline import Pressed
from feeds.server.app import ServerSettings, make_app
from feeds.server.handlers.api import api_routes, open_api
from feeds.server.listen import open_socket, serving
from feeds.service.loops import keep_publishing, keep_reading, keep_watching
from feeds.service.registry import ServiceRegistry
from feeds.service.service import Service, running
from feeds.service.shelf import StoreShelf
from feeds.service.workers import workers

Announce = Callable[[str], None]

LOOK_AHEAD_S = 60.0
"""How often the clock is watched further ahead when nothing is committed."""

_log = structlog.get_logger("feeds.service")


async def serve(settings: Settings, announce: Announce, *, follower: bool = False) -> None:
    """Read, publish and answer until SIGTERM or SIGINT; SIGHUP reads the settings again.

    ``announce`` is told the address once it answers. A ``follower`` only answers: another process publishes.
    Raises ``OSError`` when the address cannot be listened on.
    """
    server = settings.server
    listening = open_socket(server.host, server.port, shared=server.workers > 1 or follower)
    port = listening.getsockname()[1]
    async with running(settings, publishes=not follower) as service:
        shelf = StoreShelf(service.store)
        floor = Floor(service, shelf, follower=follower)
        app = make_app(
            shelf,
            ServerSettings(site_url=settings.site.url, language=settings.site.language or "zh-CN"),
            routes=api_routes(),
            subscribers=service.store.privacy,
        )
        open_api(app, ServiceRegistry(service))
        stop = _signals(floor)
        async with (
            floor.open(),
            serving(app, [listening], grace_s=server.stop_grace_s),
            workers(settings.file, server.host, port, 0 if follower else server.workers - 1),
        ):
            announce(f"http://{server.host}:{port}/")
            await stop.wait()
            _log.info("stopping")


def _signals(floor: "Floor") -> asyncio.Event:
    """Set the returned event at a signal to stop; reload at SIGHUP."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(floor.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    return stop


class Floor:
    """The loops of a serving process: reading, publishing, following other processes."""

    def __init__(self, service: Service, shelf: StoreShelf, *, follower: bool) -> None:
        """Nothing runs before ``open``; a ``follower`` neither reads nor publishes."""
        self._follower = follower
        self._service = service
        self._shelf = shelf
        self._reading: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the loops for as long as the context is open."""
        service = self._service
        self._shelf.opened = bool((await service.store.counts()).publications)
        loops = [asyncio.create_task(self._follow()), asyncio.create_task(self._look_ahead())]
        if not self._follower:
            publishing = keep_publishing(service.conductor, service.clock, self._published)
            loops.append(asyncio.create_task(publishing))
            self._read_on()
        try:
            yield
        finally:
            await _end([*loops, *self._reading])

    async def reload(self) -> None:
        """Read the settings again and go on with them; wrong ones are told and change nothing."""
        try:
            settings = load(self._service.settings.file)
        except ConfigError as error:
            _log.error("the settings were not changed", problems=str(error))
            return
        await _end(self._reading)
        settings = replace(settings, store_url=self._service.settings.store_url)
        await self._service.reload(settings, publishes=not self._follower)
        self._shelf.clear()
        if not self._follower:
            self._read_on()
        _log.info("settings reloaded", channels=len(settings.channels), sources=len(settings.sources))

    def _read_on(self) -> None:
        sources = self._service.sources()
        changed = {source.name: asyncio.Event() for source in sources}
        read = self._service.read
        self._reading = [asyncio.create_task(keep_watching(changed, sources))]
        self._reading += [asyncio.create_task(keep_reading(one, changed[one.name], read)) for one in sources]

    async def _published(self, pressed: Pressed) -> None:
        await self._shelf.refresh(pressed.changed)
        self._shelf.opened = True
        if pressed.changed:
            _log.info("published", channel=pressed.path, addresses=len(pressed.changed), held=pressed.held)

    async def _follow(self) -> None:
        """Take over what other processes publish, and publish what they left waiting."""
        store = self._service.store
        seen, layout = await store.last_number(), await store.layout()
        async with store.following() as heard:
            while True:
                await heard.wait()
                heard.clear()
                if (now := await store.layout()) != layout:
                    layout = now
                    self._shelf.clear()
                    if self._follower:
                        await self.reload()
                newer = await store.published_since(seen)
                await self._shelf.refresh(name for name, _ in newer)
                seen = max((number for _, number in newer), default=seen)
                self._service.conductor.work.set()

    async def _look_ahead(self) -> None:
        """Know what the clock will soon change, as it stands after every commit."""
        service = self._service
        async with service.store.following() as heard:
            while True:
                heard.clear()
                await self._shelf.look_ahead(int(service.clock().timestamp()))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), LOOK_AHEAD_S)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
