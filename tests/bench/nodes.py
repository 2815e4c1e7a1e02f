"""How many channels a second one and two processes publish that share a database on PostgreSQL.

Times are those that pass, so other work on the machine counts. The database server runs on the same cores:
what all of it takes of the processors for a publication says what two free ones allow.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
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
MOST_MORE = 2 / LEAST_TIMES
"""How much more processor time a publication may take beside another process, so that two are that fast."""
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


@dataclass(slots=True)
class Measured:
    """Channels a second of each wave, and the processor time of all waves."""

    rates: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """The processor time of one publication, that of the database server with it."""
        return self.cpu_s * 1e3 / ((CHANNELS + 1) * len(self.rates))


def _cpu_s(folder: Path) -> float:
    """Return what the processes that publish and the database server have taken of the processors."""
    server = int((folder / "postmaster.pid").read_text(encoding="ascii").split()[0])
    running = [*psutil.Process(server).children(), *psutil.Process().children()]
    times = [one.cpu_times() for one in running if one.is_running()]
    return sum(one.user + one.system for one in times)


async def measure(url: str, folder: Path) -> dict[int, Measured]:
    """Measure waves with one and with two processes, in turn."""
    started_s = time.time()
    store = await open_store(url)
    waves = Waves(store, started_s)
    await waves.fill()
    found = {1: Measured(), 2: Measured()}
    for count in (1, 2, 1, 2):
        async with publishing(url, count, started_s):
            await waves.wave()  # renders what the processes do not know yet
            before_s = _cpu_s(folder)
            found[count].rates += [(CHANNELS + 1) / await waves.wave() for _ in range(WAVES)]
            found[count].cpu_s += _cpu_s(folder) - before_s
    await store.close()
    return found


def rows() -> list[Row]:
    """Measure one process and two, and their ratios."""
    with tempfile.TemporaryDirectory() as name, postgres(Path(name)) as url:
        found = asyncio.run(measure(url, Path(name)))
    one, two = found[1], found[2]
    note = f"{CHANNELS} channels of {LIMIT} articles, PostgreSQL on the same {os.cpu_count()} processors"
    return [
        *(
            Row(work=f"{words} publishing", figure=median(of.rates), unit="channels/s", note=note)
            for words, of in (("one process", one), ("two processes", two))
        ),
        Row(
            work="two processes / one",
            figure=(ratio := median(two.rates) / median(one.rates)),
            unit="x",
            budget=f"≥ {LEAST_TIMES:g}",
            met=ratio >= LEAST_TIMES,
            note=f"medians of {2 * WAVES} times all channels",
        ),
        Row(
            work="processor time of a publication, two processes / one",
            figure=(more := two.cpu_ms / one.cpu_ms),
            unit="x",
            budget=f"≤ {MOST_MORE:.2f}",
            met=more <= MOST_MORE,
            note=f"{two.cpu_ms:.1f} and {one.cpu_ms:.1f} ms, with the database server",
        ),
    ]
