"""The watchdog: which sources are read, which have gone quiet against their habit, which cannot be read."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from feeds.errors import FeedsError
from feeds.model import ReadHistory, SourceHealth, SourceSettings, SourceStatus
from feeds.pipeline import Clock
from feeds.store import Store, quarantine
from feeds.store import sources as source_store
from feeds.text.secrets import without_secrets

PUSH = "push"
"""The kind of source that is not read: its records are brought."""

LEAST_ARRIVALS = 8
"""With fewer arrivals a source has no habit yet."""

USUAL_SHARE = 0.995
"""The usual gap is as long as so many of the gaps: the longest, or where there are many the next to it.

So nights and weekends are usual once they were seen, and one outage long ago is not.
"""

PATIENCE = 2.0
"""A source is quiet after so many times its usual gap."""

LEAST_QUIET_S = 3_600
"""Nothing is quiet before an hour has passed."""

PUSHES_APART_S = 60
"""How often it is written down that pushes keep coming; a write each would halve what can be pushed."""


def usual_gap_s(arrivals: Sequence[datetime]) -> int | None:
    """Tell how long a source usually brings nothing new; ``None`` until it has a habit."""
    if len(arrivals) < LEAST_ARRIVALS:
        return None
    gaps = sorted(int((later - earlier).total_seconds()) for earlier, later in pairwise(arrivals))
    return gaps[math.ceil(USUAL_SHARE * len(gaps)) - 1]


def pulse(visit: ReadHistory, now: datetime) -> SourceHealth:
    """Tell how a source is doing at a moment."""
    if visit.failing:
        return SourceHealth.FAILING
    usual_s = usual_gap_s(visit.arrivals)
    if usual_s is None or visit.new_at is None:
        return SourceHealth.UNKNOWN
    silent_s = (now - visit.new_at).total_seconds()
    return SourceHealth.QUIET if silent_s > max(PATIENCE * usual_s, LEAST_QUIET_S) else SourceHealth.OK


async def look(store: Store, sources: Sequence[SourceSettings], now: datetime) -> tuple[SourceStatus, ...]:
    """Return how the configured sources are doing, in their order."""
    async with store.read() as tx:
        visits = await source_store.read_histories(tx)
        held = await quarantine.count_by_source(tx)
    known = [visits.get(source.name) or ReadHistory(source=source.name) for source in sources]
    return tuple(
        SourceStatus(
            visit=visit,
            pulse=pulse(visit, now),
            usual_gap_s=usual_gap_s(visit.arrivals),
            held=held.get(visit.source, 0),
        )
        for visit in known
    )


class SourceMonitor:
    """Notes how reading goes, and tells of it."""

    def __init__(self, store: Store, sources: Callable[[], Sequence[SourceSettings]], clock: Clock) -> None:
        """Ask for the sources at each look, for a reload changes them."""
        self._store = store
        self._sources = sources
        self._clock = clock
        self._pushed_s: dict[str, int] = {}

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    async def read(self, source: str, *, new: bool) -> None:
        """Note that a source was read to its end."""
        async with self._store.write() as tx:
            await source_store.note_read(tx, source, self._now_s(), new=new)

    async def pushed(self, source: str, *, new: bool) -> None:
        """Note that a source pushed something; not every time."""
        now_s = self._now_s()
        kind = f"{source} new" if new else source
        if now_s - self._pushed_s.get(kind, 0) >= PUSHES_APART_S:
            self._pushed_s[kind] = now_s
            await self.read(source, new=new)

    async def failed(self, source: str, error: FeedsError, *, new: bool = False) -> None:
        """Note why a source could not be read, without what is secret; ``new``: it brought some before."""
        if new:
            await self.read(source, new=True)
        told = without_secrets(error.message)
        where = without_secrets(error.where) if error.where else None
        async with self._store.write() as tx:
            await source_store.note_failure(tx, source, self._now_s(), error=told, where=where)

    async def look(self) -> tuple[SourceStatus, ...]:
        """Return how the configured sources are doing now."""
        return await look(self._store, self._sources(), self._clock())
