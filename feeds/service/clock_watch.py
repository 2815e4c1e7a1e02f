"""Notices that the clock was set back, and has nothing wait for as long as it was ahead.

A clock that is ahead by an hour and corrected leaves moments that are an hour too late in the store. How far
it was set back is seen beside the clock that is never set.
"""

import asyncio
import time
from collections.abc import Callable

from feeds.log import Logger
from feeds.pipeline import Clock
from feeds.store import Store, clock

CHECK_S = 5.0
LEAST_S = 60.0
"""By how much a clock is set back to be noticed: what waits would wait longer by so much."""

NOTE_S = 60.0
"""How often the time is stored, for a clock that is set back while the service does not run."""

_log = Logger("feeds.service")


class ClockWatch:
    """Watches the clock of one process. A ``follower`` leaves the store to the process that publishes."""

    def __init__(
        self, store: Store, now: Clock, *, was_set_back: Callable[[], None], follower: bool = False
    ) -> None:
        """``was_set_back`` is called once what waits in the store waits less."""
        self._store = store
        self._now = now
        self._was_set_back = was_set_back
        self._follower = follower
        self._ahead_s = self._ahead_of_monotonic_s()
        self._owed_ms = 0
        self._noted_s: float | None = None

    async def run(self) -> None:
        """Watch for ever. Raises ``StoreError``; what was noticed is not forgotten by that."""
        while True:
            await self._check()
            await asyncio.sleep(CHECK_S)

    async def _check(self) -> None:
        self._owed_ms += self._set_back_ms()
        if not self._follower and self._noted_s is None:
            self._owed_ms = max(self._owed_ms, await self._set_back_before_start_ms())
        if self._owed_ms:
            await self._correct()
        elif not self._follower and (self._noted_s is None or time.monotonic() - self._noted_s >= NOTE_S):
            async with self._store.write() as tx:
                await clock.note_seen(tx, self._now_ms())
            self._noted_s = time.monotonic()

    async def _correct(self) -> None:
        """Have what waits wait less, here and in the store."""
        if not self._follower:
            async with self._store.write() as tx:
                await clock.set_back(tx, self._now_ms(), self._owed_ms)
            self._noted_s = time.monotonic()
        _log.warning("the clock was set back", seconds=self._owed_ms // 1000)
        self._owed_ms = 0
        self._was_set_back()

    def _set_back_ms(self) -> int:
        """Return by how much the clock was set back since the last call."""
        ahead_s = self._ahead_of_monotonic_s()
        back_s, self._ahead_s = self._ahead_s - ahead_s, ahead_s
        return int(back_s * 1000) if back_s > LEAST_S else 0

    async def _set_back_before_start_ms(self) -> int:
        async with self._store.read() as tx:
            back_ms = await clock.seen_ms(tx) - self._now_ms()
        return back_ms if back_ms > LEAST_S * 1000 else 0

    def _ahead_of_monotonic_s(self) -> float:
        return self._now().timestamp() - time.monotonic()

    def _now_ms(self) -> int:
        return int(self._now().timestamp() * 1000)
