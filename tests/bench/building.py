"""Many articles at once: ``feeds ingest`` and ``feeds build`` in a fresh folder.

``FEEDS_BENCH_BUILT=200000 FEEDS_BENCH_BUILT_CHANNELS=10000`` measures a large site, whose publication has a
budget by the clock.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.publishing import article
from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_BUILT", "10000"))
CHANNELS = int(os.environ.get("FEEDS_BENCH_BUILT_CHANNELS", "0"))
"""How many channels; one for every hundred articles if it is 0."""

BUDGET_S = 8
PUBLISHED_BUDGET_S = 10
"""By the clock, for as many articles: the channels of a large site are small."""

PEAK_MB = 200
DATABASE_RATIO = 3
"""The size of the database in that of the JSON, with everything published."""

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[[sources]]
name = "desk"
kind = "jsonl"
path = "desk.jsonl"
"""


def lines(count: int, channels: int) -> Iterator[str]:
    """Return articles of 2 KB, dealt to the channels in turn."""
    for number in range(count):
        record = article(number, "desk")
        fields = {
            "id": record.id,
            "url": record.url,
            "title": record.title,
            "content_html": record.content_html,
            "date_published": record.published_at.isoformat() if record.published_at else None,
            "channel": f"c{number % channels}",
        }
        yield json.dumps(fields) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What ``ingest`` and ``build`` took: processor time, by the clock until all was published, memory.

    ``database_ratio`` is the size of the database in that of the JSON.
    """

    cpu_s: float
    published_s: float
    peak_mb: float
    database_ratio: float


def measure(count: int, channels: int) -> Built:
    """Ingest and build articles in so many channels."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "desk.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(lines(count, channels))
        listed = "".join(f'[[channels]]\npath = "c{n}"\ntitle = "Channel {n}"\n' for n in range(channels))
        settings = folder / "feeds.toml"
        settings.write_text(SETTINGS.format(folder=folder) + listed, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        published_s = _run("ingest", settings)
        _run("build", settings, "--no-ingest", "--out", str(folder / "www"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        stored_bytes = sum(path.stat().st_size for path in folder.glob("feeds.db*"))
        ratio = stored_bytes / (folder / "desk.jsonl").stat().st_size
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak_mb = after.ru_maxrss / 1024
    return Built(cpu_s=cpu_s, published_s=published_s, peak_mb=peak_mb, database_ratio=ratio)


def _run(command: str, settings: Path, *options: str) -> float:
    """Run a command; return how long it took by the clock."""
    began_s = time.perf_counter()
    whole = [sys.executable, "-m", "feeds", command, "--config", str(settings), *options]
    subprocess.run(whole, check=True, capture_output=True)
    return time.perf_counter() - began_s


def rows() -> list[Row]:
    """Measure a whole site."""
    channels = CHANNELS or max(1, COUNT // 100)
    built = measure(COUNT, channels)
    work = f"{COUNT:,} articles in {channels:,} channels: ingest and build"
    budget_s, published_s = BUDGET_S * COUNT / 10_000, PUBLISHED_BUDGET_S * COUNT / 10_000
    return [
        _at_most(budget_s, work, built.cpu_s, "s CPU"),
        _at_most(published_s, f"{work}: ingested and published", built.published_s, "s"),
        _at_most(PEAK_MB, f"{work}: peak memory", built.peak_mb, "MB"),
        _at_most(DATABASE_RATIO, f"{work}: database / JSON", built.database_ratio, "×"),
    ]


def _at_most(limit: float, work: str, figure: float, unit: str) -> Row:
    return Row(work=work, figure=figure, unit=unit, budget=f"≤ {limit:g}", met=figure <= limit)
