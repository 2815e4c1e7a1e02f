"""Many articles at once: ``feeds ingest`` and ``feeds build`` in a fresh folder, by processor time."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.publishing import article
from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_BUILT", "10000"))
BUDGET_S = 8
PEAK_MB = 200
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


def measure(count: int) -> tuple[float, float]:
    """Return the processor time in seconds and the peak memory in MB."""
    channels = max(1, count // 100)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "desk.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(lines(count, channels))
        listed = "".join(f'[[channels]]\npath = "c{n}"\ntitle = "Channel {n}"\n' for n in range(channels))
        settings = folder / "feeds.toml"
        settings.write_text(SETTINGS.format(folder=folder) + listed, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for command in (["ingest"], ["build", "--no-ingest", "--out", str(folder / "www")]):
            whole = [sys.executable, "-m", "feeds", *command, "--config", str(settings)]
            subprocess.run(whole, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent_s, after.ru_maxrss / 1024


def rows() -> list[Row]:
    """Measure a whole site."""
    spent_s, peak_mb = measure(COUNT)
    work = f"{COUNT:,} articles in {max(1, COUNT // 100)} channels: ingest and build"
    budget_s = BUDGET_S * COUNT / 10_000
    return [
        Row(work=work, figure=spent_s, unit="s CPU", budget=f"≤ {budget_s:g}", met=spent_s <= budget_s),
        Row(
            work=f"{work}: peak memory",
            figure=peak_mb,
            unit="MB",
            budget=f"≤ {PEAK_MB}",
            met=peak_mb <= PEAK_MB,
        ),
    ]
