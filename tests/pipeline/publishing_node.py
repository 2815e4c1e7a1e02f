"""A process that publishes beside others until its standard input ends.

``python -m tests.pipeline.publishing_node URL CHANNELS LIMIT STARTED_S`` prints ``ready``, then a line with
the path and the turn of each publication.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from feeds.model import INDEX, Channel
from feeds.pipeline import Orchestrator, SiteContext
from feeds.service.loops import until
from feeds.store import open_store, replication
from tests.pipeline.site import SITE, START

TIMES = 30
"""So many seconds of a site are one of the test, because a channel is published once a second at most."""

CACHE_BYTES = 256 * 2**20
IDLE_S = 1.0


def site(channels: int, limit: int) -> SiteContext:
    """Return a site with an index and so many channels."""
    below = (Channel(path=f"c{n}", title=f"Channel {n}", limit=limit) for n in range(channels))
    return SiteContext(SITE, (Channel(path=INDEX, title="All", limit=limit), *below), ())


def clock_since(started_s: float) -> Callable[[], datetime]:
    """Return a fast clock, the same in all processes."""
    return lambda: START + timedelta(seconds=(time.time() - started_s) * TIMES)


async def run(url: str, channels: int, limit: int, started_s: float) -> None:
    """Publish until the standard input ends."""
    store = await open_store(url)
    orchestrator = Orchestrator(store, site(channels, limit), clock_since(started_s))
    orchestrator.prepare_to_serve(CACHE_BYTES)
    await orchestrator.start()
    ended = asyncio.Event()
    async with replication.following(store) as committed:

        def end() -> None:
            ended.set()
            committed.set()

        asyncio.get_running_loop().add_reader(sys.stdin, end)
        print("ready", flush=True)
        while not ended.is_set():
            committed.clear()
            results = await orchestrator.publish_waiting()
            for one in results:
                if one.turn:
                    print(one.path, one.turn, flush=True)
            if all(one.too_soon for one in results):
                rest_s = orchestrator.rest_s()
                await until(committed, IDLE_S if rest_s is None else min(rest_s / TIMES, IDLE_S))
    await orchestrator.stop()
    await store.close()


@asynccontextmanager
async def node(url: str, channels: int, limit: int, started_s: float) -> AsyncIterator["Node"]:
    """Run a node in a process of its own; it ends with the context, if it was not killed before."""
    words = (url, str(channels), str(limit), str(started_s))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"ready"
    running = Node(process)
    reading = asyncio.create_task(running.read(process.stdout))
    try:
        yield running
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await reading


class Node:
    """A process that publishes: what it published so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Nothing was published yet."""
        self.process = process
        self.published: list[tuple[str, int]] = []
        self.has_published = asyncio.Event()

    async def read(self, output: asyncio.StreamReader) -> None:
        """Read what the process says until it ends."""
        async for line in output:
            path, turn = line.decode().split()
            self.published.append((path, int(turn)))
            self.has_published.set()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
