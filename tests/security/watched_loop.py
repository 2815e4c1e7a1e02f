"""``feeds`` with a watch: ``python -m tests.security.watched_loop waits|holds FILE serve …``.

``waits``: a heartbeat runs on the loop every few milliseconds. Where one is late, a thread notes the stacks
of all threads: at once, or as soon as a call that holds the interpreter lock lets it. FILE gets one JSON
line for each late heartbeat. ``holds``: one for each call that held the interpreter lock for long
(``held_lock``).
"""

import asyncio
import gc
import json
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.security.held_lock import Hold, HoldWatch

BEAT_S = 0.004
LATE_S = 0.02
_FRAMES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LateBeat:
    """One wait of the loop.

    ``own_ms`` is the wait without the time in which the machine ran other processes; ``loop_ms`` the
    processor time of the loop's thread in it, ``all_ms`` that of all threads, ``threads_ms`` of the other
    threads by name.
    """

    at_s: float
    wait_ms: float
    own_ms: float
    loop_ms: float
    all_ms: float
    collected_ms: float
    threads_ms: dict[str, float]
    stacks: dict[str, list[str]]

    @property
    def lag_ms(self) -> float:
        """How long the process kept its loop waiting: what neither idleness nor the machine explains."""
        return min(self.own_ms, self.all_ms)


class Watch:
    """Watches one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, report: Path) -> None:
        """Start with the next turn of the loop."""
        self._loop = loop
        self._report = report.open("a", encoding="utf-8")
        self._stacks: dict[str, list[str]] = {}
        self._beat_s = time.monotonic()
        self._schedule = Path("/proc/thread-self/schedstat")
        self._collected_s = self._collecting_s = 0.0
        gc.callbacks.append(self._collects)
        loop.call_soon_threadsafe(self._begin)
        threading.Thread(target=self._watch, daemon=True, name="watch").start()

    def _begin(self) -> None:
        self._note()
        self._loop.call_later(BEAT_S, self._beat)

    def _note(self) -> None:
        self._before = time.monotonic(), time.thread_time(), time.process_time(), self._queued_s()
        self._threads_s = thread_times_s()
        self._beat_s, self._collected_s = self._before[0], 0.0
        self._stacks = {}

    def _queued_s(self) -> float:
        """How long the loop's thread has waited for a processor."""
        return int(self._schedule.read_text(encoding="ascii").split()[1]) / 1e9

    def _threads_ms(self) -> dict[str, float]:
        """What each other thread computed since the last heartbeat, the busiest first."""
        times = {
            name: (time_s - self._threads_s.get(name, 0.0)) * 1e3 for name, time_s in thread_times_s().items()
        }
        busiest = sorted(times.items(), key=lambda named: -named[1])
        return {name: time_ms for name, time_ms in busiest if time_ms > 1}

    def _collects(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._collecting_s = time.monotonic()
        else:
            self._collected_s += time.monotonic() - self._collecting_s

    def _beat(self) -> None:
        wall_s, loop_s, all_s, queued_s = self._before
        wait_s = time.monotonic() - wall_s
        if wait_s > LATE_S:
            self._stacks = self._stacks or stacks()
            queue_s = self._queued_s() - queued_s
            late = LateBeat(
                at_s=wall_s,
                wait_ms=wait_s * 1e3,
                own_ms=max(0.0, wait_s - queue_s) * 1e3,
                loop_ms=(time.thread_time() - loop_s) * 1e3,
                all_ms=(time.process_time() - all_s) * 1e3,
                collected_ms=self._collected_s * 1e3,
                threads_ms=self._threads_ms(),
                stacks=self._stacks,
            )
            self._report.write(json.dumps(asdict(late)) + "\n")
            self._report.flush()
        self._note()
        self._loop.call_later(BEAT_S, self._beat)

    def _watch(self) -> None:
        while True:
            beat_s = self._beat_s
            time.sleep(max(0.001, beat_s + LATE_S - time.monotonic()))
            if self._beat_s == beat_s and not self._stacks:
                self._stacks = stacks()


def stacks() -> dict[str, list[str]]:
    """Return the frames of each thread but this one, the innermost first."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return {
        names.get(ident, str(ident)): [
            f"{one.filename.rpartition('site-packages/')[2]}:{one.lineno} {one.name}"
            for one in traceback.StackSummary.extract(traceback.walk_stack(frame), lookup_lines=False)
        ][:_FRAMES]
        for ident, frame in sys._current_frames().items()
        if ident != threading.get_ident()
    }


def thread_times_s() -> dict[str, float]:
    """The processor time of every thread but this one; gives the interpreter lock to none of them."""
    return {
        thread.name: time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
        for thread in threading.enumerate()
        if thread.ident not in (None, threading.get_ident())
    }


def watching(report: Path) -> Callable[..., Any]:
    """Return the class of runners whose loops are watched."""

    class WatchedRunner(asyncio.Runner):  # type: ignore[misc] # final
        def run(self, coro: Any, **kwargs: Any) -> Any:
            Watch(self.get_loop(), report)
            return super().run(coro, **kwargs)

    return WatchedRunner


def watch_holds(report: Path) -> None:
    """Write every long hold of the interpreter lock to a file."""
    file = report.open("a", encoding="utf-8", buffering=1)

    def write(hold: Hold) -> None:
        file.write(json.dumps(asdict(hold)) + "\n")

    HoldWatch(write).start()


def main() -> None:
    """Run a command of ``feeds`` with a watched loop."""
    watch, report = sys.argv.pop(1), Path(sys.argv.pop(1))
    threading.main_thread().name = "loop"
    if watch == "holds":
        watch_holds(report)
    else:
        asyncio.Runner = watching(report)  # type: ignore[misc, assignment]
    sys.argv[0] = "feeds"
    from feeds.cli.app import main as command

    command()


if __name__ == "__main__":
    main()
