"""``python -m tests.bench.delivery_soak``: failing and slow subscribers, and kill -9 each minute.

A change is pushed every second; the server is killed and started again. In the end no subscriber fails any
more, and one more article is pushed, which brings everything that was dropped after the last attempt. Once
nothing is pending, every subscriber has to have every article: what is missing then was lost. What is still
pending after some minutes is reported apart.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from aiohttp import ClientError, ClientSession, web
from sqlalchemy import update

from feeds.store import Store, open_store, websub
from feeds.store.schema import deliveries
from feeds.store.websub.deliveries import CLAIM_MS
from tests.bench.delivering import SETTINGS, article_line, make_token, subscribe

TOPIC = "news.atom"
FAILING_SHARE, SLOW_SHARE = 0.05, 0.05
FAILS, SLOW_S = 0.5, 3.0
"""How often a failing subscriber answers 503, and how long a slow one takes."""

STARTED_S = 240
COMPLETE_S = 300
"""How long everything may take to arrive after the last push."""

LOOK_S = 5
"""How often is looked whether deliveries are pending; those that wait after a failure are made due."""

_ARTICLE = re.compile(rb"<title>Article (\d+)</title>")


@dataclass
class SoakSubscriber:
    """What one subscriber has, and how it answers."""

    fails: float = 0.0
    delay_s: float = 0.0
    url: str = ""
    seen: set[int] = field(default_factory=set)
    accepted: int = 0
    refused: int = 0
    repeated: int = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Take a delivery."""
        body = await request.read()
        await asyncio.sleep(self.delay_s)
        if random.random() < self.fails:
            self.refused += 1
            return web.Response(status=503)
        numbers = {int(found[1]) for found in _ARTICLE.finditer(body)}
        self.repeated += numbers <= self.seen
        self.seen |= numbers
        self.accepted += 1
        return web.Response()


@asynccontextmanager
async def listening(subscriber: SoakSubscriber) -> AsyncIterator[None]:
    """Run a subscriber on a port of its own."""
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/", subscriber.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    subscriber.url = f"http://{host}:{port}/"
    try:
        yield
    finally:
        await runner.cleanup()


class KilledServer:
    """A server that is killed and started again."""

    def __init__(self, config: Path) -> None:
        """Nothing runs before ``start``."""
        self.url = ""
        self.kills = 0
        self._config = config
        self._process: asyncio.subprocess.Process | None = None
        self._logging: asyncio.Task[None] | None = None
        self._lines: deque[str] = deque(maxlen=20)
        self.errors: list[str] = []

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        command = ("-m", "feeds", "serve", "--port", "0", "--config", str(self._config))
        self._process = await asyncio.create_subprocess_exec(sys.executable, *command, stderr=subprocess.PIPE)
        started = asyncio.Event()
        self._logging = asyncio.create_task(self._read_log(started))
        try:
            async with asyncio.timeout(STARTED_S):
                await started.wait()
        except TimeoutError:
            raise AssertionError("the server did not start:\n" + "".join(self._lines)) from None

    async def _read_log(self, started: asyncio.Event) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            text = line.decode()
            self._lines.append(text)
            if found := re.search(r"Serving.*(http://\S+)", text):
                self.url = found[1]
                started.set()
            if '"level": "error"' in text:
                self.errors.append(text)

    async def stop(self, *, kill: bool) -> None:
        """End it, by SIGKILL or SIGTERM."""
        if self._process is not None and self._logging is not None:
            (self._process.kill if kill else self._process.terminate)()
            await self._process.wait()
            await self._logging
            self.kills += kill


async def push_articles(session: ClientSession, server: KilledServer, ends_s: float) -> int:
    """Push an article every second until a time; return how many."""
    number = 0
    while time.monotonic() < ends_s:
        number += 1
        await push_article(session, server, number)
        await asyncio.sleep(1 - time.time() % 1)
    return number


async def push_article(session: ClientSession, server: KilledServer, number: int) -> None:
    """Push an article until it is accepted."""
    line = article_line(number, "<p>Boats came and went.</p>")
    while True:
        try:
            async with session.post(f"{server.url}api/records", data=line) as response:
                summary = json.loads((await response.text()).splitlines()[-1])["summary"]
            if summary["new"] + summary["unchanged"] == 1:
                return
        except (ClientError, OSError, LookupError, ValueError):
            pass  # the server was killed
        await asyncio.sleep(0.2)


async def kill_every(server: KilledServer, pause_s: float) -> None:
    """Kill the server again and again."""
    while True:
        await asyncio.sleep(pause_s)
        await server.stop(kill=True)
        await server.start()


async def soak(folder: Path, minutes: float, count: int, pause_s: float) -> tuple[str, int]:
    """Return a report, and how many articles were lost."""
    config = folder / "feeds.toml"
    config.write_text(SETTINGS.format(folder=folder, articles=2_000), encoding="utf-8")
    token = await asyncio.to_thread(make_token, config)
    few = max(1, int(count * FAILING_SHARE))
    subscribers = [SoakSubscriber(fails=FAILS) for _ in range(few)]
    subscribers += [SoakSubscriber(delay_s=SLOW_S) for _ in range(max(1, int(count * SLOW_SHARE)))]
    subscribers += [SoakSubscriber() for _ in range(count - len(subscribers))]
    server = KilledServer(config)
    async with asyncio.TaskGroup() as group, AsyncExitStack() as stack:
        for one in subscribers:
            await stack.enter_async_context(listening(one))
        store_url = f"sqlite:///{folder}/feeds.db"
        await subscribe(store_url, [one.url for one in subscribers], TOPIC)
        await server.start()
        killing = group.create_task(kill_every(server, pause_s))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
        async with ClientSession(headers=headers) as session:
            published = await push_articles(session, server, time.monotonic() + minutes * 60)
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            await server.stop(kill=False)
            for one in subscribers:
                one.fails = 0.0
            await server.start()
            published += 1
            await push_article(session, server, published)
        await _until_nothing_is_pending(store_url, subscribers, published)
        await server.stop(kill=False)
        endings = await _endings(store_url)
    wanted = set(range(1, published + 1))
    lost = sum(len(wanted - one.seen) for one in subscribers)
    return _report(subscribers, server, published, endings, lost), lost


async def _until_nothing_is_pending(store_url: str, subscribers: Sequence[SoakSubscriber], last: int) -> None:
    """Wait until the last article is delivered; what waits after failures would take several minutes."""
    store = await open_store(store_url)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(COMPLETE_S):
            while await _pending(store) or not all(last in one.seen for one in subscribers):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_S)
    await store.close()


async def _pending(store: Store) -> int:
    """Return how many deliveries are pending; those that are not due for a while become due."""
    far_ms = int((time.time() + LOOK_S) * 1000) + CLAIM_MS
    async with store.write() as tx:
        await tx.execute(update(deliveries).where(deliveries.c.due_ms > far_ms).values(due_ms=0))
        return await websub.deliveries.count(tx)


async def _endings(store_url: str) -> dict[str, int]:
    store = await open_store(store_url)
    async with store.read() as tx:
        found = dict(await websub.totals.fetch(tx)) | {"pending": await websub.deliveries.count(tx)}
    await store.close()
    return found


def _report(
    subscribers: list[SoakSubscriber],
    server: KilledServer,
    published: int,
    endings: dict[str, int],
    lost: int,
) -> str:
    accepted, refused = sum(one.accepted for one in subscribers), sum(one.refused for one in subscribers)
    repeated = sum(one.repeated for one in subscribers)
    return "\n".join(
        (
            f"{len(subscribers)} subscribers, {published} articles published, {server.kills} times kill -9",
            f"the store: {', '.join(f'{name} {value}' for name, value in endings.items())}",
            f"the subscribers: accepted {accepted}, of which repeated {repeated}; refused {refused}",
            f"errors in the log {len(server.errors)}",
            *server.errors[:3],
            f"lost {lost}",
        )
    )


def main(words: list[str]) -> int:
    """Run the soak; 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="delivery_soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--subscribers", type=int, default=200)
    parser.add_argument("--kill-every-s", type=float, default=60)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        work = soak(Path(folder), given.minutes, given.subscribers, given.kill_every_s)
        report, lost = uvloop.run(work)
    sys.stdout.write(f"{report}\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
