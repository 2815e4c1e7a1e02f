"""Ingesting articles of 2 KB from each kind of source: read, cleaned, checked and stored, on one core."""

import asyncio
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from feeds.cli.app import collect_less_often
from feeds.config import load
from feeds.service import running
from tests.bench.reading import body
from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_INGESTED", "40000"))
FEW = COUNT // 5
BUDGET = 10_000
SETTINGS = """
[site]
title = "Bench"
url = "https://post.example"
timezone = "Europe/London"
[store]
url = "sqlite:///{folder}/{name}.db"
[[sources]]
name = "bench"
kind = "{kind}"
{where}
[[channels]]
path = "news"
title = "News"
"""
WHERE = {
    "jsonl": 'path = "records.jsonl"',
    "csv": 'path = "records.csv"',
    "sql": 'url = "sqlite:///cms.db"\ntable = "articles"\ncursor = ["updated_at", "id"]',
}
HTML = body("https://post.example")
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def rows() -> list[Row]:
    """Records a second of processor time by kind, and the memory of five times as many."""
    collect_less_often()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, COUNT)
        made = [_rated(folder, kind) for kind in WHERE]
        large_mb = _peak_mb(folder, "large")
        _write(folder, FEW)
        small_mb = _peak_mb(folder, "small")
    note = f"{small_mb:.0f} MB for {FEW:,} records, {large_mb:.0f} MB for {COUNT:,}"
    flat = large_mb < 1.5 * small_mb
    memory = Row(
        work="memory of ingesting 5 × the records",
        figure=large_mb / small_mb,
        unit="×",
        budget="flat",
        met=flat,
        note=note,
    )
    return [*made, memory]


def _rated(folder: Path, kind: str) -> Row:
    rate = COUNT / asyncio.run(_spent_s(_settings(folder, kind)))
    work = f"ingest {COUNT:,} of 2 KB: {kind}"
    return Row(work=work, figure=rate, unit="records/s", budget=f">= {BUDGET:,}", met=rate >= BUDGET)


async def _spent_s(settings: Path) -> float:
    async with running(load(settings)) as service:
        while await service.orchestrator.sweep():
            pass
        began = process_time()
        (result,) = await service.ingest()
        spent_s = process_time() - began
    if result.taken.new != COUNT:
        raise AssertionError(result)
    return spent_s


def _settings(folder: Path, kind: str, name: str | None = None) -> Path:
    settings = folder / f"{kind}.toml"
    text = SETTINGS.format(folder=folder, name=name or kind, kind=kind, where=WHERE[kind])
    settings.write_text(text, encoding="utf-8")
    return settings


def _peak_mb(folder: Path, name: str) -> float:
    """The most memory that ``feeds ingest`` of lines took, publishing included."""
    settings = _settings(folder, "jsonl", name)
    command = [sys.executable, "-m", "feeds", "ingest", "--config", str(settings)]
    watched = f"import subprocess; subprocess.run({command!r}, check=True, capture_output=True); {PEAK}"
    shown = subprocess.run([sys.executable, "-c", watched], check=True, capture_output=True, text=True)
    return int(shown.stdout) / 1024


def _articles(count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        yield {
            "id": f"tag:post.example,2024:{number}",
            "url": f"https://post.example/a/{number}.html",
            "title": f"The council met for the {number}th time",
            "content_html": HTML,
            "date_published": f"2024-10-{number % 28 + 1:02}T{number % 24:02}:07:16+01:00",
            "channel": "news",
            "source": "Northeast News",
            "updated_at": f"2024-10-22T09:{number // 60 % 60:02}:{number % 60:02}Z",
        }


def _write(folder: Path, count: int) -> None:
    """The same articles as lines, as a table of text and as a database."""
    columns = list(next(_articles(1)))
    with (folder / "records.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(article) + "\n" for article in _articles(count))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, columns)
        writer.writeheader()
        writer.writerows(_articles(count))
    (folder / "cms.db").unlink(missing_ok=True)
    database = sqlite3.connect(folder / "cms.db")
    database.execute(f"CREATE TABLE articles ({', '.join(f'{column} TEXT' for column in columns)})")
    marks = ", ".join("?" * len(columns))
    values = (tuple(article.values()) for article in _articles(count))
    database.executemany(f"INSERT INTO articles VALUES ({marks})", values)
    database.commit()
    database.close()
