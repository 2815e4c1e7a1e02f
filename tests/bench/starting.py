"""Starting over a large store: from the command until the first answer, and the memory it then takes."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from feeds.config import load
from feeds.service import running
from feeds.store import channels, publications
from tests.bench.row import Row
from tests.bench.storing import batches, records
from tests.transactions import change, query

RECORDS = int(os.environ.get("FEEDS_BENCH_RECORDS", "200000"))
CHANNELS = int(os.environ.get("FEEDS_BENCH_CHANNELS", "10000"))
START_BUDGET_S = 3.0
MEMORY_BUDGET_MB = 400.0
SITE = """
[site]
title = "Bench"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
"""
CHANNEL = """
[[channels]]
path = "c{number}"
title = "Channel {number}"
"""


def rows() -> list[Row]:
    """Fill a store, publish one channel in a hundred, and start on it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = folder / "feeds.toml"
        channels = "".join(CHANNEL.format(number=number) for number in range(CHANNELS))
        settings.write_text(SITE.format(folder=folder) + channels, encoding="utf-8")
        asyncio.run(_fill(settings))
        started_s, memory_mb = _start(settings)
    shown = f"{RECORDS:,} records in {CHANNELS:,} channels"
    return [
        Row(
            work="start serving",
            figure=started_s,
            unit="s",
            budget=f"<= {START_BUDGET_S:.0f}",
            met=started_s <= START_BUDGET_S,
            note=shown,
        ),
        Row(
            work="memory when it serves",
            figure=memory_mb,
            unit="MB",
            budget=f"<= {MEMORY_BUDGET_MB:.0f}",
            met=memory_mb <= MEMORY_BUDGET_MB,
            note="the database file that it maps apart",
        ),
    ]


async def _fill(settings: Path) -> None:
    async with running(load(settings)) as service:
        orchestrator, store = service.orchestrator, service.store
        while await orchestrator.sweep():
            pass
        for batch in batches(records(RECORDS, CHANNELS)):
            await orchestrator.take("bench", batch)
        for number, dirty in enumerate(await query(store, channels.dirty_channels, CHANNELS + 1)):
            if number % 100:
                await change(store, publications.publish, dirty.key, [], [], dirty.dirty)
        await service.finish()


def _start(settings: Path) -> tuple[float, float]:
    """Return the seconds until the first feed was answered, and the memory in MB five seconds later."""
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0", "--config", str(settings)]
    began_s = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for line in server.stderr or ():
                found = re.search(r"http://\S+", line)
                if found and "Serving" in line:
                    urllib.request.urlopen(f"{found[0]}index.atom", timeout=30).read()
                    started_s = time.perf_counter() - began_s
                    time.sleep(5)
                    return started_s, _own_mb(server.pid)
            raise AssertionError("the server did not start")
        finally:
            server.terminate()
            server.communicate()


def _own_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    own = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(own[1]) / 1024 if own else 0.0
