"""Reading and cleaning JSON lines with 2 KB of HTML each, on one core."""

import asyncio
import json
import os
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from feeds.model import Site, SourceSettings
from feeds.readers import READERS, ReadContext
from feeds.text.markup import clean_html
from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_READ", "40000"))
SITE = Site(title="Harbour Post", url="https://post.example", timezone="Europe/London")
NOW = datetime(2030, 1, 1, tzinfo=UTC)
SENTENCE = (
    '<p>The council of Northfield met on <a href="{}/a/1?x=1&amp;y=2">Tuesday</a> to decide the'
    " <em>future</em> of the old mill, which has stood since 1841 &amp; burned twice; all agreed.</p>\n"
)
BODY_BYTES = 2000


def body(base: str) -> str:
    """2 KB of HTML whose links start with ``base``."""
    sentence = SENTENCE.format(base)
    return sentence * (BODY_BYTES // len(sentence) + 1)


def rows() -> list[Row]:
    """Records a second of processor time through reader and cleaning, cleaning alone, and memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.jsonl"
        speeds = [_speed(_written(path, html)) for html in (body("https://post.example"), body(""))]
        small, large = (_peak_kb(_written(path, body(""), COUNT // part)) for part in (20, 4))
    clean = _cost_us(lambda: clean_html(body("https://post.example"), base=SITE.url))
    repaired = _cost_us(lambda: clean_html(body(""), base=SITE.url))
    return [
        Row(work="read and clean 2 KB of clean HTML", figure=speeds[0], unit="records/s", note="jsonl"),
        Row(work="… with relative links", figure=speeds[1], unit="records/s", note="jsonl, sanitised"),
        Row(work="clean 2 KB of clean HTML", figure=clean, unit="µs", budget="< 45", met=clean < 45),
        Row(work="… with relative links", figure=repaired, unit="µs", note="parsed and repaired"),
        Row(
            work="memory of reading 5 × the records",
            figure=large / small,
            unit="×",
            budget="flat",
            met=large < 1.3 * small,
        ),
    ]


def _written(path: Path, html: str, count: int | None = None) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count or COUNT):
            record = {
                "id": f"tag:post.example,2024:{number}",
                "url": f"https://post.example/a/{number}.html",
                "title": f"The council met for the {number}th time",
                "content_html": html,
                "date_published": "2024-10-22T09:07:16+01:00",
                "authors": [{"name": "Ann Lee"}],
                "tags": ["mill", "council"],
                "channel": "news",
                "source": "Northeast News",
                "language": "en",
            }
            file.write(json.dumps(record) + "\n")
    return path


async def _read(path: Path) -> int:
    source = SourceSettings(name="bench", kind="jsonl", paths=(str(path),))
    reader = READERS["jsonl"](source, ReadContext(site=SITE, now=lambda: NOW))
    return sum([len(batch) async for batch in reader.read()])


def _speed(path: Path) -> float:
    began = process_time()
    count = asyncio.run(_read(path))
    return count / (process_time() - began)


def _peak_kb(path: Path) -> float:
    """The most that Python held at once while it read."""
    tracemalloc.start()
    asyncio.run(_read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1000


def _cost_us(work: Callable[[], object], rounds: int = 300) -> float:
    """The best of five rounds, as the machine has other work."""
    best = float("inf")
    for _ in range(5):
        began = process_time()
        for _ in range(rounds):
            work()
        best = min(best, (process_time() - began) / rounds * 1e6)
    return best
