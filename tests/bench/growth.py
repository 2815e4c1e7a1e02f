"""What grows with a site: one change, a new channel, the start of the server, ``feeds status``, the database.

``FEEDS_BENCH_RECORDS=1000000 FEEDS_BENCH_CHANNELS=10000 FEEDS_BENCH_PUBLISHED=path`` measures the size that
the budgets are for; ``path`` publishes one channel and those above it alone, which takes an hour less.
"""

import asyncio
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from msgspec.structs import replace

from feeds.config import load
from feeds.model import INDEX, Record
from feeds.pipeline import Orchestrator
from feeds.service import Service, running
from tests.bench.grown_site import RARE, Grown, Size, Ticking, corrected, grow, record, write_settings
from tests.bench.publishing import START, readings, text
from tests.bench.row import Row

SMALL = Size(records=1_000, channels=10)
LARGE = Size(
    records=int(os.environ.get("FEEDS_BENCH_RECORDS", "20000")),
    channels=int(os.environ.get("FEEDS_BENCH_CHANNELS", "1000")),
)
PUBLISHED = os.environ.get("FEEDS_BENCH_PUBLISHED", "all")
FAR_BACK = "a correction far back"
WORKS = ("an article", "one for a section", "one for the index", FAR_BACK)
ROUNDS = 11
MOST_TIMES = 1.5
START_BUDGET_S = 3.0
MEMORY_BUDGET_MB = 300.0
STATUS_BUDGET_S = 1.0
MOST_BYTES = 3.0
REST_S = 5.0
"""How long after its first answer the memory of the server is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a new channel with ``where`` did: the channels that were published, and the processor time.

    ``step_ms`` is the longest time between which others could publish.
    """

    touched: tuple[str, ...]
    swept_s: float
    step_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a command took; on a machine with nothing else to do both are about the same."""

    elapsed_s: float
    cpu_s: float

    def __str__(self) -> str:
        """Return the time that passed, in words."""
        return f"{self.elapsed_s:.1f} s passed"


def rows() -> list[Row]:
    """Grow a small and a large site, and change one record in each, in turn."""
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        few = asyncio.run(grow(Path(small), SMALL, published=PUBLISHED == "all"))
        many = asyncio.run(grow(Path(large), LARGE, published=PUBLISHED == "all"))
        changed_ms = asyncio.run(changes(few, many))
        return list(_rows(many, changed_ms, asyncio.run(add_channel(many))))


def _rows(grown: Grown, changed_ms: Mapping[str, tuple[float, float]], added: Added) -> Iterator[Row]:
    for work, (few_ms, many_ms) in changed_ms.items():
        note = f"{many_ms:.1f} and {few_ms:.1f} ms of processor time"
        yield _at_most(f"{work}, among {grown.size} / among {SMALL}", many_ms / few_ms, "x", MOST_TIMES, note)
    yield _at_most(
        "channels published for a new channel with 'where'", len(added.touched), "", 2, "itself and the index"
    )
    note = f"{grown.size}; at most {added.step_ms:.0f} ms before others are published"
    yield Row(work="finding its records", figure=added.swept_s, unit="s CPU", note=note)
    started, memory_mb = start(grown.settings)
    yield _at_most("start serving, to the first answer", started.cpu_s, "s CPU", START_BUDGET_S, str(started))
    yield _at_most("memory when it serves", memory_mb, "MB", MEMORY_BUDGET_MB, "anonymous, 5 s later")
    shown = status(grown.settings)
    yield _at_most("feeds status", shown.cpu_s, "s CPU", STATUS_BUDGET_S, str(shown))
    ratio = grown.database_bytes / grown.json_bytes
    yield _at_most("database / JSON of its records", ratio, "x", MOST_BYTES, "before anything is published")


def _at_most(work: str, figure: float, unit: str, most: float, note: str) -> Row:
    return Row(work=work, figure=figure, unit=unit, budget=f"≤ {most:g}", met=figure <= most, note=note)


async def changes(few: Grown, many: Grown) -> dict[str, tuple[float, float]]:
    """Change single records of two sites in turn; return the least processor time in ms of each, by work."""
    found = {}
    async with _publishing(few, 30) as of_few, _publishing(many, 30) as of_many:
        for work in WORKS:
            times_ms = [
                (await _publish_ms(of_few.orchestrator, one), await _publish_ms(of_many.orchestrator, other))
                for one, other in zip(_changed(few.size, work), _changed(many.size, work), strict=False)
            ]
            found[work] = min(one for one, _ in times_ms), min(other for _, other in times_ms)
    return found


async def add_channel(grown: Grown) -> Added:
    """Add a channel with ``where`` to a site."""
    async with _publishing(grown, 31) as service:
        began_s = time.process_time()
        await service.reload(load(write_settings(grown.settings.parent, grown.size, RARE)))
        steps_ms = await _sweep_ms(service.orchestrator)
        swept_s = time.process_time() - began_s
        touched = sorted({one.path for one in await service.finish()})
    return Added(touched=tuple(touched), swept_s=swept_s, step_ms=max(steps_ms))


@asynccontextmanager
async def _publishing(grown: Grown, days: int) -> AsyncIterator[Service]:
    """Open a site on which nothing waits, some days after the last article, with the cache of a service."""
    settings = load(grown.settings)
    async with running(settings, Ticking(START + timedelta(days=days))) as service:
        service.orchestrator.prepare_to_serve(settings.server.cache_share_bytes)
        await service.finish()
        yield service


async def _sweep_ms(orchestrator: Orchestrator) -> list[float]:
    """Find the records of a channel; return the processor time of each step in ms."""
    steps_ms, more = [], True
    while more:
        began_s = time.process_time()
        more = await orchestrator.sweep()
        steps_ms.append((time.process_time() - began_s) * 1e3)
    return steps_ms


def _changed(size: Size, work: str) -> Iterator[Record]:
    """Return the records of a work: new ones, newer than all others, or corrected ones of the first channel.

    The first two of them fill what is cached. The live feed no longer shows those that are corrected.
    """
    if work == FAR_BACK:
        for number in range(min(ROUNDS, size.records // size.leaves)):
            yield corrected(record(size, number * size.leaves, lambda _: ""), number)
        return
    leaf = size.leaf(0)
    places = dict(zip(WORKS, (leaf, leaf.partition("/")[0], INDEX), strict=False))
    first = size.records + WORKS.index(work) * ROUNDS
    for number in range(first, first + ROUNDS):
        yield replace(record(size, number, lambda _: text()), channels=(places[work],))


async def _publish_ms(orchestrator: Orchestrator, changed: Record) -> float:
    """Return the processor time in ms from one record to all publications."""
    began_s = time.process_time()
    await orchestrator.take("bench", readings([changed]))
    while await orchestrator.publish_waiting():
        pass
    return (time.process_time() - began_s) * 1e3


def start(settings: Path) -> tuple[Spent, float]:
    """Return what it took until the first feed was answered, and the memory in MB some seconds later."""
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0", "--config", str(settings)]
    began_s = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for line in server.stderr or ():
                found = re.search(r"http://\S+", line)
                if found and "Serving" in line:
                    urllib.request.urlopen(f"{found[0]}index.atom", timeout=30).read()
                    times = psutil.Process(server.pid).cpu_times()
                    spent = Spent(elapsed_s=time.perf_counter() - began_s, cpu_s=times.user + times.system)
                    time.sleep(REST_S)
                    return spent, _own_mb(server.pid)
            raise AssertionError("the server did not start")
        finally:
            server.terminate()
            server.communicate()


def _own_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    own = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(own[1]) / 1024 if own else 0.0


def status(settings: Path) -> Spent:
    """Return what ``feeds status`` takes, the best of three."""
    command = [sys.executable, "-m", "feeds", "status", "--config", str(settings)]
    return min((_run(command) for _ in range(3)), key=lambda spent: spent.cpu_s)


def _run(command: list[str]) -> Spent:
    before, began_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(elapsed_s=time.perf_counter() - began_s, cpu_s=cpu_s)
