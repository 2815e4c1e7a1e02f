"""Pushing lines of JSON into a serving newsroom: how many records a second, and in how much memory."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from aiohttp import ClientSession, ClientTimeout

from tests.bench.row import Row

COUNT = int(os.environ.get("FEEDS_BENCH_PUSHED", "40000"))
SAMPLE = 1000
BODY = "<p>" + "Boats came and went all day. " * 70 + "</p>"
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[[sources]]
name = "cms"
kind = "push"
channel = "news"
[[channels]]
path = "news"
title = "News"
"""


@dataclass(frozen=True)
class Pushed:
    """What a push took: by the clock, of the server's processor, and of its own memory at most."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


async def chunks(count: int) -> AsyncIterator[bytes]:
    """Lines of 2 KB articles, some at a time."""
    for start in range(0, count, 25):
        yield b"".join(_line(n) for n in range(start, min(start + 25, count)))


def _line(number: int) -> bytes:
    record = {
        "id": f"tag:post.example,2024:{number}",
        "url": f"https://post.example/{number}",
        "title": f"Article {number}",
        "content_html": BODY,
        "date_published": f"2024-10-{number % 28 + 1:02}T{number % 24:02}:07:16Z",
    }
    return json.dumps(record).encode() + b"\n"


async def push(url: str, token: str, count: int, server: psutil.Process) -> Pushed:
    """Push so many records, and read all results."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    began_s, cpu_s = time.perf_counter(), sum(server.cpu_times()[:2])
    last, peak_bytes, results = b"", 0, 0
    async with (
        ClientSession(timeout=ClientTimeout(total=None)) as session,
        session.post(f"{url}api/records", data=chunks(count), headers=headers) as response,
    ):
        async for line in response.content:
            last, results = line, results + 1
            if results % SAMPLE == 0:
                peak_bytes = max(peak_bytes, _own_bytes(server))
    summary = json.loads(last)["summary"]
    if summary["new"] + summary["unchanged"] != count:
        raise AssertionError(summary)
    return Pushed(
        wall_s=time.perf_counter() - began_s,
        cpu_s=sum(server.cpu_times()[:2]) - cpu_s,
        peak_bytes=peak_bytes,
    )


def _own_bytes(server: psutil.Process) -> int:
    """The memory of its own, without the database file that it maps."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    own = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(own[1]) * 1024 if own else 0


def measure(count: int) -> tuple[Pushed, Pushed]:
    """Push to a server of its own process, twice: all new, then all known."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "feeds.toml"
        config.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
        command = [sys.executable, "-m", "feeds"]
        make = [*command, "token", "make", "bench", "--source", "cms", "--config", str(config)]
        token = subprocess.run(make, capture_output=True, text=True, check=True).stdout.strip()
        serve = [*command, "serve", "--port", "0", "--config", str(config)]
        with subprocess.Popen(serve, stderr=subprocess.PIPE, text=True) as server:
            listening = threading.Thread(target=list, args=(server.stderr,))
            try:
                url = _address(server)
                listening.start()
                process = psutil.Process(server.pid)
                first = asyncio.run(push(url, token, count, process))
                return first, asyncio.run(push(url, token, count, process))
            finally:
                server.terminate()
                if listening.ident is not None:
                    listening.join()


def _address(server: subprocess.Popen[str]) -> str:
    for line in server.stderr or ():
        found = re.search(r"http://\S+", line)
        if found and "Serving" in line:
            return found[0]
    raise AssertionError("the server did not start")


def rows() -> list[Row]:
    """Records pushed a second, by the clock and by the server's processor, and its peak memory."""
    new, known = measure(COUNT)
    wall, cpu = COUNT / new.wall_s, COUNT / new.cpu_s
    return [
        Row(work=f"push {COUNT:,} new of 2 KB", figure=wall, unit="records/s", note="while publishing"),
        Row(work=f"push {COUNT:,} new, by processor time", figure=cpu, unit="records/s"),
        Row(work=f"push {COUNT:,} known records", figure=COUNT / known.wall_s, unit="records/s"),
        Row(
            work="push: peak memory of the server, mapped file apart",
            figure=known.peak_bytes / 2**20,
            unit="MiB",
        ),
    ]
