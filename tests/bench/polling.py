"""Thousands of polled feeds, each at a host of its own: how late each is read, and what a 304 costs.

All names lead to one local server, in this process, which answers as slowly as servers elsewhere.
"""

import asyncio
import contextlib
import logging
import os
import random
import resource
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import structlog
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.config import load
from feeds.model import SourceSettings
from feeds.outgoing import Outgoing
from feeds.pipeline import IntakeCounts
from feeds.service.clock import utc_now
from feeds.service.service import Service
from feeds.service.source_reading import POLLED_AT_ONCE, SourceReading
from feeds.service.supervisor import Supervisor
from feeds.store import open_store
from tests.bench.row import Row

SOURCES = int(os.environ.get("FEEDS_BENCH_POLLED", "5000"))
EVERY_S = float(os.environ.get("FEEDS_BENCH_POLLED_EVERY_S", "30"))
INTERVALS = 2
"""For how many intervals lateness is measured."""

LATE_SHARE = 0.1
BUDGET_MS = 1.5
BUDGET_MB = 300.0
ANSWER_S = 0.6
"""The longest that the server takes to answer; half of it on average."""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire {number}</title>
<link>https://wire.example/{number}</link><description>Wire</description><item>
<guid isPermaLink="false">tag:wire.example,2024:{number}</guid><title>Ferry {number}</title>
<link>https://wire.example/{number}/1</link><description>On time.</description></item></channel></rss>"""
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"
[store]
url = "sqlite:///{folder}/feeds.db"
[[channels]]
path = "index"
title = "All"
"""


class Reads:
    """Reads sources through a service, and notes when each reading began and how many there were at once."""

    def __init__(self, service: Service) -> None:
        """Nothing is read yet."""
        self._service = service
        self._last_s: dict[str, float] = {}
        self.counts: Counter[str] = Counter()
        self.late_s: list[float] = []
        self.most_at_once = 0
        self._at_once = 0

    async def __call__(self, source: SourceSettings) -> AsyncIterator[IntakeCounts]:
        """Read one source."""
        now_s, last_s = time.monotonic(), self._last_s.get(source.name)
        if last_s is not None:
            self.late_s.append(max(0.0, now_s - last_s - (source.every_s or 0.0)))
        self._last_s[source.name] = now_s
        self.counts[source.name] += 1
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            async for taken in self._service.read(source):
                yield taken
        finally:
            self._at_once -= 1


class Loopback(AbstractResolver):
    """Resolves every name to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the one address."""
        address = "127.0.0.1"
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Hold nothing."""


@contextlib.asynccontextmanager
async def wires() -> AsyncIterator[int]:
    """Serve the feeds at a port; each has an ETag and never changes."""

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(random.uniform(0.0, ANSWER_S))
        number = request.match_info["number"]
        headers = {"ETag": f'"{number}"'}
        if "If-None-Match" in request.headers:
            return web.Response(status=304, headers=headers)
        return web.Response(text=FEED.format(number=number), content_type="text/xml", headers=headers)

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def measure(folder: Path) -> Iterator[Row]:
    """Poll all sources for some intervals, after each was read for the first time and has found its turn."""
    (folder / "feeds.toml").write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    settings = load(folder / "feeds.toml")
    async with (
        wires() as port,
        Outgoing(allow_private=True, resolver=Loopback()) as outgoing,
        Supervisor(utc_now) as supervisor,
    ):
        store = await open_store(settings.store_url)
        service = Service(settings, store, outgoing)
        await service.orchestrator.start()
        await service.progress.load()
        reads = Reads(service)
        reading = SourceReading(supervisor, reads)
        reading.start(
            [
                SourceSettings(name=str(number), kind="feed", urls=(url,), every_s=EVERY_S)
                for number in range(SOURCES)
                for url in (f"http://wire{number}.example:{port}/{number}",)
            ]
        )
        await reading.all_read.wait()
        await asyncio.sleep(2 * EVERY_S)
        reads.late_s.clear()
        before, used_s = reads.counts.copy(), time.process_time()
        await asyncio.sleep(INTERVALS * EVERY_S)
        used_s = time.process_time() - used_s
        again = reads.counts - before
        ended = SOURCES - len(again)
        failing = sum(one.failing for one in supervisor.statuses())
        await reading.stop()
        await service.progress.flush()
        await store.close()
    read_s = used_s / max(1, again.total())
    return _rows(sorted(reads.late_s) or [0.0], read_s, ended + failing, reads.most_at_once)


def _rows(late_s: list[float], read_s: float, ended: int, most_at_once: int) -> Iterator[Row]:
    work = f"{SOURCES:,} polled feeds, every {EVERY_S:g} s"
    p99_s, bound_s = late_s[int(0.99 * (len(late_s) - 1))], LATE_SHARE * EVERY_S
    yield Row(work=work, figure=ended, unit="ended", budget="0", met=ended == 0)
    yield Row(
        work=work, figure=p99_s, unit="s late", budget=f"≤ {bound_s:g}", met=p99_s <= bound_s, note="p99"
    )
    yield Row(
        work=work,
        figure=most_at_once,
        unit="at once",
        budget=f"≤ {POLLED_AT_ONCE}",
        met=most_at_once <= POLLED_AT_ONCE,
    )
    ms = 1000 * read_s
    note = "processor time with the server that answers"
    yield Row(work=work, figure=ms, unit="ms", budget=f"≤ {BUDGET_MS}", met=ms <= BUDGET_MS, note=note)
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit_bytes / 1e6
    yield Row(work=work, figure=peak_mb, unit="MB", budget=f"≤ {BUDGET_MB:g}", met=peak_mb <= BUDGET_MB)


def rows() -> list[Row]:
    """Measure once, in a folder of its own, with the log level of a serving process."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    try:
        with tempfile.TemporaryDirectory() as folder:
            return list(asyncio.run(measure(Path(folder))))
    finally:
        structlog.configure(**before)
