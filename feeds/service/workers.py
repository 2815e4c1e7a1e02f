"""Further processes that answer on the same port; the kernel deals connections out among them."""

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
"""Set in the environment of a process that only answers, to its number."""


def process_number() -> str:
    """The number of this process among those that answer: 0 publishes, one that is replaced passes its on."""
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
    """The followers of this process: its own children, each known by its process id."""

    def __init__(self, config: Path, host: str, port: int) -> None:
        """None runs before ``running``."""
        self._command = ("-m", "feeds", "serve", "--config", str(config), "--host", host, "--port", str(port))
        self._processes: set[asyncio.subprocess.Process] = set()

    @asynccontextmanager
    async def running(self, count: int, supervisor: Supervisor) -> AsyncIterator[None]:
        """Keep ``count`` followers for as long as the context is open; one that dies is replaced."""
        names = [f"worker {number}" for number in range(1, count + 1)]
        for number, name in enumerate(names, start=1):
            supervisor.start(name, partial(self._run_one, number))
        try:
            yield
        finally:
            await supervisor.stop(names)

    def reload(self) -> None:
        """Have all of them read the settings again; one that is only starting is replaced."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGHUP)

    async def _run_one(self, number: int) -> None:
        """Run one follower to its end. Raises ``WorkerError`` when it ends of its own accord.

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
