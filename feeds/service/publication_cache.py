"""The publications the server answers with: a bounded number of bytes in memory, all in the store."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from feeds.model import GoneResource, Publication, TaskStatus
from feeds.server.histogram import DurationRecorder, Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.service.due_times import DueTimes, Schedule
from feeds.service.source_monitor import SourceMonitor
from feeds.store import (
    Store,
    Transaction,
    access,
    channels,
    ledger,
    publications,
    revisions,
    statistics,
)

CACHE_BYTES = 256 * 1024 * 1024
OVERHEAD_BYTES = 2_000
AHEAD_S = 20_000
"""How far ahead due times are read: longer than a live feed is ever fresh (R-HTTP-17)."""


class PublicationCache:
    """Publications by name; the least recently used go first. A miss costs one read of the store.

    What was read is cached only if nothing was published or removed under its name since the read began.
    """

    def __init__(
        self, store: Store, limit_bytes: int = CACHE_BYTES, monitor: SourceMonitor | None = None
    ) -> None:
        """Begin empty; ``monitor`` reports the status of the sources."""
        self._store = store
        self._limit_bytes = limit_bytes
        self._monitor = monitor
        self._task_statuses: Callable[[], tuple[TaskStatus, ...]] = tuple
        self._cached_bytes = 0
        self.opened = False
        """Set once a publication exists."""
        self._due_times = DueTimes()
        self._due_number = -1
        self._ahead_s: int | None = None
        self.awaited: frozenset[str] = frozenset()
        """Channels that are configured and not published yet."""
        self.durations = DurationRecorder()
        """How long each channel took to publish."""
        self.delivery_durations = DurationRecorder()
        """How long each delivery to a subscriber took from its publication."""
        self._reads = 0
        self._publications: OrderedDict[str, Publication] = OrderedDict()
        self._reads_by_name: dict[str, set[object]] = {}

    def cached(self, name: str) -> Publication | None:
        """Return a publication if it is in memory."""
        found = self._publications.get(name)
        if found is not None:
            self._publications.move_to_end(name)
        return found

    async def fetch(self, name: str) -> Publication | GoneResource | None:
        """Return a publication from memory or the store, or that it was removed. Raises ``StoreError``."""
        found = self.cached(name)
        if found is not None:
            return found
        self._reads += 1
        return await self._read(name)

    async def refresh(self, names: Iterable[str]) -> None:
        """Read the addresses that are in memory again; the others are read when they are requested."""
        for name in names:
            self._reads_by_name.pop(name, set()).clear()
            if name in self._publications:
                await self._read(name)

    async def _read(self, name: str) -> Publication | GoneResource | None:
        """Read a name from the store, again whenever it changed meanwhile."""
        while True:
            reading = object()
            readings = self._reads_by_name.setdefault(name, set())
            readings.add(reading)
            try:
                async with self._store.read() as tx:
                    found = await publications.fetch_or_gone(tx, name)
                    await self._expect_due(tx)
                if reading in readings:
                    self._drop(name)
                    if isinstance(found, Publication):
                        self._keep(found)
                    return found
            finally:
                readings.discard(reading)
                if not readings and self._reads_by_name.get(name) is readings:
                    del self._reads_by_name[name]

    async def _expect_due(self, tx: Transaction) -> None:
        """Learn what the clock will soon change, from the snapshot that a publication is read from.

        So a version with a new expiry is never sent as fresh beyond it.
        """
        number = await ledger.last_number(tx)
        if self._ahead_s is not None and number != self._due_number:
            self._due_times.expect(await revisions.due_by_channel(tx, self._ahead_s))
            self._due_number = number

    async def read_schedule(self, now_s: int) -> Schedule:
        """Read what the clock will soon change, and what is not published. Raises ``StoreError``."""
        async with self._store.read() as tx:
            due_s = await revisions.due_by_channel(tx, now_s + AHEAD_S)
            unpublished = await channels.unpublished(tx)
        return Schedule(due_s=due_s, unpublished={one.path: one for one in unpublished})

    def apply_schedule(self, schedule: Schedule, now_s: int) -> None:
        """Take a schedule over; what it counts as published must have been refreshed."""
        self._due_times.update(schedule, now_s)
        self._ahead_s = now_s + AHEAD_S
        self.awaited = frozenset(path for path, one in schedule.unpublished.items() if not one.published)

    def due_s(self, channel: str) -> int | None:
        """When the clock next changes a channel, if soon; once passed, until that change is published."""
        return self._due_times.next_s(channel)

    def is_awaited(self, channel: str) -> bool:
        """Whether a channel is configured and not published yet."""
        return channel in self.awaited

    def ready(self) -> bool:
        """Whether requests can be answered: the store is open, and there are publications."""
        return self.opened

    async def status(self) -> ServiceStatus:
        """Return the state of the service. Raises ``StoreError``."""
        async with self._store.read() as tx:
            counts, requests = await statistics.counts(tx), await access.total(tx)
        return ServiceStatus(
            ready=self.ready(),
            records=counts.records,
            channels=counts.channels,
            publications=counts.publications,
            number=counts.number,
            quarantined=counts.quarantined,
            waiting=counts.waiting,
            published_at=counts.published_at,
            access=requests,
            sources=await self._monitor.statuses() if self._monitor else (),
            hub=counts.hub,
        )

    def cache_stats(self) -> CacheStats:
        """What is in memory."""
        return CacheStats(
            publications=len(self._publications), size_bytes=self._cached_bytes, reads=self._reads
        )

    def delivery_times(self) -> Histogram:
        """How long it took this process to deliver revisions to subscribers."""
        return self.delivery_durations.histogram()

    def publish_durations(self) -> Histogram:
        """How long channels took to publish."""
        return self.durations.histogram()

    def tasks_from(self, statuses: Callable[[], tuple[TaskStatus, ...]]) -> None:
        """Report the background tasks of a supervisor."""
        self._task_statuses = statuses

    def tasks(self) -> tuple[TaskStatus, ...]:
        """How the background tasks of this process are doing."""
        return self._task_statuses()

    def clear(self) -> None:
        """Drop everything, as after channels were removed; what is requested is read again."""
        for readings in self._reads_by_name.values():
            readings.clear()
        self._reads_by_name.clear()
        self._publications.clear()
        self._cached_bytes = 0

    def _keep(self, publication: Publication) -> None:
        self._drop(publication.name)
        self._publications[publication.name] = publication
        self._cached_bytes += _weight_bytes(publication)
        while self._cached_bytes > self._limit_bytes and len(self._publications) > 1:
            self._drop(next(iter(self._publications)))

    def _drop(self, name: str) -> None:
        gone = self._publications.pop(name, None)
        if gone is not None:
            self._cached_bytes -= _weight_bytes(gone)


def _weight_bytes(publication: Publication) -> int:
    return OVERHEAD_BYTES + sum(len(one.body) for one in publication.representations)
