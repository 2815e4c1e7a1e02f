"""Further processes that answer on the same port; the kernel deals connections out among them."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

FOLLOWER = "FEEDS_FOLLOWER"
"""Set in the environment of a process that only answers."""

RESTART_S = 1.0

_log = structlog.get_logger("feeds.service")


class Workers:
    """The followers of this process: its own children, each known by its process id."""

    def __init__(self, config: Path, host: str, port: int) -> None:
        """None runs before ``running``."""
        self._command = ("-m", "feeds", "serve", "--config", str(config), "--host", host, "--port", str(port))
        self._processes: set[asyncio.subprocess.Process] = set()

    @asynccontextmanager
    async def running(self, count: int) -> AsyncIterator[None]:
        """Keep ``count`` followers for as long as the context is open; one that dies is replaced."""
        tasks = [asyncio.create_task(self._keep_one()) for _ in range(count)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def reload(self) -> None:
        """Have all of them read the settings again; one that is only starting is replaced."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGHUP)

    async def _keep_one(self) -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._command,
                env=os.environ | {FOLLOWER: "1"},
                stdin=asyncio.subprocess.DEVNULL,
            )
            self._processes.add(process)
            try:
                _log.warning("a worker ended", code=await process.wait())
            finally:
                self._processes.discard(process)
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()
            await asyncio.sleep(RESTART_S)
