"""The shelf the server chooses from: a bounded number of bytes in memory, the rest in the store."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from feeds.model import GoneResource, Publication, TaskStatus
from feeds.server.histogram import DurationRecorder, Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.service.source_monitor import SourceMonitor
from feeds.store import Store, access, publications, revisions, statistics

SHELF_BYTES = 256 * 1024 * 1024
OVERHEAD_BYTES = 2_000
AHEAD_S = 20_000
"""How far ahead the clock is watched: longer than anything live counts as fresh (R-HTTP-17)."""


class PublicationCache:
    """Publications by name, least used out first. A miss costs one read of the store.

    Law: what is read is kept only if nothing was published or ended under its name since the reading began.
    """

    def __init__(
        self, store: Store, limit_bytes: int = SHELF_BYTES, watch: SourceMonitor | None = None
    ) -> None:
        """Begin empty; ``watch`` knows how the sources are doing."""
        self._store = store
        self._limit_bytes = limit_bytes
        self._watch = watch
        self._task_statuses: Callable[[], tuple[TaskStatus, ...]] = tuple
        self._held_bytes = 0
        self.opened = False
        """Set once there is anything to answer with."""
        self._dues: dict[str, int] = {}
        self.pressing = DurationRecorder()
        """Told how long each channel took to publish."""
        self._reads = 0
        self.awaited: frozenset[str] = frozenset()
        """Channels that are configured and not published yet."""
        self._publications: OrderedDict[str, Publication] = OrderedDict()
        self._readings: dict[str, set[object]] = {}

    def cached(self, name: str) -> Publication | None:
        """Return what is in memory, at the cost of a look-up."""
        found = self._publications.get(name)
        if found is not None:
            self._publications.move_to_end(name)
        return found

    async def fetch(self, name: str) -> Publication | GoneResource | None:
        """Return a publication, from the store where it must be, or that there was one."""
        found = self.cached(name)
        if found is not None:
            return found
        self._reads += 1
        return await self._read(name)

    async def refresh(self, names: Iterable[str]) -> None:
        """Take the new state of addresses that are in memory; the others are read when they are asked for."""
        for name in names:
            self._readings.pop(name, set()).clear()
            if name in self._publications:
                await self._read(name)

    async def _read(self, name: str) -> Publication | GoneResource | None:
        """Take what the store has of a name, once more whenever that changed meanwhile."""
        while True:
            reading = object()
            readings = self._readings.setdefault(name, set())
            readings.add(reading)
            try:
                async with self._store.read() as tx:
                    found = await publications.fetch_or_gone(tx, name)
                if reading in readings:
                    self._drop(name)
                    if isinstance(found, Publication):
                        self._keep(found)
                    return found
            finally:
                readings.discard(reading)
                if not readings and self._readings.get(name) is readings:
                    del self._readings[name]

    async def look_ahead(self, now_s: int) -> None:
        """Learn what the clock will soon change, so that no cache is told to keep what it will not be."""
        async with self._store.read() as tx:
            self._dues = await revisions.due_by_channel(tx, now_s + AHEAD_S)

    def due_s(self, channel: str) -> int | None:
        """Return when the clock next changes a channel, as far as that is soon."""
        return self._dues.get(channel)

    def is_awaited(self, channel: str) -> bool:
        """Return whether a channel is configured and not published yet."""
        return channel in self.awaited

    def ready(self) -> bool:
        """Tell whether requests can be answered: the store is open, and what it has is published."""
        return self.opened

    async def facts(self) -> ServiceStatus:
        """Count what there is."""
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
            sources=await self._watch.look() if self._watch else (),
        )

    def held(self) -> CacheStats:
        """Tell what is in memory."""
        return CacheStats(
            publications=len(self._publications), held_bytes=self._held_bytes, reads=self._reads
        )

    def presses(self) -> Histogram:
        """Tell how long channels took to publish."""
        return self.pressing.histogram()

    def tasks_from(self, statuses: Callable[[], tuple[TaskStatus, ...]]) -> None:
        """Report the background tasks of a supervisor."""
        self._task_statuses = statuses

    def tasks(self) -> tuple[TaskStatus, ...]:
        """How the background tasks of this process are doing."""
        return self._task_statuses()

    def clear(self) -> None:
        """Forget everything, as after channels ended; what is asked for is read again."""
        for readings in self._readings.values():
            readings.clear()
        self._readings.clear()
        self._publications.clear()
        self._held_bytes = 0

    def _keep(self, publication: Publication) -> None:
        self._drop(publication.name)
        self._publications[publication.name] = publication
        self._held_bytes += _weight_bytes(publication)
        while self._held_bytes > self._limit_bytes and len(self._publications) > 1:
            self._drop(next(iter(self._publications)))

    def _drop(self, name: str) -> None:
        gone = self._publications.pop(name, None)
        if gone is not None:
            self._held_bytes -= _weight_bytes(gone)


def _weight_bytes(publication: Publication) -> int:
    return OVERHEAD_BYTES + sum(len(one.body) for one in publication.representations)
