"""The health of sources: which are read, which have become unusually quiet, which cannot be read."""

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from feeds.model import ReadHistory, SourceHealth, SourceSettings, SourceStatus
from feeds.store import Store, quarantine
from feeds.store import sources as source_store

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
    histories = await store.read_at_once(source_store.read_histories)
    quarantined = await store.read_at_once(quarantine.count_by_source)
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
