"""Takes what this process counted to the store, every minute and at the end."""

import asyncio
from collections import deque
from itertools import islice

from feeds.model import Access
from feeds.pipeline import Clock
from feeds.server.access_summary import access_summary
from feeds.server.response_counters import CounterSnapshot, ResponseCounters
from feeds.store import Store, access

AT_ONCE = 500
"""How many rows are added in one go: who publishes waits for the store no longer than that takes."""

HOUR_S = 3600
MINUTE_S = 60.0
PENDING_AT_MOST = 50_000
"""Channels and hours that wait for a store out of reach; the oldest give way."""


class AccessFlusher:
    """Keeps counts until the store has them, whatever happens on the way."""

    def __init__(self, tally: ResponseCounters, store: Store, clock: Clock, *, kept_s: float) -> None:
        """Hours older than ``kept_s`` are forgotten; only one process needs to call ``forget``."""
        self._tally = tally
        self._store = store
        self._clock = clock
        self._kept_s = kept_s
        self._hour_s = self._this_hour_s()
        self._rounds: deque[tuple[CounterSnapshot, int]] = deque()
        self._pending: dict[tuple[int, str], Access] = {}

    def rest_s(self) -> float:
        """How long until the next full minute: hours begin with one, so no request counts for the next."""
        return MINUTE_S - self._clock().timestamp() % MINUTE_S

    async def flush(self) -> None:
        """Add what was counted since the last time to the hour of the last time. Raises ``StoreError``."""
        self._rounds.append((self._tally.take(), self._hour_s))
        self._hour_s = self._this_hour_s()
        while self._rounds:
            for one in await asyncio.to_thread(access_summary, *self._rounds[0]):
                self._wait_for_store(one)
            self._rounds.popleft()
        while some := tuple(islice(self._pending, AT_ONCE)):
            async with self._store.write() as tx:
                await access.add(tx, [self._pending[key] for key in some])
            for key in some:
                del self._pending[key]

    async def forget(self) -> None:
        """Forget what is too old. Raises ``StoreError``."""
        async with self._store.write() as tx:
            await access.forget(tx, int(self._clock().timestamp() - self._kept_s))

    def _this_hour_s(self) -> int:
        return int(self._clock().timestamp()) // HOUR_S * HOUR_S

    def _wait_for_store(self, one: Access) -> None:
        key = (one.hour_s, one.channel)
        before = self._pending.pop(key, None)
        self._pending[key] = one if before is None else access.same_hour(before, one)
        while len(self._pending) > PENDING_AT_MOST:
            del self._pending[next(iter(self._pending))]
