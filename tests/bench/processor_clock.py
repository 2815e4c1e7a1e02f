"""An event loop whose time is the processor time of this process, so that a busy machine does not count.

While nothing computes, its time jumps to the next timer. What it measures is what one core would do that
this process has for itself.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

STEP_S = 0.002
"""How long to wait at a time for threads that compute."""


class ProcessorClock:
    """The processor time of this process, and the time in which nothing computed."""

    def __init__(self) -> None:
        """Start at zero, with no thread at work."""
        self._skipped_s = -time.process_time()
        self.at_work = 0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return time.process_time() + self._skipped_s

    def skip(self, seconds: float) -> None:
        """Let time pass in which nothing computes."""
        self._skipped_s += seconds


class _Selector(selectors.DefaultSelector):
    clock: ProcessorClock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events, or for the processor time that is left until the next timer."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        until_s = self.clock() + timeout
        while not (events := super().select(STEP_S if self.clock.at_work else 0)):
            left_s = until_s - self.clock()
            if left_s > 0 and not self.clock.at_work:
                self.clock.skip(left_s)
            elif left_s <= 0:
                break
        return events


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: ProcessorClock) -> None:
        selector = _Selector()
        selector.clock = clock
        self._processor_clock = clock
        super().__init__(selector)

    def time(self) -> float:
        """Return the processor time."""
        return self._processor_clock()

    def run_in_executor(  # type: ignore[override]  # the types of asyncio are those of one version
        self, executor: Any, func: Callable[..., Result], *args: Any
    ) -> asyncio.Future[Result]:
        """Call a function in a thread, which is at work until it ends."""
        self._processor_clock.at_work += 1
        future: asyncio.Future[Result] = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._end)
        return future

    def _end(self, _future: object) -> None:
        self._processor_clock.at_work -= 1


def run_by_processor_time(main: Callable[[ProcessorClock], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine function on such an event loop, with its clock."""
    clock = ProcessorClock()
    with asyncio.Runner(loop_factory=lambda: _Loop(clock)) as runner:
        return runner.run(main(clock))
