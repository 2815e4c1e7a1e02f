"""The publications the server answers with: a bounded number of bytes in memory, all in the store."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from feeds.model import Coding, GoneResource, Publication, TaskStatus
from feeds.publish import encode_as_before, offer_codings
from feeds.server.histogram import DurationRecorder, Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.service.due_times import AHEAD_S, DueTimes, Schedule
from feeds.service.read_batches import ReadBatches
from feeds.service.source_monitor import SourceMonitor
from feeds.store import (
    Store,
    Transaction,
    access,
    ledger,
    off_loop,
    publications,
    revisions,
    statistics,
)

CACHE_BYTES = 256 * 1024 * 1024
OVERHEAD_BYTES = 2_000
AT_ONCE = 50
"""How many publications are read in one transaction at most."""

_Found = Publication | GoneResource | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """Publications by name, with the number of the ledger, and due times by channel if it is new."""

    found: dict[str, _Found]
    number: int
    due_s: dict[str, int] | None


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
        self._missing = ReadBatches(self._read_missing, at_once=AT_ONCE)

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
        return await self._missing.get(name)

    async def refresh(self, names: Iterable[str]) -> None:
        """Read the addresses that are in memory again; the others are read when they are requested."""
        changed = tuple(names)
        for name in changed:
            self._reads_by_name.pop(name, set()).clear()
        cached = [name for name in changed if name in self._publications]
        for start in range(0, len(cached), AT_ONCE):
            await self._read(cached[start : start + AT_ONCE])

    async def _read_missing(self, names: Sequence[str]) -> dict[str, _Found]:
        """Read names, but those that are in memory by now."""
        known: dict[str, _Found] = {name: one for name in names if (one := self.cached(name)) is not None}
        return known | await self._read([name for name in names if name not in known])

    async def _read(self, names: Sequence[str]) -> dict[str, _Found]:
        """Read names from the store, those that changed meanwhile again."""
        found: dict[str, _Found] = {}
        waiting = list(names)
        while waiting:
            with self._reading(waiting) as is_current:
                last = {name: self._publications.get(name) for name in waiting}
                fetched = await self._store.read_at_once(partial(self._fetch, last=last))
                self._expect(fetched)
                current = {name: one for name, one in fetched.found.items() if is_current(name)}
            for name, one in current.items():
                self._drop(name)
                if isinstance(one, Publication):
                    self._keep(one)
            found |= current
            waiting = [name for name in waiting if name not in current]
        return found

    @contextmanager
    def _reading(self, names: Sequence[str]) -> Iterator[Callable[[str], bool]]:
        """Yield whether a name has not changed since; ``refresh`` and ``clear`` make all that is read old."""
        reading = object()
        readings = {name: self._reads_by_name.setdefault(name, set()) for name in names}
        for one in readings.values():
            one.add(reading)
        try:
            yield lambda name: reading in readings[name]
        finally:
            for name, one in readings.items():
                one.discard(reading)
                if not one and self._reads_by_name.get(name) is one:
                    del self._reads_by_name[name]

    async def _fetch(self, tx: Transaction, last: Mapping[str, Publication | None]) -> _Fetched:
        """Read publications, and what the clock will soon change, from one snapshot.

        br is encoded at once if a client requested the ``last`` revision in it.
        """
        stored = await publications.fetch_many(tx, list(last))
        read = await off_loop(_coded, stored, last)
        number, due_s = await ledger.last_number(tx), None
        if self._ahead_s is not None and number != self._due_number:
            due_s = await revisions.due_by_channel(tx, self._ahead_s)
        return _Fetched(found=read, number=number, due_s=due_s)

    def _expect(self, fetched: _Fetched) -> None:
        """Learn what the clock will soon change, so that no version is sent as fresh beyond its expiry."""
        if fetched.due_s is not None:
            self._due_times.expect(fetched.due_s)
            self._due_number = fetched.number

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
            upstreams=counts.upstreams,
            store_fault=self._store.writes.fault(),
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


def _coded(
    stored: Mapping[str, Publication | GoneResource], last: Mapping[str, Publication | None]
) -> dict[str, _Found]:
    """Return what is stored of all names, publications with all codings.

    br is encoded if the ``last`` revision of a publication was requested in it.
    """
    found: dict[str, _Found] = {}
    for name, before in last.items():
        one = stored.get(name)
        if isinstance(one, Publication):
            one = offer_codings(one)
            if before is not None:
                encode_as_before(one, before)
        found[name] = one
    return found


def _weight_bytes(publication: Publication) -> int:
    """Estimate the memory of a publication; br counts as much as gzip, encoded or not."""
    stored = [one for one in publication.representations if one.coding is not Coding.BR]
    brotli_bytes = len(stored[-1].body) if len(publication.representations) > len(stored) else 0
    return OVERHEAD_BYTES + brotli_bytes + sum(len(one.body) for one in stored)
