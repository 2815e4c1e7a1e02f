"""The service of a soak: killed and started again at the same port, with a clock that can be shifted."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psutil
from aiohttp import ClientError, ClientSession, web

from tests.security.documents import feed_documents
from tests.security.faults import FullDisk, Postgres
from tests.security.shifted_clock import ShiftedClock

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "{store}"
[hub]
enabled = true
allow_hosts = ["127.0.0.1"]
[[sources]]
name = "cms"
kind = "push"
channel = "desk-0"
"""
POLLED = """
[[sources]]
name = "hostile-{number}"
kind = "feed"
url = "{url}/hostile/{number}"
every = "10 s"
channel = "desk-1"
allow_hosts = ["127.0.0.1"]
"""
DESKS = 15
SOURCES = 5
WORKERS = 2
STARTED_S = 120.0
HOSTILE_BYTES = 100_000
_COMMAND = [sys.executable, "-m", "feeds"]


def channel_paths(count: int) -> list[str]:
    """Return desks and, below each, its towns: so many in all."""
    desks = [f"desk-{number}" for number in range(min(DESKS, count))]
    return [*desks, *(f"desk-{n % DESKS}/town-{n // DESKS}" for n in range(count - len(desks)))]


class SoakService:
    """A service in its own process."""

    def __init__(self, folder: Path, store: FullDisk | Postgres, paths: list[str]) -> None:
        """Prepare its settings but those of addresses."""
        self.store = store
        self.folder = folder
        self.clock = ShiftedClock(folder)
        self.token = ""
        self.port = _free_port()
        self.lines: list[str] = []
        self.hostile_now = False
        self._paths = paths
        self._documents = list(feed_documents(HOSTILE_BYTES).values())
        self._process: subprocess.Popen[str] | None = None

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "feeds.toml"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def pid(self) -> int:
        """The main process."""
        assert self._process is not None
        return self._process.pid

    async def hostile(self, request: web.Request) -> web.Response:
        """A polled feed: of its few items one is new now and then, or it is hostile."""
        number = int(request.match_info["number"])
        if self.hostile_now:
            body = self._documents[(number * 7 + len(self.lines)) % len(self._documents)]
            return web.Response(body=body, content_type="text/xml")
        guid = f"<guid isPermaLink='false'>tag:other.example,2024:{number}</guid>"
        item = f"<item><title>Polled</title>{guid}<description>x</description></item>"
        return web.Response(text=f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>")

    async def start(self, url: str = "") -> None:
        """Start it, the first time with the addresses of its sources."""
        if url:
            await asyncio.to_thread(self._prepare, url)
        await asyncio.to_thread(self._start)

    def _prepare(self, url: str) -> None:
        (self.folder / "var").mkdir()
        sources = "".join(POLLED.format(number=number, url=url) for number in range(SOURCES))
        channels = "".join(f'[[channels]]\npath = "{path}"\ntitle = "{path}"\n' for path in self._paths)
        self.config.write_text(SETTINGS.format(store=self.store.url) + sources + channels, encoding="utf-8")
        make = [*_COMMAND, "token", "make", "desk", "--source", "cms", "--config", str(self.config)]
        self.token = subprocess.run(make, capture_output=True, text=True, check=True).stdout.strip()

    def _start(self) -> None:
        command = [*_COMMAND, "serve", "--port", str(self.port), "--workers", str(WORKERS)]
        known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
        process = subprocess.Popen(
            [*command, "--config", str(self.config)],
            stderr=subprocess.PIPE,
            text=True,
            env=known | self.clock.environment,
        )
        self._process = process
        if isinstance(self.store, FullDisk):
            self.store.process = process.pid
        for line in process.stderr or ():
            self.lines.append(line)
            if "Serving" in line:
                break
        else:
            raise AssertionError("".join(self.lines[-20:]))
        threading.Thread(target=self.lines.extend, args=(process.stderr,), daemon=True).start()

    async def kill(self) -> None:
        """Kill the main process with ``kill -9``."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        await asyncio.to_thread(self._process.wait)

    def kill_worker(self) -> None:
        """Kill one of the processes that only answer."""
        for child in psutil.Process(self.pid).children():
            if "serve" in child.cmdline():
                child.kill()
                return
        raise AssertionError("there is no worker")

    async def stop(self) -> None:
        """End it."""
        assert self._process is not None
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, 60)

    def memory_mb(self) -> float:
        """The memory of the main process without what it shares."""
        return psutil.Process(self.pid).memory_full_info().uss / 2**20

    async def subscribe(self, session: ClientSession, callback: str, count: int, paths: list[str]) -> None:
        """Subscribe callbacks to the feeds of the first channels."""
        limit = asyncio.Semaphore(10)

        async def one(number: int) -> None:
            topic = f"https://post.example/{paths[number % 20]}.atom"
            form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": f"{callback}{number}"}
            async with limit:
                for _ in range(60):
                    try:
                        async with session.post(f"{self.url}hub", data=form) as response:
                            if response.status == 202:
                                return
                    except ClientError:
                        pass
                    await asyncio.sleep(5)

        await asyncio.gather(*(one(number) for number in range(count)))

    def note_log(self, broken: list[str]) -> None:
        """Report exceptions that nobody handled."""
        uncaught = [line for line in self.lines if re.search(r"never retrieved|Traceback", line)]
        broken += [f"log: {line[:300]}" for line in uncaught[:5]]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
