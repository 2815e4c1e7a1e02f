"""The service of a soak: killed and started again at the same port, with a clock that can be shifted."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil
from aiohttp import web

from feeds.model import HubMode, HubRequest
from feeds.store import open_store, websub
from feeds.websub.protocol import host_with_port
from tests.security.documents import feed_documents
from tests.security.faults import FullDisk, Postgres
from tests.security.push_service import service_environment
from tests.security.shifted_clock import ShiftedClock

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "{store}"
[server]
cache_mb = {cache_mb}
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
TOPICS = 20
LEASE_S = 864_000
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

    def __init__(self, folder: Path, store: FullDisk | Postgres, paths: list[str], cache_mb: int) -> None:
        """Prepare its settings but those of addresses."""
        self._cache_mb = cache_mb
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

    async def prepare(self, url: str) -> None:
        """Write its settings with the addresses of its sources, and make its store."""
        await asyncio.to_thread(self._prepare, url)

    async def start(self) -> None:
        """Start it, and wait until it serves."""
        await asyncio.to_thread(self._start)

    def _prepare(self, url: str) -> None:
        (self.folder / "var").mkdir()
        sources = "".join(POLLED.format(number=number, url=url) for number in range(SOURCES))
        channels = "".join(f'[[channels]]\npath = "{path}"\ntitle = "{path}"\n' for path in self._paths)
        self.config.write_text(
            SETTINGS.format(cache_mb=self._cache_mb, store=self.store.url) + sources + channels,
            encoding="utf-8",
        )
        make = [*_COMMAND, "token", "make", "desk", "--source", "cms", "--config", str(self.config)]
        self.token = subprocess.run(make, capture_output=True, text=True, check=True).stdout.strip()

    def _start(self) -> None:
        command = [*_COMMAND, "serve", "--port", str(self.port), "--workers", str(WORKERS)]
        process = subprocess.Popen(
            [*command, "--config", str(self.config)],
            stderr=subprocess.PIPE,
            text=True,
            env=service_environment(self.folder) | self.clock.environment,
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
        threading.Thread(target=self._keep_reading, args=(process.stderr,), daemon=True).start()

    def _keep_reading(self, log: IO[str]) -> None:
        with log:
            self.lines.extend(log)

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

    def memory_mb(self) -> tuple[float, ...]:
        """The memory of the main process, and of each process that only answers, without what they share."""
        main = psutil.Process(self.pid)
        found = []
        for process in (main, *main.children()):
            with suppress(psutil.Error):
                if process is main or "serve" in process.cmdline():
                    found.append(process.memory_full_info().uss / 2**20)
        return tuple(found)

    async def subscribe(self, callback: str, count: int) -> None:
        """Store verified subscriptions to the feeds of the first channels, while the service is stopped.

        Requests to the hub are limited for each client, and would take a quarter of an hour.
        """
        store = await open_store(self.store.url)
        async with store.write() as tx:
            for number in range(count):
                url = f"{callback}{number}"
                request = HubRequest(
                    key=0,
                    mode=HubMode.SUBSCRIBE,
                    topic=f"{self._paths[number % TOPICS]}.atom",
                    callback=url,
                    host=host_with_port(url),
                    lease_s=LEASE_S,
                )
                await websub.subscriptions.subscribe(tx, request, int(time.time()), 0)
        await store.close()

    def note_log(self, broken: list[str]) -> None:
        """Report exceptions that nobody handled."""
        uncaught = [line for line in self.lines if re.search(r"never retrieved|Traceback", line)]
        broken += [f"log: {line[:300]}" for line in uncaught[:5]]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
