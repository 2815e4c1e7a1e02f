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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from msgspec.structs import replace

from feeds.config import load
from feeds.model import INDEX, Record
from feeds.pipeline import Orchestrator
from feeds.service import running
from tests.bench.grown_site import RARE, Grown, Size, Ticking, corrected, grow, record, write_settings
from tests.bench.publishing import START, readings, text
from tests.bench.row import Row

SMALL = Size(records=1_000, channels=10)
LARGE = Size(
    records=int(os.environ.get("FEEDS_BENCH_RECORDS", "20000")),
    channels=int(os.environ.get("FEEDS_BENCH_CHANNELS", "1000")),
)
PUBLISHED = os.environ.get("FEEDS_BENCH_PUBLISHED", "all")
ROUNDS = 9
MOST_TIMES = 1.5
START_BUDGET_S = 3.0
MEMORY_BUDGET_MB = 300.0
STATUS_BUDGET_S = 1.0
MOST_BYTES = 3.0
REST_S = 5.0
"""How long after its first answer the memory of the server is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The least processor time of one change in ms, by what changed, and what a new channel did.

    ``touched`` are the channels that a new channel had published again, ``swept_s`` the processor time, and
    ``step_ms`` the longest time between which others could publish.
    """

    ms: dict[str, float]
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
    """Grow a small and a large site, and change one record in each."""
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        few = asyncio.run(_grow_and_change(Path(small), SMALL))
        many = asyncio.run(_grow_and_change(Path(large), LARGE))
        return list(_rows(few[1], *many))


async def _grow_and_change(folder: Path, size: Size) -> tuple[Grown, Changes]:
    grown = await grow(folder, size, published=PUBLISHED == "all")
    return grown, await changes(grown)


def _rows(few: Changes, grown: Grown, many: Changes) -> Iterator[Row]:
    for work, ms in many.ms.items():
        ratio = ms / few.ms[work]
        note = f"{ms:.1f} and {few.ms[work]:.1f} ms of processor time"
        yield _at_most(f"{work}, among {grown.size} / among {SMALL}", ratio, "x", MOST_TIMES, note)
    yield _at_most(
        "channels published for a new channel with 'where'", len(many.touched), "", 2, "itself and the index"
    )
    note = f"{grown.size}; at most {many.step_ms:.0f} ms before others are published"
    yield Row(work="finding its records", figure=many.swept_s, unit="s CPU", note=note)
    started, memory_mb = start(grown.settings)
    yield _at_most("start serving, to the first answer", started.cpu_s, "s CPU", START_BUDGET_S, str(started))
    yield _at_most("memory when it serves", memory_mb, "MB", MEMORY_BUDGET_MB, "anonymous, 5 s later")
    shown = status(grown.settings)
    yield _at_most("feeds status", shown.cpu_s, "s CPU", STATUS_BUDGET_S, str(shown))
    ratio = grown.database_bytes / grown.json_bytes
    yield _at_most("database / JSON of its records", ratio, "x", MOST_BYTES, "before anything is published")


def _at_most(work: str, figure: float, unit: str, most: float, note: str) -> Row:
    return Row(work=work, figure=figure, unit=unit, budget=f"≤ {most:g}", met=figure <= most, note=note)


async def changes(grown: Grown) -> Changes:
    """Change single records of a grown site, then add a channel."""
    size, folder = grown.size, grown.settings.parent
    clock = Ticking(START + timedelta(days=30))
    settings = load(grown.settings)
    async with running(settings, clock) as service:
        await service.finish()
        orchestrator = service.orchestrator
        orchestrator.resize_cache(settings.server.cache_share_bytes)  # as a service does
        leaf = size.leaf(0)
        places = {"an article": leaf, "one for a section": leaf.partition("/")[0], "one for the index": INDEX}
        ms = {
            work: min([await _publish_ms(orchestrator, new) for new in _new_records(size, place, offset)])
            for offset, (work, place) in enumerate(places.items())
        }
        ms["a correction far back"] = min(
            [await _publish_ms(orchestrator, corrected(old, n)) for n, old in enumerate(_old_records(size))]
        )
        began_s = time.process_time()
        await service.reload(load(write_settings(folder, size, RARE)))
        steps_ms = await _sweep_ms(orchestrator)
        swept_s = time.process_time() - began_s
        touched = sorted({one.path for one in await service.finish()})
    return Changes(ms=ms, touched=tuple(touched), swept_s=swept_s, step_ms=max(steps_ms))


async def _sweep_ms(orchestrator: Orchestrator) -> list[float]:
    """Find the records of a channel; return the processor time of each step in ms."""
    steps_ms, more = [], True
    while more:
        began_s = time.process_time()
        more = await orchestrator.sweep()
        steps_ms.append((time.process_time() - began_s) * 1e3)
    return steps_ms


def _new_records(size: Size, place: str, offset: int) -> Iterator[Record]:
    """Return articles that are newer than all others, the first two to fill what is cached."""
    first = size.records + offset * (ROUNDS + 2)
    for number in range(first, first + ROUNDS + 2):
        yield replace(record(size, number, lambda _: text()), channels=(place,))


def _old_records(size: Size) -> Iterator[Record]:
    """Return records of the first channel that its live feed no longer shows."""
    for number in range(min(ROUNDS, size.records // size.leaves)):
        yield record(size, number * size.leaves, lambda _: "")


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
