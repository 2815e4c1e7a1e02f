"""Supervision of background tasks: none ends silently or permanently."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from feeds.log import Logger
from feeds.model import TaskStatus
from feeds.service.backoff import Backoff
from feeds.text.secrets import without_secrets

Run = Callable[[], Awaitable[None]]
"""What a task does; it is not meant to return."""

DEFAULT_BACKOFF = Backoff(first_s=0.2, longest_s=5.0)
"""Short, so that what was accepted during an outage is published within seconds of its end."""

ERROR_CHARS = 500

_log = Logger("feeds.service")


@dataclass(slots=True)
class _Supervised:
    """One task and what happened to it; ``failures`` counts those in a row."""

    name: str
    run: Run
    always_listed: bool
    task: asyncio.Task[None] | None = None
    started_s: float = 0.0
    waited_s: float = 0.0
    waiting: bool = False
    failures: int = 0
    restarts: int = 0
    failed_at: datetime | None = None
    error: str | None = None


class Supervisor:
    """Runs tasks until it is closed, and restarts each that raises or returns; an async context manager.

    A failure is logged with its traceback and kept for ``statuses``. After a failure a task waits, longer
    with each failure in a row; once it has run for twice as long as it waited, the count starts again.
    """

    def __init__(self, clock: Callable[[], datetime], backoff: Backoff = DEFAULT_BACKOFF) -> None:
        """Nothing runs before ``start``."""
        self._clock = clock
        self._backoff = backoff
        self._tasks: dict[str, _Supervised] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop(tuple(self._tasks))

    def start(self, name: str, run: Run, *, always_listed: bool = True) -> None:
        """Run a task under a unique name.

        One that is not ``always_listed`` appears among ``statuses`` only after a failure, for tasks that come
        by the thousand.
        """
        if name in self._tasks:
            raise ValueError(f"a task named {name!r} is already running")
        supervised = self._tasks[name] = _Supervised(name=name, run=run, always_listed=always_listed)
        supervised.task = asyncio.create_task(self._keep_running(supervised), name=name)

    async def stop(self, names: Iterable[str]) -> None:
        """Cancel tasks and wait until they have ended; those that do not run are ignored."""
        tasks = [one.task for name in names if (one := self._tasks.pop(name, None)) and one.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def statuses(self) -> tuple[TaskStatus, ...]:
        """How each task is doing, in the order of their start."""
        return tuple(
            TaskStatus(
                name=one.name,
                failing=self._is_failing(one),
                restarts=one.restarts,
                failed_at=one.failed_at,
                error=one.error,
            )
            for one in self._tasks.values()
            if one.always_listed or one.restarts
        )

    async def _keep_running(self, supervised: _Supervised) -> None:
        while True:
            supervised.started_s = time.monotonic()
            supervised.waiting = False
            try:
                await supervised.run()
            except asyncio.CancelledError as error:
                if _is_cancelled():
                    raise
                self._failed(supervised, error)
            except Exception as error:  # noqa: BLE001 - the one place where a task's failure is handled
                self._failed(supervised, error)
            else:
                self._failed(supervised, None)
            if _is_cancelled():
                raise asyncio.CancelledError  # a driver raised another error in place of the cancellation
            supervised.waited_s = self._backoff.delay_s(supervised.failures)
            await asyncio.sleep(supervised.waited_s)
            supervised.restarts += 1

    def _failed(self, supervised: _Supervised, error: BaseException | None) -> None:
        """Log and note a failure; ``None``: the task returned."""
        supervised.failures = self._backoff.failures_in_a_row(
            supervised.failures,
            waited_s=supervised.waited_s,
            ran_s=time.monotonic() - supervised.started_s,
        )
        supervised.waiting = True
        supervised.failed_at = self._clock()
        described = f"{type(error).__name__}: {error}" if error else "the task returned"
        supervised.error = without_secrets(described)[:ERROR_CHARS]
        _log.error(
            "a background task failed",
            task=supervised.name,
            error=supervised.error,
            failures=supervised.failures,
            exc_info=error,
        )

    def _is_settled(self, supervised: _Supervised) -> bool:
        return time.monotonic() - supervised.started_s >= self._backoff.longest_s

    def _is_failing(self, supervised: _Supervised) -> bool:
        return supervised.failures > 0 and (supervised.waiting or not self._is_settled(supervised))


def _is_cancelled() -> bool:
    """Whether somebody asked the current task to end; a stray ``CancelledError`` is a failure."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
