"""Adds the access counts of this process to the store, every minute and at the end."""

import asyncio
from collections import deque
from itertools import islice

from feeds.model import Access
from feeds.pipeline import Clock
from feeds.server.access_summary import access_summary
from feeds.server.response_counters import CounterSnapshot, ResponseCounters
from feeds.store import Store, access

AT_ONCE = 500
"""How many rows are added in one transaction, so that publishing does not wait long for the store."""

HOUR_S = 3600
MINUTE_S = 60.0
PENDING_AT_MOST = 50_000
"""The most counts kept, by channel and hour, while the store does not answer; the oldest go first."""


class AccessFlusher:
    """Keeps counts until they are in the store, also across errors."""

    def __init__(self, counters: ResponseCounters, store: Store, clock: Clock, *, kept_s: float) -> None:
        """``forget`` deletes hours older than ``kept_s``; it is enough that one process calls it."""
        self._counters = counters
        self._store = store
        self._clock = clock
        self._kept_s = kept_s
        self._hour_s = self._this_hour_s()
        self._snapshots: deque[tuple[CounterSnapshot, int]] = deque()
        self._pending: dict[tuple[int, str], Access] = {}

    def rest_s(self) -> float:
        """How long until the next full minute, so that each request counts for its own hour."""
        return MINUTE_S - self._clock().timestamp() % MINUTE_S

    async def flush(self) -> None:
        """Add what was counted since the last flush to the hour of that flush. Raises ``StoreError``."""
        self._snapshots.append((self._counters.take(), self._hour_s))
        self._hour_s = self._this_hour_s()
        while self._snapshots:
            for one in await asyncio.to_thread(access_summary, *self._snapshots[0]):
                self._add_pending(one)
            self._snapshots.popleft()
        while keys := tuple(islice(self._pending, AT_ONCE)):
            async with self._store.write() as tx:
                await access.add(tx, [self._pending[key] for key in keys])
            for key in keys:
                del self._pending[key]

    async def forget(self) -> None:
        """Delete hours that are too old. Raises ``StoreError``."""
        async with self._store.write() as tx:
            await access.forget(tx, int(self._clock().timestamp() - self._kept_s))

    def _this_hour_s(self) -> int:
        return int(self._clock().timestamp()) // HOUR_S * HOUR_S

    def _add_pending(self, one: Access) -> None:
        key = (one.hour_s, one.channel)
        before = self._pending.pop(key, None)
        self._pending[key] = one if before is None else access.same_hour(before, one)
        while len(self._pending) > PENDING_AT_MOST:
            del self._pending[next(iter(self._pending))]
