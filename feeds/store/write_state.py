"""Whether changes reach the database: a full disk or a lock stops writing while everything can be read."""

import time
from types import TracebackType

from feeds.errors import StoreError

LATE_S = 10.0
"""How long one transaction may take before that is a fault."""

SHOWN_S = 60.0
"""How long a failure is a fault where nothing was written since."""


class WriteState:
    """How the last write transaction went, and since when one is open; each of them is within it."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self._began_s: float | None = None
        self._failed_s = 0.0
        self._error: str | None = None

    async def __aenter__(self) -> None:
        self._began_s = time.monotonic()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._began_s = None
        if isinstance(error, StoreError):
            self._failed_s, self._error = time.monotonic(), error.message
        elif error is None:
            self._error = None

    def fault(self) -> str | None:
        """Return what is wrong with writing, if anything is."""
        now_s = time.monotonic()
        if self._error is not None and now_s - self._failed_s < SHOWN_S:
            return self._error
        if self._began_s is not None and now_s - self._began_s > LATE_S:
            return "a change waits for the database for long"
        return None
