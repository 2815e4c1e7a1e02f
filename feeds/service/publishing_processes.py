"""Processes that publish beside a command: they share the channels by their leases (decision 0038)."""

import asyncio
import os
import pickle
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import msgspec

from feeds.config import Settings
from feeds.log import Logger
from feeds.pipeline import PublishResult

MANY = 500
"""With so many channels and parts of archives to publish, a process more saves several times its start."""

MOST = 4
"""How many processes publish at most, with the command: one transaction at a time is written."""

_LINE_BYTES = 64 * 2**20
"""The longest result: one with the ids of all entries of a channel that were rejected."""

_HELPER = ("-m", "feeds.cli.publish_share")

_log = Logger("feeds.service")


def processors() -> int:
    """Return how many processes of a command publish best on this machine."""
    if sys.platform == "win32":
        return 1  # a helper waits for the end of its standard input, which needs another event loop there
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, MOST)


class PublishingProcesses:
    """The helpers of one command, started once when much waits."""

    def __init__(
        self,
        settings: Settings,
        count: int,
        replace_ended: Callable[[], Awaitable[None]],
        *,
        many: int = MANY,
    ) -> None:
        """Start nothing yet; ``replace_ended`` is called after a helper failed."""
        self._settings = settings
        self._count = count
        self._many = many
        self._replace_ended = replace_ended
        self._processes: list[asyncio.subprocess.Process] = []
        self._reading: list[asyncio.Task[None]] = []
        self._results: list[PublishResult] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PublishingProcesses"]:
        """End the helpers with the context, each after the channel that it publishes."""
        try:
            yield self
        finally:
            for process in self._processes:
                if process.stdin is not None:
                    process.stdin.close()
            await asyncio.gather(*self._reading)

    async def start_for(self, waiting: int) -> None:
        """Start the helpers if so many channels and parts are worth it and they were not started before."""
        if waiting < self._many:
            return
        while self._count:
            self._count -= 1
            await self._start()

    def take_results(self) -> list[PublishResult]:
        """Return what the helpers published since the last call."""
        results, self._results = self._results, []
        return results

    async def _start(self) -> None:
        """Start a helper. Its standard input stays open for as long as this process lives."""
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *_HELPER, stdin=pipe, stdout=pipe, limit=_LINE_BYTES
            )
        except OSError as error:
            _log.warning("no further process could be started to publish", error=str(error))
            return
        self._processes.append(process)
        self._reading.append(asyncio.create_task(self._read(process)))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Read the results of a helper until it ends."""
        if process.stdin is not None:
            process.stdin.write(pickle.dumps(self._settings))
            with suppress(ConnectionError):  # it ended at once, which its code says
                await process.stdin.drain()
        if process.stdout is not None:
            async for line in process.stdout:
                self._results.append(msgspec.json.decode(line, type=PublishResult))
        code = await process.wait()
        if code:
            _log.error("a process that helped to publish ended, the others do its work", code=code)
            await self._replace_ended()
