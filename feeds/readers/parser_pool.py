"""A small pool of processes that parse foreign documents, with limits of time and memory.

Nothing that a document does reaches the process that serves: one that takes too long ends its parser only.
"""

import asyncio
import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import cache
from queue import Empty, LifoQueue
from socket import socketpair
from typing import TypeVar

import msgspec

from feeds.errors import SourceError
from feeds.readers.parser_channel import ParserChannel, put_together, take_apart
from feeds.readers.parser_task import ParsingResult, Task
from feeds.readers.reading_threads import turn_of_others

_Result = TypeVar("_Result")

POOL_SIZE = 2
_WORKER = "import sys; from feeds.readers.parser_worker import main; main(int(sys.argv[1]))"
"""Run without ``-m``, which warns on standard error about a module that is imported already."""

IN_PARSER = "FEEDS_IN_PARSER"
"""The environment variable that says to a process that it is a parser."""

CPU_S = 20
"""The most processor time of one document."""

WALL_S = 120.0
"""The longest that a document may take on a busy machine."""

_ENDING = "the service ends before this was parsed"

FILE_CPU_S = 600
"""The most processor time of a file of the newsroom's own."""


class _Parser:
    """One parser process and the connection to it."""

    def __init__(self) -> None:
        ours, theirs = socketpair()
        command = [sys.executable, "-c", _WORKER, str(theirs.fileno())]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env={**os.environ, IN_PARSER: "1"},
        )
        theirs.close()
        self._channel = ParserChannel(ours)

    def run(self, task: Task, body: Sequence[bytes], wall_s: float) -> tuple[ParsingResult, list[bytes]]:
        """Send a task and wait for its outcome. Raises ``EOFError`` or ``OSError`` if the process ended."""
        self._channel.send((msgspec.msgpack.encode(task), *body))
        if not self._channel.has_message(wall_s):
            raise TimeoutError
        outcome, *pieces = self._channel.receive()
        return msgspec.msgpack.decode(outcome, type=ParsingResult), pieces

    def kill(self) -> None:
        """End the process; callers that wait for an outcome get an ``EOFError``."""
        self._process.kill()

    def close(self) -> None:
        """End the process and the connection to it."""
        self._process.kill()
        self._process.wait()
        self._channel.close()


class ParserPool:
    """Parser processes, started when they are needed and used again."""

    def __init__(self, size: int = POOL_SIZE, *, cpu_s: int = CPU_S, wall_s: float = WALL_S) -> None:
        """Bound the processes to ``size``, and each document to ``cpu_s`` and ``wall_s``."""
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="parser")
        self._idle: LifoQueue[_Parser] = LifoQueue()
        self._busy: set[_Parser] = set()
        self._closed = False
        self._cpu_s = cpu_s
        self._wall_s = wall_s

    async def parse(self, kind: str, document: object, result: type[_Result]) -> _Result:
        """Parse a document without keeping the event loop waiting. Raises ``SourceError``.

        ``kind`` is one of ``parser_worker.PARSERS``, which takes the document and returns a ``result``.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._parse, kind, document, result)

    def parse_blocking(self, kind: str, document: object, result: type[_Result]) -> _Result:
        """Parse a document from a thread. Raises ``SourceError``."""
        try:
            parsing = self._threads.submit(self._parse, kind, document, result)
        except RuntimeError as error:
            raise SourceError(_ENDING) from error
        try:
            with turn_of_others():
                return parsing.result()
        except CancelledError as error:
            raise SourceError(_ENDING) from error

    def close(self) -> None:
        """End all processes, in the middle of a document too; what waits for one gets an error."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for parser in tuple(self._busy):
            parser.kill()
        self._threads.shutdown()
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _parse(self, kind: str, document: object, result: type[_Result]) -> _Result:
        message, body = take_apart(document)
        task = Task(kind, msgspec.Raw(msgspec.msgpack.encode(message)), self._cpu_s)
        outcome, pieces = self._run(task, body)
        return put_together(msgspec.msgpack.decode(outcome, type=result), pieces)

    def _run(self, task: Task, body: Sequence[bytes]) -> tuple[msgspec.Raw, list[bytes]]:
        """The result of a task. Raises ``SourceError`` with what was wrong with the document."""
        try:
            parser = self._idle.get_nowait()
        except Empty:
            parser = _Parser()
        self._busy.add(parser)
        if self._closed:
            parser.kill()
        try:
            outcome, pieces = parser.run(task, body, self._wall_s)
        except (EOFError, OSError) as error:
            parser.close()
            message = f"the document took more than {self._cpu_s} s or too much memory to parse"
            raise SourceError(message, hint="Make it smaller") from error
        finally:
            self._busy.discard(parser)
        self._idle.put(parser)
        if outcome.error is not None:
            raise SourceError(outcome.error, hint=outcome.hint)
        return outcome.payload, pieces


@cache
def shared_pool() -> ParserPool:
    """The pool of this process for what others send; it ends with it."""
    return _pool()


@cache
def record_pool() -> ParserPool:
    """The pool of this process for large records, which never wait for what others send."""
    return _pool()


@cache
def file_pool() -> ParserPool:
    """The pool of this process for large files of the newsroom's own, one at a time."""
    return _pool(size=1, cpu_s=FILE_CPU_S, wall_s=2.0 * FILE_CPU_S)


def close_shared_pool() -> None:
    """End the parsers of this process now; the next document starts others."""
    for shared in (shared_pool, record_pool, file_pool):
        if shared.cache_info().currsize:
            pool = shared()
            shared.cache_clear()
            pool.close()
            atexit.unregister(pool.close)


def _pool(size: int = POOL_SIZE, *, cpu_s: int = CPU_S, wall_s: float = WALL_S) -> ParserPool:
    pool = ParserPool(size, cpu_s=cpu_s, wall_s=wall_s)
    atexit.register(pool.close)
    return pool
