"""How long channels and archives wait before they are published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Clock = Callable[[], datetime]

LARGE_BATCH = 100
"""A batch with so many new or changed records is part of an import."""

NEXT_BATCH = timedelta(seconds=1)
"""How long an import lasts after its last large batch."""

IMPORT_PATIENCE = timedelta(seconds=10)
"""How long archives wait at most, however long the import lasts; then they catch up with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """When a channel began to wait for its next try, and for how long."""

    since: datetime
    duration: timedelta

    def rest(self, now: datetime) -> timedelta:
        """How much of it is left; nothing where the clock was set back since, which may be by hours."""
        passed = now - self.since
        return self.duration - passed if timedelta() <= passed < self.duration else timedelta()


class ImportPause:
    """Has archives wait while many records arrive: each batch would change the same parts again.

    Only archives wait that take several turns of their channel, whose live feed stays as it is until the last
    of them, and those that wait for other reasons than new entries.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin without an import."""
        self._clock = clock
        self._import: Wait | None = None
        self._patience: Wait | None = None

    def note_batch(self, changed: int) -> None:
        """Note how many records of a batch are new or changed."""
        if changed >= LARGE_BATCH:
            self._import = Wait(since=self._clock(), duration=NEXT_BATCH)

    def end(self) -> None:
        """End the import: no batch follows."""
        self._import = None

    def holds(self, *, waiting: bool) -> bool:
        """Whether archives have to wait now; ``waiting`` if any has parts to publish."""
        now = self._clock()
        if not waiting:
            self._patience = None
        if not waiting or self._import is None or not self._import.rest(now):
            return False
        self._patience = self._patience or Wait(since=now, duration=IMPORT_PATIENCE)
        return bool(self._patience.rest(now))

    def rest(self) -> timedelta | None:
        """Return how long archives still have to wait, ``None`` if none has to."""
        if self._import is None or self._patience is None:
            return None
        now = self._clock()
        return min(self._import.rest(now), self._patience.rest(now)) or None
