"""Worker processes that answer on the same port; the kernel distributes connections among them.

They are started before this process loads its libraries and load theirs meanwhile, each with a socket that
listens from the beginning: otherwise all clients that come back after a restart are connected to this
process, which publishes as well. A worker opens the store once this process has brought it up to date.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from feeds.server.fastpath.listening import open_socket
from feeds.service.supervisor import Supervisor

FOLLOWER = "FEEDS_FOLLOWER"
"""The environment variable that holds the number of a worker."""

SOCKET = "FEEDS_SOCKET"
"""The environment variable that holds the descriptor of the socket a worker listens on, if it has got one."""

GO = b"\n"
"""What a worker reads from its standard input before it opens the store."""


def process_number() -> str:
    """The number of this process: 0 publishes; a worker that replaces another takes over its number."""
    return os.environ.get(FOLLOWER, "0")


def own_socket(host: str, port: int, *, shared: bool) -> socket.socket:
    """Return the socket this process was started with, or open one. Raises ``OSError``."""
    descriptor = os.environ.pop(SOCKET, None)
    if descriptor is None:
        return open_socket(host, port, shared=shared)
    return socket.socket(fileno=int(descriptor))


async def may_open_store() -> bool:
    """Wait until the parent of a worker has brought the store up to date; false if it ended instead."""
    return await asyncio.to_thread(os.read, sys.stdin.fileno(), len(GO)) == GO


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
        """No worker runs before ``starting`` or ``running``."""
        self._address = host, port
        self._command = ("-m", "feeds", "serve", "--config", str(config), "--host", host, "--port", str(port))
        self._processes: set[asyncio.subprocess.Process] = set()
        self._starting: dict[int, asyncio.subprocess.Process] = {}

    @asynccontextmanager
    async def starting(self, count: int) -> AsyncIterator[None]:
        """Start ``count`` workers, which load and wait for ``running``. Raises ``OSError``."""
        try:
            for number in range(1, count + 1):
                with open_socket(*self._address, shared=True) as listening:
                    self._starting[number] = await self._start(number, listening)
            yield
        finally:
            while self._starting:
                await _end(self._starting.popitem()[1])

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

        Its standard input takes ``GO``, and stays open for as long as this process lives (``watch_parent``).
        """
        process = self._starting.pop(number, None) or await self._start(number)
        self._processes.add(process)
        try:
            if process.stdin is not None:
                process.stdin.write(GO)
            code = await process.wait()
        finally:
            self._processes.discard(process)
            await _end(process)
        raise WorkerError(code)

    async def _start(self, number: int, listening: socket.socket | None = None) -> asyncio.subprocess.Process:
        """Start a worker; without a socket it opens its own."""
        own = {} if listening is None else {SOCKET: str(listening.fileno())}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            env=os.environ | {FOLLOWER: str(number)} | own,
            stdin=asyncio.subprocess.PIPE,
            pass_fds=() if listening is None else (listening.fileno(),),
        )


async def _end(process: asyncio.subprocess.Process) -> None:
    """Terminate a worker unless it has ended, and wait until it has."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    await process.wait()


class WorkerError(Exception):
    """A worker process ended by itself."""

    def __init__(self, code: int) -> None:
        """``code`` is the exit code, negative for a signal."""
        super().__init__(f"the process ended with code {code}")
