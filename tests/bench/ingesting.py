"""Ingesting articles of 2 KB from each kind of source: read, cleaned, checked and stored, on one core."""

import asyncio
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time

import psutil

from feeds.cli.app import collect_less_often
from feeds.config import load
from feeds.service import running
from tests.bench.reading import body
from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_INGESTED", "40000"))
FEW = COUNT // 5
BUDGETS = {"jsonl": 15_000, "cms": 6_000, "csv": 10_000, "sql": 10_000, "feed": 2_500, "page": 150}
SHARES = {"cms": 2, "feed": 8, "page": 80}
"""Of so many records of the others one: these take longer."""

SETTINGS = """
[site]
title = "Bench"
url = "https://post.example"
timezone = "Europe/London"
[store]
url = "sqlite:///{folder}/{name}.db"
[[sources]]
name = "bench"
kind = "{reader}"
{where}
{warm}
[[channels]]
path = "news"
title = "News"
"""
WARM = """
[[sources]]
name = "warm"
kind = "{kind}"
path = "warm-{kind}"
channel = "news"
"""
"""What is read before the measurement, for kinds whose documents are parsed in other processes."""

PARSED_ELSEWHERE = ("feed", "page")
WHERE = {
    "jsonl": 'path = "records.jsonl"',
    "cms": 'path = "cms.jsonl"',
    "csv": 'path = "records.csv"',
    "sql": 'url = "sqlite:///articles.db"\ntable = "articles"\ncursor = ["updated_at", "id"]',
    "feed": 'path = "feed.xml"\nchannel = "news"',
    "page": 'path = "pages"\nchannel = "news"',
}
READERS = {"cms": "jsonl"}
HTML = body("https://post.example")
CMS_PARAGRAPH = (
    '<p class="has-text-align-left">The council of Northfield met on <a href="/a/1?x=1&amp;y=2"'
    ' target="_blank" rel="noopener">Tuesday</a> to decide the <em>future</em> of the old mill,&nbsp;which'
    ' has stood since 1841 &#8211; and burned twice; <strong style="color:red">all agreed</strong>.</p>\n\n'
)
CMS_HTML = (
    '<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683"'
    ' src="https://post.example/2024/mill-1024.jpg" alt="The mill" class="wp-image-7312"'
    ' srcset="https://post.example/2024/mill-1024.jpg 1024w, https://post.example/2024/mill-300.jpg 300w"'
    ' sizes="(max-width: 1024px) 100vw, 1024px" /><figcaption class="wp-element-caption">The mill in 1841'
    f'</figcaption></figure>\n\n{CMS_PARAGRAPH * 3}<h2 class="wp-block-heading" id="plan">The plan</h2>\n'
    f'{CMS_PARAGRAPH}<ul class="wp-block-list"><li>New roof</li><li>New wheel</li></ul>\n{CMS_PARAGRAPH * 2}'
)
FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Wire</title><link>https://post.example/</link><description>Wire</description>{items}"
    "</channel></rss>"
)
ITEM = (
    "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><category>mill</category>"
    "<pubDate>Tue, 22 Oct 2024 09:07:16 +0100</pubDate><description>The council met.</description>"
    "<content:encoded><![CDATA[{content_html}]]></content:encoded></item>"
)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Harbour Post</title></head>'
    '<body><nav><ul>{links}</ul></nav><main><article><h1>{title}</h1><p class="meta">By Ann Lee,'
    " 22 October 2024 09:07</p>{content_html}</article><aside><ul>{links}</ul></aside></main>"
    "<footer><ul>{links}</ul>Harbour Post 2024</footer></body></html>"
)
LINKS = "".join(f'<li class="item"><a href="/s/{n}">Section {n} of the paper</a></li>' for n in range(40))
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def rows() -> list[Row]:
    """Records a second of processor time by kind, and the memory of five times as many."""
    collect_less_often()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, COUNT)
        made = [_rated(folder, kind, max(1, COUNT // SHARES.get(kind, 1))) for kind in WHERE]
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


def _rated(folder: Path, kind: str, count: int) -> Row:
    rate = count / asyncio.run(_spent_s(_settings(folder, kind), count))
    work, budget = f"ingest {count:,} of 2 KB: {kind}", BUDGETS[kind]
    return Row(work=work, figure=rate, unit="records/s", budget=f">= {budget:,}", met=rate >= budget)


async def _spent_s(settings: Path, count: int) -> float:
    """The processor time of reading and storing, in this process and its parser processes."""
    async with running(load(settings)) as service:
        while await service.orchestrator.sweep():
            pass
        if len(service.sources()) > 1:
            await service.ingest(["warm"])
        began_s = _cpu_s()
        (result,) = await service.ingest(["bench"])
        spent_s = _cpu_s() - began_s
    if result.taken.new != count:
        raise AssertionError(result)
    return spent_s


def _cpu_s() -> float:
    times = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return process_time() + sum(one.user + one.system for one in times)


def _settings(folder: Path, kind: str, name: str | None = None) -> Path:
    settings = folder / f"{kind}.toml"
    reader = READERS.get(kind, kind)
    warm = WARM.format(kind=kind) if kind in PARSED_ELSEWHERE else ""
    text = SETTINGS.format(folder=folder, name=name or kind, reader=reader, where=WHERE[kind], warm=warm)
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
    """The same articles as lines, as a table of text, as a database, as a feed and as pages."""
    _write_markup(folder, count)
    columns = list(next(_articles(1)))
    with (folder / "records.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(article) + "\n" for article in _articles(count))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, columns)
        writer.writeheader()
        writer.writerows(_articles(count))
    (folder / "articles.db").unlink(missing_ok=True)
    database = sqlite3.connect(folder / "articles.db")
    database.execute(f"CREATE TABLE articles ({', '.join(f'{column} TEXT' for column in columns)})")
    marks = ", ".join("?" * len(columns))
    values = (tuple(article.values()) for article in _articles(count))
    database.executemany(f"INSERT INTO articles VALUES ({marks})", values)
    database.commit()
    database.close()


def _write_markup(folder: Path, count: int) -> None:
    """HTML as a CMS writes it, a feed and pages: fewer of each."""
    few = {kind: list(_articles(max(1, count // share))) for kind, share in SHARES.items()}
    with (folder / "cms.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one | {"content_html": CMS_HTML}) + "\n" for one in few["cms"])
    items = "".join(ITEM.format(**article) for article in few["feed"])
    (folder / "feed.xml").write_text(FEED.format(items=items), encoding="utf-8")
    _write_pages(folder / "pages", few["page"])
    warm = [article | {"url": "https://post.example/w"} for article in _articles(8)]
    _write_pages(folder / "warm-page", warm)
    (folder / "warm-feed").mkdir(exist_ok=True)
    for number, article in enumerate(warm):
        item = ITEM.format(**article | {"url": f"https://post.example/w/{number}"})
        (folder / "warm-feed" / f"{number}.xml").write_text(FEED.format(items=item), encoding="utf-8")


def _write_pages(folder: Path, articles: Iterable[dict[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for number, article in enumerate(articles):
        page = PAGE.format(links=LINKS, **article)
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
