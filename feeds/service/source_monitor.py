"""The health of sources: which are read, which have become unusually quiet, which cannot be read."""

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
"""The kind of source that is not read: clients push its records."""

LEAST_ARRIVALS = 8
"""The least number of arrivals from which a usual gap is computed."""

USUAL_SHARE = 0.995
"""The quantile of all gaps that is the usual one: the longest gap, or one near it where there are many.

So nights and weekends are usual after the first ones, and one outage long ago is not.
"""

QUIET_FACTOR = 2.0
"""A source is quiet after this many times its usual gap."""

LEAST_QUIET_S = 3_600
"""No source is quiet before an hour has passed."""

PUSHES_APART_S = 60
"""How often the time of a push is stored; storing each would halve the rate of pushes."""


def usual_gap_s(arrivals: Sequence[datetime]) -> int | None:
    """Return how long a source usually brings nothing new; ``None`` until enough arrivals are known."""
    if len(arrivals) < LEAST_ARRIVALS:
        return None
    gaps = sorted(int((later - earlier).total_seconds()) for earlier, later in pairwise(arrivals))
    return gaps[math.ceil(USUAL_SHARE * len(gaps)) - 1]


def source_health(history: ReadHistory, now: datetime) -> SourceHealth:
    """Return the health of a source at a time."""
    if history.failing:
        return SourceHealth.FAILING
    usual_s = usual_gap_s(history.arrivals)
    if usual_s is None or history.new_at is None:
        return SourceHealth.UNKNOWN
    silent_s = (now - history.new_at).total_seconds()
    return SourceHealth.QUIET if silent_s > max(QUIET_FACTOR * usual_s, LEAST_QUIET_S) else SourceHealth.OK


async def source_statuses(
    store: Store, sources: Sequence[SourceSettings], now: datetime
) -> tuple[SourceStatus, ...]:
    """Return the status of the configured sources, in their order. Raises ``StoreError``."""
    async with store.read() as tx:
        histories = await source_store.read_histories(tx)
        quarantined = await quarantine.count_by_source(tx)
    known = [histories.get(source.name) or ReadHistory(source=source.name) for source in sources]
    return tuple(
        SourceStatus(
            history=history,
            health=source_health(history, now),
            usual_gap_s=usual_gap_s(history.arrivals),
            quarantined=quarantined.get(history.source, 0),
        )
        for history in known
    )


class SourceMonitor:
    """Stores the outcome of each reading, and reports the status of sources."""

    def __init__(self, store: Store, sources: Callable[[], Sequence[SourceSettings]], clock: Clock) -> None:
        """``sources`` returns the configured ones at each call, because a reload changes them."""
        self._store = store
        self._sources = sources
        self._clock = clock
        self._pushed_s: dict[str, int] = {}

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    async def read(self, source: str, *, new: bool) -> None:
        """Store that a source was read to its end."""
        async with self._store.write() as tx:
            await source_store.note_read(tx, source, self._now_s(), new=new)

    async def pushed(self, source: str, *, new: bool) -> None:
        """Store that a source pushed something, once a minute at most."""
        now_s = self._now_s()
        kind = f"{source} new" if new else source
        if now_s - self._pushed_s.get(kind, 0) >= PUSHES_APART_S:
            self._pushed_s[kind] = now_s
            await self.read(source, new=new)

    async def failed(self, source: str, error: FeedsError, *, new: bool = False) -> None:
        """Store why a source could not be read, without secrets; ``new``: it brought new records before."""
        if new:
            await self.read(source, new=True)
        message = without_secrets(error.message)
        where = without_secrets(error.where) if error.where else None
        async with self._store.write() as tx:
            await source_store.note_failure(tx, source, self._now_s(), error=message, where=where)

    async def statuses(self) -> tuple[SourceStatus, ...]:
        """Return the status of the configured sources now. Raises ``StoreError``."""
        return await source_statuses(self._store, self._sources(), self._clock())
