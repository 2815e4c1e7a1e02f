"""How many channels a second one and two processes publish that share a database on PostgreSQL.

Times are those that pass, so other work on the machine counts. The database server runs on the same cores.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

from msgspec.structs import replace

from feeds.model import Record
from feeds.pipeline import Orchestrator
from feeds.store import Store, channels, open_store
from tests.bench.following import postgres
from tests.bench.publishing import article, readings
from tests.bench.row import Row
from tests.pipeline.publishing_node import clock_since, node, site
from tests.transactions import query

CHANNELS = int(os.environ.get("FEEDS_BENCH_CHANNELS", "200"))
LIMIT = 50
WAVES = int(os.environ.get("FEEDS_BENCH_WAVES", "7"))
LEAST_TIMES = 1.7
LOOK_S = 0.01


class Waves:
    """Changes all channels at once, again and again, and measures until they are published."""

    def __init__(self, store: Store, started_s: float) -> None:
        """Nothing is stored yet."""
        self.store = store
        self.clock = clock_since(started_s)
        self.editor = Orchestrator(store, site(CHANNELS, LIMIT), self.clock)
        self._number = 0

    def _written(self) -> list[Record]:
        """Return a new article for each channel."""
        first, self._number = self._number, self._number + CHANNELS
        now = self.clock()
        return [replace(article(first + n, f"c{n}"), published_at=now) for n in range(CHANNELS)]

    async def wave(self) -> float:
        """Store an article for each channel; return in how many seconds all are published."""
        await self.editor.take("bench", readings(self._written()))
        began_s = time.perf_counter()
        while await query(self.store, channels.count_waiting):  # noqa: ASYNC110  # it is another process
            await asyncio.sleep(LOOK_S)
        return time.perf_counter() - began_s

    async def fill(self) -> None:
        """Store as many articles as the feeds show."""
        await self.editor.start()
        for _ in range(LIMIT):
            await self.editor.take("bench", readings(self._written()))


@asynccontextmanager
async def publishing(url: str, count: int, started_s: float) -> AsyncIterator[None]:
    """Run so many processes that publish."""
    async with AsyncExitStack() as nodes:
        for _ in range(count):
            await nodes.enter_async_context(node(url, CHANNELS, LIMIT, started_s))
        yield


async def rates(url: str) -> dict[int, list[float]]:
    """Return the channels a second of each wave with one and with two processes, in turn."""
    started_s = time.time()
    store = await open_store(url)
    waves = Waves(store, started_s)
    await waves.fill()
    found: dict[int, list[float]] = {1: [], 2: []}
    for count in (1, 2, 1, 2):
        async with publishing(url, count, started_s):
            await waves.wave()  # renders what the processes do not know yet
            found[count] += [(CHANNELS + 1) / await waves.wave() for _ in range(WAVES)]
    await store.close()
    return found


def rows() -> list[Row]:
    """Measure the rate of one process, that of two, and their ratio."""
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        found = asyncio.run(rates(url))
    one, two = (median(found[count]) for count in (1, 2))
    note = f"{CHANNELS} channels of {LIMIT} articles, PostgreSQL on the same {os.cpu_count()} processors"
    return [
        Row(work="one process publishes", figure=one, unit="channels/s", note=note),
        Row(work="two processes publish", figure=two, unit="channels/s", note=note),
        Row(
            work="two processes / one",
            figure=two / one,
            unit="x",
            budget=f"≥ {LEAST_TIMES:g}",
            met=two / one >= LEAST_TIMES,
            note=f"medians of {2 * WAVES} times all channels",
        ),
    ]
