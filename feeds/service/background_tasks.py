"""The loops of a serving process: reading, publishing, following what other processes publish."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from feeds.config import Settings, load
from feeds.errors import ConfigError
from feeds.pipeline import PublishResult
from feeds.server.app import reconfigure
from feeds.server.fastpath.runner import Runner
from feeds.service.access_flusher import AccessFlusher
from feeds.service.loops import (
    count_once,
    keep_counting,
    keep_publishing,
    keep_ranking,
    keep_reading,
    keep_watching,
    until,
)
from feeds.service.publication_cache import PublicationCache
from feeds.service.server_settings import server_options
from feeds.service.service import Service
from feeds.service.workers import Workers
from feeds.store import OUT_OF_REACH

LOOK_AHEAD_S = 60.0
"""How often the clock is watched further ahead when nothing is committed."""

RETRY_S = 1.0
"""How long after the store was out of reach it is asked again what others published."""

_log = structlog.get_logger("feeds.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPosition:
    """How far this process has followed: the last turn of publications, and the channels' layout."""

    turn: int
    layout: str


class BackgroundTasks:
    """What runs beside the server. A ``follower`` neither reads nor publishes: it only follows."""

    def __init__(
        self,
        service: Service,
        shelf: PublicationCache,
        workers: Workers,
        bookkeeper: AccessFlusher,
        *,
        follower: bool,
    ) -> None:
        """Nothing runs before ``open``."""
        self._bookkeeper = bookkeeper
        self._service = service
        self._shelf = shelf
        self._workers = workers
        self._follower = follower
        self._runner: Runner | None = None
        self._reloading = asyncio.Lock()
        self._reading: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the loops for as long as the context is open; nothing may be asked for before."""
        service = self._service
        self._shelf.opened = bool((await service.store.counts()).publications)
        news = service.store.news
        seen = FollowPosition(turn=await news.turn(), layout=await news.layout())
        counting = keep_counting(self._bookkeeper, forgets=not self._follower)
        loops = [asyncio.create_task(self._follow(seen)), asyncio.create_task(counting)]
        if not self._follower:
            publishing = keep_publishing(service.conductor, service.clock, self._published)
            loops += [asyncio.create_task(publishing), asyncio.create_task(keep_ranking(service.conductor))]
            self._read_on()
        try:
            yield
        finally:
            await _end([*loops, *self._reading])
            await count_once(self._bookkeeper)

    async def stand_behind(self, runner: Runner) -> None:
        """Tell this server of settings and former channels whenever they change."""
        self._runner = runner
        await self._reconfigure()

    async def reload(self) -> None:
        """Read the settings again and go on with them, here and in all workers.

        Wrong ones are told and change nothing; where the store is out of reach, another SIGHUP is needed.
        """
        async with self._reloading:
            try:
                settings = load(self._service.settings.file)
            except ConfigError as error:
                _log.error("the settings were not changed", problems=str(error))
                return
            await _end(self._reading)
            try:
                await self._adopt(replace(settings, store_url=self._service.settings.store_url))
            except OUT_OF_REACH as error:
                _log.error("the settings were not changed everywhere", problems=str(error))
            finally:
                if not self._follower:
                    self._read_on()

    async def _adopt(self, settings: Settings) -> None:
        """Go on by other settings: the store first, which the workers look at."""
        await self._service.reload(settings, publishes=not self._follower)
        self._shelf.clear()
        await self._reconfigure()
        self._workers.reload()
        _log.info("settings reloaded", channels=len(settings.channels), sources=len(settings.sources))

    async def _reconfigure(self) -> None:
        if self._runner is not None:
            former = await self._service.store.news.former()
            reconfigure(self._runner, server_options(self._service.settings, former))

    def _read_on(self) -> None:
        sources = self._service.sources()
        changed = {source.name: asyncio.Event() for source in sources}
        read = self._service.read
        self._reading = [asyncio.create_task(keep_watching(changed, sources))]
        self._reading += [asyncio.create_task(keep_reading(one, changed[one.name], read)) for one in sources]

    async def _published(self, pressed: PublishResult) -> None:
        await self._shelf.refresh(pressed.changed)
        self._shelf.opened = True
        if not pressed.too_soon:
            self._shelf.pressing.add(pressed.took_s)
        if pressed.changed:
            _log.info("published", channel=pressed.path, addresses=len(pressed.changed), held=pressed.held)

    async def _follow(self, seen: FollowPosition) -> None:
        """Take over what other processes publish, and publish what they left waiting; for ever.

        What the clock will soon change is known anew after every commit.
        """
        async with self._service.store.news.following() as heard:
            while True:
                await until(heard, LOOK_AHEAD_S)
                heard.clear()
                try:
                    seen = await self._catch_up(seen)
                    await self._shelf.look_ahead(int(self._service.clock().timestamp()))
                except OUT_OF_REACH as error:
                    _log.error("the store is out of reach", error=str(error))
                    heard.set()
                    await asyncio.sleep(RETRY_S)
                self._service.conductor.work.set()

    async def _catch_up(self, seen: FollowPosition) -> FollowPosition:
        """Show what was published and what ended since; anything that fails is done again."""
        layout, newer = await self._service.store.news.heard(seen.turn)
        if layout != seen.layout:
            self._shelf.clear()
            await self._reconfigure()
        await self._shelf.refresh(name for name, _ in newer)
        self._shelf.opened = self._shelf.opened or bool(newer)
        return FollowPosition(turn=max((turn for _, turn in newer), default=seen.turn), layout=layout)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
