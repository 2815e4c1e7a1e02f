"""What many subscriptions cost that have nothing to receive: memory, and requests for feeds beside them."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import uvloop
from aiohttp import ClientSession

from feeds.store import open_store
from feeds.store.bulk import insert_rows
from feeds.store.schema import subscriptions
from tests.bench.delivering import SETTINGS, article_line, make_token, serving
from tests.bench.row import Row

SUBSCRIPTIONS = int(os.environ.get("FEEDS_BENCH_SUBSCRIPTIONS", "100000"))
TOPICS = 10_000
REQUESTS = int(os.environ.get("FEEDS_BENCH_POLLS", "4000"))
ROUNDS = 5
MOST_BYTES, SLOWER = 200_000_000, 1.1
COLUMNS = ("key", "topic", "callback", "host", "lease_until_s", "acknowledged", "failures", "delivered")


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    until_s = int(time.time()) + 864_000
    for key in range(1, count + 1):
        host = f"h{key % 5_000}.example"
        yield key, f"c{key % TOPICS}.atom", f"https://{host}/callback/{key}", host, until_s, 0, 0, 0


async def _fill(url: str, count: int) -> None:
    store = await open_store(url)
    async with store.write() as tx:
        await insert_rows(tx, subscriptions, COLUMNS, list(_rows(count)))
    await store.close()


async def _poll(url: str, token: str) -> float:
    """Return the seconds that so many requests for a feed took, the best of some rounds."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    async with ClientSession() as session:
        async with session.post(f"{url}api/records", data=article_line(1), headers=headers) as response:
            await response.read()
        took_s = []
        for _ in range(ROUNDS):
            began_s = time.perf_counter()
            for _ in range(REQUESTS // ROUNDS):
                async with session.get(f"{url}news.atom") as response:
                    await response.read()
            took_s.append(time.perf_counter() - began_s)
    return min(took_s)


def measure(count: int) -> tuple[float, int]:
    """Return the time of requests for a feed, and the memory of the server beside so many subscriptions."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "feeds.toml"
        config.write_text(SETTINGS.format(folder=folder, articles=20), encoding="utf-8")
        token = make_token(config)
        uvloop.run(_fill(f"sqlite:///{folder}/feeds.db", count))
        with serving(config) as (url, server):
            took_s = asyncio.run(_poll(url, token))
            return took_s, psutil.Process(server.pid).memory_info().rss


def rows() -> list[Row]:
    """Compare a server with many subscriptions and one with none."""
    (without_s, without_bytes), (with_s, with_bytes) = measure(0), measure(SUBSCRIPTIONS)
    more_bytes, slower = max(0, with_bytes - without_bytes), with_s / without_s
    work = f"{SUBSCRIPTIONS:,} subscriptions over {TOPICS:,} topics"
    return [
        Row(
            work=f"{work}: memory",
            figure=more_bytes / 1e6,
            unit="MB",
            budget=f"≤ {MOST_BYTES / 1e6:,.0f}",
            met=more_bytes <= MOST_BYTES,
        ),
        Row(
            work=f"{work}: polling beside them",
            figure=slower,
            unit="×",
            budget=f"≤ {SLOWER}",
            met=slower <= SLOWER,
        ),
    ]
