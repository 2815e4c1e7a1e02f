"""Worker processes that answer on the same port; the kernel distributes connections among them."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from feeds.service.supervisor import Supervisor

FOLLOWER = "FEEDS_FOLLOWER"
"""The environment variable that holds the number of a worker."""


def process_number() -> str:
    """The number of this process: 0 publishes; a worker that replaces another takes over its number."""
    return os.environ.get(FOLLOWER, "0")


def watch_parent(stop: asyncio.Event) -> None:
    """Have a worker stop when its parent ends, even by SIGKILL: the kernel closes its standard input."""
    loop, parent = asyncio.get_running_loop(), sys.stdin.fileno()

    def ended() -> None:
        if not os.read(parent, 1):
            loop.remove_reader(parent)
            stop.set()

    loop.add_reader(parent, ended)


class Workers:
    """The worker processes, children of this one."""

    def __init__(self, config: Path, host: str, port: int) -> None:
        """No worker runs before ``running``."""
        self._command = ("-m", "feeds", "serve", "--config", str(config), "--host", host, "--port", str(port))
        self._processes: set[asyncio.subprocess.Process] = set()

    @asynccontextmanager
    async def running(self, count: int, supervisor: Supervisor) -> AsyncIterator[None]:
        """Run ``count`` workers for as long as the context is open; the supervisor replaces one that ends."""
        names = [f"worker {number}" for number in range(1, count + 1)]
        for number, name in enumerate(names, start=1):
            supervisor.start(name, partial(self._run_one, number))
        try:
            yield
        finally:
            await supervisor.stop(names)

    def reload(self) -> None:
        """Have all workers read the settings again; one that is still starting ends and is replaced."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGHUP)

    async def _run_one(self, number: int) -> None:
        """Run one worker to its end. Raises ``WorkerError`` when it ends by itself.

        Its standard input stays open, unused, for as long as this process lives (``watch_parent``).
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            env=os.environ | {FOLLOWER: str(number)},
            stdin=asyncio.subprocess.PIPE,
        )
        self._processes.add(process)
        try:
            code = await process.wait()
        finally:
            self._processes.discard(process)
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
        raise WorkerError(code)


class WorkerError(Exception):
    """A worker process ended by itself."""

    def __init__(self, code: int) -> None:
        """``code`` is the exit code, negative for a signal."""
        super().__init__(f"the process ended with code {code}")
