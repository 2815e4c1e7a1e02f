"""Further processes that answer on the same port; the kernel deals connections out among them."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

FOLLOWER = "FEEDS_FOLLOWER"
"""Set in the environment of a process that only answers, to its number."""

RESTART_S = 1.0

_log = structlog.get_logger("feeds.service")


@asynccontextmanager
async def workers(config: Path, host: str, port: int, count: int) -> AsyncIterator[None]:
    """Keep ``count`` followers running for as long as the context is open; one that dies is replaced."""
    tasks = [asyncio.create_task(_keep_one(config, host, port, number)) for number in range(1, count + 1)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def process_number() -> str:
    """The number of this process among those that answer: 0 publishes, one that is replaced passes its on."""
    return os.environ.get(FOLLOWER, "0")


async def _keep_one(config: Path, host: str, port: int, number: int) -> None:
    command = ("-m", "feeds", "serve", "--config", str(config), "--host", host, "--port", str(port))
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            env=os.environ | {FOLLOWER: str(number)},
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            _log.warning("a worker ended", code=await process.wait())
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
        await asyncio.sleep(RESTART_S)
