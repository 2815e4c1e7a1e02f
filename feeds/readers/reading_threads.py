"""Threads that read: many may wait for files and parser processes, one at a time computes.

They are not those of the event loop's executor, in which the store works: that would wait until a parser
process has read a large file. And each thread that computes may keep the interpreter lock for one long call:
the serving loop waits for all that are in line before it.
"""

import asyncio
import contextvars
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

_Result = TypeVar("_Result")

THREADS = 16
"""As many as there are sources that are read at once."""

TURN_S = 1.0
"""How long a thread waits for its turn: one that hangs, on a disk that is gone, does not stop the others."""

_thread = threading.local()


class ReadingThreads:
    """Threads for one purpose, which take turns."""

    def __init__(self, name: str) -> None:
        """Start threads as they are needed."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=name)
        self._turn = threading.Lock()

    async def run(self, function: Callable[[], _Result]) -> _Result:
        """Call a function in a thread when it is its turn."""
        call = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, self._in_turn, function)

    def _in_turn(self, function: Callable[[], _Result]) -> _Result:
        _take_turn(self._turn)
        try:
            return function()
        finally:
            _end_turn()


@contextmanager
def turn_of_others() -> Iterator[None]:
    """Let other threads compute while this one waits for a parser process."""
    turn: threading.Lock | None = getattr(_thread, "turn", None)
    if turn is None:
        yield
        return
    _end_turn()
    try:
        yield
    finally:
        _take_turn(turn)


def _take_turn(turn: threading.Lock) -> None:
    _thread.turn = turn if turn.acquire(timeout=TURN_S) else None


def _end_turn() -> None:
    turn, _thread.turn = _thread.turn, None
    if turn is not None:
        turn.release()


@cache
def source_threads() -> ReadingThreads:
    """Return the threads of this process that read sources."""
    return ReadingThreads("source")


@cache
def push_threads() -> ReadingThreads:
    """Return the threads of this process that read what is pushed, which never waits for sources."""
    return ReadingThreads("push")


# A fork has none of the threads, and maybe a turn that never ends.
for _threads in (source_threads, push_threads):
    os.register_at_fork(after_in_child=_threads.cache_clear)
