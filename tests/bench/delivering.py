"""Pushing articles to WebSub subscribers: from the push to the POST that each of them receives."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import uvloop
from aiohttp import ClientSession

from feeds.model import HubMode, HubRequest
from feeds.store import open_store, websub
from feeds.websub.protocol import host_with_port
from tests.bench.row import Row

SUBSCRIBERS = int(os.environ.get("FEEDS_BENCH_SUBSCRIBERS", "1000"))
CHANGES = int(os.environ.get("FEEDS_BENCH_CHANGES", "20"))
TOPICS = (("news.json", "whole"), ("news.atom", "delta"))
PORTS = 10
DEAD = 20
"""Subscribers among them whose host takes connections and never answers."""

EARLY_S = 0.1
"""When in each second a change is pushed: an address changes once in a second at most."""

P99_MS, CPU_MS = 300, 0.4
TIMEOUT_S = 60
ARTICLES = 20
BODY = "<p>" + "Boats came and went all day. " * 80 + "</p>"
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[hub]
enabled = true
allow_hosts = ["127.0.0.1"]
key_file = "{folder}/hub.key"
[[sources]]
name = "cms"
kind = "push"
channel = "news"
[[channels]]
path = "news"
title = "News"
limit = {articles}
"""
_NEWEST = re.compile(rb"Article (\d+)")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Arrivals:
    """When each article arrived at each subscriber, in seconds since 1970.

    ``cpu_at_s`` is the processor time that the server had taken by then.
    """

    at_s: dict[int, list[float]] = field(default_factory=dict)
    cpu_at_s: dict[int, list[float]] = field(default_factory=dict)
    server: int | None = None
    body_bytes: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    awaited: tuple[int, int] = (0, 0)

    def add(self, body: bytes) -> None:
        """Note a delivery."""
        found = _NEWEST.search(body)
        number = int(found[1]) if found else -1
        arrived = self.at_s.setdefault(number, [])
        arrived.append(time.time())
        self.cpu_at_s.setdefault(number, []).append(self.cpu_s())
        self.body_bytes = len(body)
        if number == self.awaited[0] and len(arrived) >= self.awaited[1]:
            self.complete.set()

    def cpu_s(self) -> float:
        """Return the processor time of the server. The number is Linux's clock of another process."""
        known = self.server is not None and sys.platform == "linux"
        return time.clock_gettime(~self.server << 3 | 2) if known and self.server else 0.0


class Subscriber(asyncio.Protocol):
    """Answers every request with 200 at once."""

    def __init__(self, arrivals: Arrivals) -> None:
        """Note deliveries among the ``arrivals``."""
        self._arrivals = arrivals
        self._transport: asyncio.Transport | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]  # uvloop's own class

    def data_received(self, data: bytes) -> None:
        """Read requests."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._received, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < whole or self._transport is None:
                return
            self._arrivals.add(self._received[end + 4 : whole])
            self._received = self._received[whole:]
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What was measured: delays in order, and the server's processor time.

    ``cpu_delays_s`` are the delays in processor time of the server, which other programs do not lengthen.
    """

    delays_s: tuple[float, ...]
    cpu_delays_s: tuple[float, ...]
    cpu_s: float
    body_bytes: int
    lost: int


def article_line(number: int, content: str = BODY) -> bytes:
    """Return an article as a line to push."""
    record = {
        "id": f"tag:post.example,2024:{number}",
        "url": f"https://post.example/{number}",
        "title": f"Article {number}",
        "content_html": content,
        "date_published": f"2024-10-22T{number // 60 % 24:02}:{number % 60:02}:16Z",
    }
    return json.dumps(record).encode() + b"\n"


@asynccontextmanager
async def listening(arrivals: Arrivals) -> AsyncIterator[tuple[list[int], int]]:
    """Yield the ports of subscribers that answer, and one that does not."""
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Subscriber(arrivals), "127.0.0.1", 0) for _ in range(PORTS)]
    dead = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    ports = [server.sockets[0].getsockname()[1] for server in (*servers, dead)]
    try:
        yield ports[:-1], ports[-1]
    finally:
        for server in (*servers, dead):
            server.close()


async def subscribe(url: str, callbacks: list[str], topic: str) -> None:
    """Keep verified subscriptions."""
    store = await open_store(url)
    async with store.write() as tx:
        for callback in callbacks:
            host = host_with_port(callback)
            request = HubRequest(
                key=0, mode=HubMode.SUBSCRIBE, topic=topic, callback=callback, host=host, lease_s=864_000
            )
            await websub.subscriptions.subscribe(tx, request, int(time.time()), 0)
    await store.close()


@contextmanager
def serving(config: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run a server in a process of its own; yield its address and the process."""
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0", "--config", str(config)]
    log = config.with_name("server.log")
    with log.open("w", encoding="utf-8") as out, subprocess.Popen(command, stderr=out) as server:
        try:
            yield _address(log), psutil.Process(server.pid)
        finally:
            server.terminate()


def _address(log: Path) -> str:
    until_s = time.monotonic() + TIMEOUT_S
    while time.monotonic() < until_s:
        found = re.search(r"Serving.*(http://\S+)", log.read_text(encoding="utf-8"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def make_token(config: Path) -> str:
    """Return a token to push with."""
    make = ["token", "make", "bench", "--source", "cms", "--config", str(config)]
    command = [sys.executable, "-m", "feeds", *make]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


async def measure(folder: str, subscribers: int, changes: int, topic: str) -> Delivered:
    """Push a change every second until every subscriber has all of them."""
    config = Path(folder) / "feeds.toml"
    config.write_text(SETTINGS.format(folder=folder, articles=ARTICLES), encoding="utf-8")
    token = await asyncio.to_thread(make_token, config)
    arrivals = Arrivals()
    async with listening(arrivals) as (ports, dead):
        paths = [f"http://127.0.0.1:{ports[n % PORTS]}/{n}" for n in range(subscribers)]
        paths += [f"http://127.0.0.1:{dead}/{n}" for n in range(DEAD if subscribers else 0)]
        await subscribe(f"sqlite:///{folder}/feeds.db", paths, topic)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
        with serving(config) as (url, server):
            async with ClientSession(headers=headers) as session:
                push = partial(_push, session, f"{url}api/records", server, arrivals=arrivals)
                return await push(subscribers=subscribers, changes=changes)


async def _push(
    session: ClientSession,
    url: str,
    server: psutil.Process,
    *,
    arrivals: Arrivals,
    subscribers: int,
    changes: int,
) -> Delivered:
    arrivals.server = server.pid

    async def push(first: int, last: int) -> tuple[float, float]:
        arrivals.awaited = (last, subscribers)
        arrivals.complete.clear()
        pushed_s = time.time(), arrivals.cpu_s()
        lines = b"".join(article_line(number) for number in range(first, last + 1))
        async with session.post(url, data=lines) as response:
            await response.read()
        return pushed_s

    async def received() -> None:
        if subscribers:
            async with asyncio.timeout(TIMEOUT_S):
                await arrivals.complete.wait()

    await push(1, ARTICLES)
    await received()
    await asyncio.sleep(2)
    cpu_s, delays_s, cpu_delays_s = sum(server.cpu_times()[:2]), [], []
    for number in range(ARTICLES + 1, ARTICLES + changes + 1):
        await asyncio.sleep(1 - time.time() % 1 + EARLY_S)
        pushed_s, pushed_cpu_s = await push(number, number)
        await received()
        delays_s += [at_s - pushed_s for at_s in arrivals.at_s.get(number, [])]
        cpu_delays_s += [at_s - pushed_cpu_s for at_s in arrivals.cpu_at_s.get(number, [])]
    await asyncio.sleep(1)
    return Delivered(
        delays_s=tuple(sorted(delays_s)),
        cpu_delays_s=tuple(sorted(cpu_delays_s)),
        cpu_s=sum(server.cpu_times()[:2]) - cpu_s,
        body_bytes=arrivals.body_bytes,
        lost=changes * subscribers - len(delays_s),
    )


def rows() -> list[Row]:
    """Delays and processor time of deliveries, of a whole document and of a delta."""
    found = []
    for topic, what in TOPICS:
        result = _measured(SUBSCRIBERS, CHANGES, topic)
        idle = _measured(0, CHANGES, topic)
        size = f"{what} of {result.body_bytes / 1000:,.0f} KB"
        work = f"push → {SUBSCRIBERS:,} subscribers, {size}"
        p99_ms, p99_cpu_ms = (
            delays[int(len(delays) * 0.99)] * 1000 for delays in (result.delays_s, result.cpu_delays_s)
        )
        cpu_ms = (result.cpu_s - idle.cpu_s) / (SUBSCRIBERS * CHANGES) * 1000
        note = f"{DEAD} more subscribers never answer; lost {result.lost}"
        found += [
            Row(work=f"{work}, median", figure=result.delays_s[len(result.delays_s) // 2] * 1000, unit="ms"),
            Row(
                work=f"{work}, 99 of 100",
                figure=p99_ms,
                unit="ms",
                budget=f"≤ {P99_MS}",
                met=p99_ms <= P99_MS,
                note=note,
            ),
            Row(
                work=f"{work}, 99 of 100 in processor time of the server",
                figure=p99_cpu_ms,
                unit="ms",
                note=f"what one core for itself would take; load {os.getloadavg()[0]:.1f}",
            ),
            Row(
                work=f"{work}, processor time of a delivery",
                figure=cpu_ms,
                unit="ms",
                budget=f"≤ {CPU_MS}",
                met=cpu_ms <= CPU_MS,
            ),
        ]
    return found


def _measured(subscribers: int, changes: int, topic: str) -> Delivered:
    with tempfile.TemporaryDirectory() as folder:
        return uvloop.run(measure(folder, subscribers, changes, topic))
