"""How far sources were read and when: what the next reading starts from.

Most readings of polled feeds bring nothing. What they leave is stored together: about a second later while
the service runs, and when it ends. A process that is killed before reads those feeds again, which changes
nothing.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from feeds.log import Logger
from feeds.model import Mark
from feeds.store import Store, Transaction
from feeds.store import sources as source_store

FLUSH_S = 1.0
"""How long the outcome of a reading that brought nothing waits for others."""

_log = Logger("feeds.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """What is stored after a reading.

    ``marks`` is ``None`` if they are as stored; ``read_s`` is ``None`` if nothing of the source was due.
    """

    marks: tuple[Mark, ...] | None
    read_s: int | None
    new: bool = False


class SourceProgress:
    """Keeps the marks of sources and the times of their readings in the store."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Nothing is loaded or waiting yet."""
        self._store = store
        self._clock = clock
        self._loaded: dict[str, tuple[Mark, ...]] = {}
        self._waiting: dict[str, ReadOutcome] = {}
        self._has_waiting = asyncio.Event()

    async def load(self) -> None:
        """Load the marks of all sources for their next reading, in one query. Raises ``StoreError``."""
        self._loaded = await self._store.read_at_once(source_store.all_cursors)

    def forget(self, source: str) -> None:
        """Forget what was loaded of a source that another process reads."""
        self._loaded.pop(source, None)

    async def marks(self, source: str) -> tuple[Mark, ...]:
        """Return what the last reading of a source left. Raises ``StoreError``."""
        loaded = self._loaded.pop(source, None)
        waiting = self._waiting.get(source)
        if waiting is not None and waiting.marks is not None:
            return waiting.marks
        if loaded is not None:
            return loaded
        reader = self._store.database.point_reader
        if reader is not None:
            try:
                return source_store.cursors_now(reader, source)
            except sqlite3.Error:
                _log.debug("marks are read in a transaction", source=source)
        return await self._store.read_at_once(lambda tx: source_store.cursors(tx, source))

    async def keep(self, source: str, marks: tuple[Mark, ...]) -> None:
        """Store the marks alone."""
        self._waiting.pop(source, None)
        await self._store.write_at_once(lambda tx: source_store.set_cursors(tx, source, marks))

    async def finished(self, source: str, outcome: ReadOutcome, *, at_once: bool) -> None:
        """Store the outcome of a reading: now, or soon with others. Raises ``StoreError``."""
        if at_once:
            self._waiting.pop(source, None)
            await self._store.write_at_once(lambda tx: _store(tx, source, outcome))
            return
        before = self._waiting.get(source)
        if outcome.marks is None and before is not None:
            outcome = ReadOutcome(marks=before.marks, read_s=outcome.read_s or before.read_s)
        if outcome.marks is not None or outcome.read_s is not None:
            self._waiting[source] = outcome
            self._has_waiting.set()

    def now_s(self) -> int:
        """Return the time in seconds since 1970."""
        return int(self._clock().timestamp())

    async def keep_flushing(self) -> None:
        """Store again and again what waits, a second after the first of it. Raises ``StoreError``."""
        while True:
            await self._has_waiting.wait()
            await asyncio.sleep(FLUSH_S)
            await self.flush()

    async def flush(self) -> None:
        """Store what waits. Raises ``StoreError``; what was not stored waits again."""
        waiting, self._waiting = self._waiting, {}
        self._has_waiting.clear()
        if not waiting:
            return

        async def work(tx: Transaction) -> None:
            for source, outcome in waiting.items():
                await _store(tx, source, outcome)

        try:
            await self._store.write_at_once(work)
        except BaseException:
            self._waiting = waiting | self._waiting
            self._has_waiting.set()
            raise


async def _store(tx: Transaction, source: str, outcome: ReadOutcome) -> None:
    if outcome.marks is not None:
        await source_store.set_cursors(tx, source, outcome.marks)
    if outcome.read_s is not None:
        await source_store.note_read(tx, source, outcome.read_s, new=outcome.new)
