"""Stores the outcome of each reading of a source, and reports the status of sources."""

from collections.abc import Callable, Sequence

from feeds.errors import FeedsError
from feeds.model import SourceSettings, SourceStatus
from feeds.pipeline import Clock
from feeds.service.source_health import source_statuses
from feeds.store import Store
from feeds.store import sources as source_store
from feeds.text.secrets import without_secrets

PUSHES_APART_S = 60
"""How often the time of a push is stored; storing each would halve the rate of pushes."""


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
        now_s = self._now_s()
        await self._store.write_at_once(lambda tx: source_store.note_read(tx, source, now_s, new=new))

    async def pushed(self, source: str, *, new: bool) -> None:
        """Store that a source pushed something, once a minute at most."""
        now_s = self._now_s()
        kind = f"{source} new" if new else source
        if not 0 <= now_s - self._pushed_s.get(kind, 0) < PUSHES_APART_S:  # the clock may be set back
            self._pushed_s[kind] = now_s
            await self.read(source, new=new)

    async def failed(self, source: str, error: FeedsError, *, new: bool = False) -> None:
        """Store why a source could not be read, without secrets; ``new``: it brought new records before."""
        if new:
            await self.read(source, new=True)
        message = without_secrets(error.message)
        where = without_secrets(error.where) if error.where else None
        now_s = self._now_s()
        await self._store.write_at_once(
            lambda tx: source_store.note_failure(tx, source, now_s, error=message, where=where)
        )

    async def statuses(self) -> tuple[SourceStatus, ...]:
        """Return the status of the configured sources now. Raises ``StoreError``."""
        return await source_statuses(self._store, self._sources(), self._clock())
