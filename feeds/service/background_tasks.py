"""The background tasks of a serving process: reading, publishing, following what other processes publish."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from zlib import crc32

from feeds.config import Settings, load
from feeds.errors import ConfigError
from feeds.log import Logger
from feeds.pipeline import PublishResult
from feeds.server.app import reconfigure
from feeds.server.events.streams import EventStreams
from feeds.server.fastpath.runner import Runner
from feeds.service.access_flusher import AccessFlusher
from feeds.service.clock_watch import ClockWatch
from feeds.service.due_times import Schedule, read_schedule
from feeds.service.hub_tasks import HubTasks
from feeds.service.loops import count_once, keep_counting, keep_publishing, keep_ranking, until
from feeds.service.publication_cache import PublicationCache
from feeds.service.pushed_reading import PushedReading
from feeds.service.server_settings import server_options
from feeds.service.service import Service
from feeds.service.source_reading import SourceReading
from feeds.service.supervisor import Supervisor
from feeds.service.workers import Workers
from feeds.store import Transaction, channels, publications, replication, statistics

FIRST_READS_S = 5.0
"""How long the first publication of a new store waits for the sources at most."""

LOOK_AHEAD_S = 60.0
"""How often due times are looked up again when nothing is committed."""

FOLLOW_AGAIN_S = 0.02
"""How long commits are collected after one was followed; the first one after a pause is followed at once."""

_log = Logger("feeds.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPosition:
    """How far this process has followed: the last turn of publications, and the channels' layout."""

    turn: int
    layout: str


class BackgroundTasks:
    """The tasks that run with the server. A ``follower`` neither reads nor publishes: it only follows."""

    def __init__(
        self,
        service: Service,
        cache: PublicationCache,
        workers: Workers,
        flusher: AccessFlusher,
        *,
        follower: bool,
        hub: HubTasks | None = None,
        streams: EventStreams | None = None,
    ) -> None:
        """Nothing runs before ``open``."""
        self._hub = hub
        self._streams = streams
        self.supervisor = Supervisor(service.clock)
        self._flusher = flusher
        self._service = service
        self._cache = cache
        self._workers = workers
        self._follower = follower
        self._runner: Runner | None = None
        self._reload_requested = asyncio.Event()
        self._committed = asyncio.Event()
        self._reading = SourceReading(self.supervisor, service.read, self._polls)
        self._pushed = (
            PushedReading(service, service.upstreams, self._reading.read_now) if service.upstreams else None
        )
        self._position = FollowPosition(turn=0, layout="")
        self._clock_watch = ClockWatch(
            service.store, service.clock, was_set_back=self._clock_was_set_back, follower=follower
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the tasks for as long as the context is open. Raises ``StoreError``."""
        service, start = self._service, self.supervisor.start
        async with service.store.read() as tx:
            self._cache.opened = bool((await statistics.counts(tx)).publications)
            turn, layout = await replication.last_turn(tx), await channels.layout(tx)
        self._position = FollowPosition(turn=turn, layout=layout)
        if self._hub is not None:
            self._hub.published(turn)
        await self._look_ahead()
        if not self._follower:
            await service.progress.load()
        try:
            async with self.supervisor:
                start("follow", self._follow)
                start("reload settings", self._keep_reloading)
                start("count access", lambda: keep_counting(self._flusher, forgets=not self._follower))
                if self._hub is not None:
                    self._hub.start(self.supervisor)
                start("watch the clock", self._clock_watch.run)
                if self._streams is not None:
                    start("send events", self._streams.deliver)
                    start("watch streams", self._streams.watch)
                if not self._follower:
                    start("publish", self._keep_publishing)
                    start("rank", lambda: keep_ranking(service.orchestrator))
                    start("check files", service.file_checks.keep_checking)
                    start("store readings", service.progress.keep_flushing)
                    if self._pushed is not None:
                        self._pushed.start(self.supervisor)
                    self._reading.start(service.sources())
                yield
        finally:
            await count_once(self._flusher)

    def _polls(self, source: str) -> bool:
        """Whether this process polls a source: those that publish share the sources at addresses."""
        is_ours = self._service.orchestrator.share.has(crc32(source.encode()))
        if not is_ours:
            self._service.progress.forget(source)
        return is_ours

    async def _keep_publishing(self) -> None:
        """Publish what changes; in a new store not before the sources were read, so that no feed is empty."""
        if not self._position.turn:
            await until(self._reading.all_read, FIRST_READS_S)
        await keep_publishing(self._service.orchestrator, self._service.clock, self._published)

    def _clock_was_set_back(self) -> None:
        for part in (self._hub, self._pushed, self._service.file_checks):
            if part is not None:
                part.clock_was_set_back()

    async def attach_server(self, runner: Runner) -> None:
        """Give this server the settings and removed channels, now and whenever they change."""
        self._runner = runner
        await self._reconfigure()

    def request_reload(self) -> None:
        """Have the settings read again, here and in all workers; safe in a signal handler."""
        self._reload_requested.set()

    async def _keep_reloading(self) -> None:
        """Reload when requested; one that the store cut short is done again."""
        while True:
            await self._reload_requested.wait()
            await self._reload()

    async def _reload(self) -> None:
        """Read the settings again and apply them. Wrong ones are logged and change nothing."""
        self._reload_requested.clear()
        try:
            settings = await asyncio.to_thread(load, self._service.settings.file)
        except ConfigError as error:
            _log.error("the settings were not changed", problems=str(error))
            return
        await self._reading.stop()
        try:
            await self._apply(replace(settings, store_url=self._service.settings.store_url))
        except Exception:
            self.request_reload()
            raise
        finally:
            if not self._follower:
                self._reading.start(self._service.sources())

    async def _apply(self, settings: Settings) -> None:
        """Go on with other settings: the store first, which the workers look at."""
        await self._service.reload(settings, publishes=not self._follower)
        if self._hub is not None:
            self._hub.reconfigure(settings)
        if self._service.upstreams is not None:
            self._service.upstreams.reconfigure(settings)
            await self._service.upstreams.reconcile()
        if not self._follower:
            await self._service.progress.load()
        self._cache.clear()
        await self._look_ahead()
        await self._reconfigure()
        self._notify_streams(None)
        self._workers.reload()
        _log.info("settings reloaded", channels=len(settings.channels), sources=len(settings.sources))

    async def _reconfigure(self) -> None:
        if self._runner is not None:
            async with self._service.store.read() as tx:
                former = await channels.removed_channels(tx)
            reconfigure(self._runner, server_options(self._service.settings, former))

    def _notify_streams(self, names: Iterable[str] | None) -> None:
        if self._streams is not None:
            self._streams.notify(names)

    async def _published(self, result: PublishResult) -> None:
        """Note what this process published; it is shown as that of any other process is."""
        self._committed.set()
        if not result.too_soon:
            self._cache.durations.add(result.took_s)
        if result.changed:
            _log.info(
                "published",
                channel=result.path,
                addresses=len(result.changed),
                quarantined=result.quarantined,
            )

    async def _follow(self) -> None:
        """Show what this process and others publish, and publish what they left waiting.

        What the clock will soon change is looked up again after every commit.
        """
        async with replication.following(self._service.store, self._committed) as committed:
            committed.set()
            while True:
                await until(committed, LOOK_AHEAD_S)
                committed.clear()
                await self._look_ahead()
                self._service.orchestrator.work.set()
                if self._service.upstreams is not None:
                    self._service.upstreams.note_commit()
                await asyncio.sleep(FOLLOW_AGAIN_S)

    async def _look_ahead(self) -> None:
        """Take over what was published, and what the clock will soon change, both from one snapshot.

        The schedule is applied last: nothing that it counts as published is served in its old version after
        it.
        """
        now_s, seen = int(self._service.clock().timestamp()), self._position

        async def work(tx: Transaction) -> tuple[Schedule, str, tuple[tuple[str, int], ...]]:
            schedule = await read_schedule(tx, now_s)
            return schedule, await channels.layout(tx), await publications.since(tx, seen.turn)

        schedule, layout, newer = await self._service.store.read_at_once(work)
        await self._take_over(layout, newer)
        self._cache.apply_schedule(schedule, now_s)

    async def _take_over(self, layout: str, newer: Sequence[tuple[str, int]]) -> None:
        """Show what was published and what ended since; anything that fails is done again."""
        seen = self._position
        if layout != seen.layout:
            self._cache.clear()
            await self._reconfigure()
        await self._cache.refresh(name for name, _ in newer)
        self._notify_streams(None if layout != seen.layout else [name for name, _ in newer])
        self._cache.opened = self._cache.opened or bool(newer)
        turn = max((turn for _, turn in newer), default=seen.turn)
        if newer and self._hub is not None:
            self._hub.published(turn)
        self._position = FollowPosition(turn=turn, layout=layout)
