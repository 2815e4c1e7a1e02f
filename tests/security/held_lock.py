"""Which calls keep Python's interpreter lock for long, in every thread of a process.

A profile function sees each call and return, and measures the processor time of the thread since the one
before: what lies between is a piece of Python code, which gives the lock away, or one operation in C, which
may not. A ticking thread tells them apart: it cannot tick while the lock is held. Waiting for a processor
counts in neither, so the figures hold on a busy machine.
"""

import atexit
import gc
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

HELD_S = 0.005
_TICK_S = 0.0005
_FRAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One stretch of processor time in which no other thread could run Python."""

    at_s: float
    held_ms: float
    thread: str
    what: str
    stack: list[str]


class HoldWatch:
    """Watches all threads that start after it, and the one that starts it."""

    def __init__(self, report: Callable[[Hold], None]) -> None:
        """Watch nothing yet."""
        self._report = report
        self._ticks = 0
        self._last = threading.local()
        self._collecting_s = 0.0

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._tick, daemon=True, name="tick").start()
        gc.callbacks.append(self._collects)
        threading.setprofile(self._event)
        sys.setprofile(self._event)
        atexit.register(sys.setprofile, None)
        atexit.register(gc.callbacks.remove, self._collects)

    def _tick(self) -> None:
        sys.setprofile(None)
        while True:
            time.sleep(_TICK_S)
            self._ticks += 1

    def _event(self, frame: FrameType, event: str, function: Any) -> None:
        now_s, last = time.thread_time(), self._last
        before_s = getattr(last, "at_s", now_s)
        if now_s - before_s > HELD_S and last.ticks == self._ticks:
            name = getattr(function, "__qualname__", "?") if event.startswith("c_") else ""
            self._found(now_s - before_s, f"{event} {name}".strip(), frame)
        last.at_s, last.ticks = now_s, self._ticks

    def _collects(self, phase: str, found: dict[str, int]) -> None:
        if phase == "start":
            self._collecting_s = time.thread_time()
        elif (took_s := time.thread_time() - self._collecting_s) > HELD_S:
            self._found(took_s, f"collection of generation {found['generation']}", sys._getframe())

    def _found(self, held_s: float, what: str, frame: FrameType) -> None:
        hold = Hold(
            at_s=time.monotonic(),
            held_ms=held_s * 1e3,
            thread=threading.current_thread().name,
            what=what,
            stack=frames(frame),
        )
        self._report(hold)


def frames(frame: FrameType | None) -> list[str]:
    """Return the places of a stack, the innermost first."""
    found: list[str] = []
    while frame is not None and len(found) < _FRAMES:
        path = frame.f_code.co_filename.rpartition("site-packages/")[2].rpartition("/feeds/")[2]
        found.append(f"{path}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return found
