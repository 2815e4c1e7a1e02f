"""Hostile documents against a running service: how long another client waits meanwhile.

``python -m tests.security.lag [--size KB] [--kinds KIND ...]`` starts ``feeds serve`` with one source of each
foreign kind at a hostile server and one trusted file with the same markup, and requests a feed every few
milliseconds. Each document is served until every kind that reads it has requested it. It prints the waits, by
document where they were long.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.security.documents import HTML, compressed, feed_documents, json_documents, page_documents
from tests.server.raw import connection

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///feeds.db"
[[sources]]
name = "desk"
kind = "jsonl"
path = "desk.jsonl"
"""
SOURCE = """
[[sources]]
name = "{kind}-{number}"
kind = "{kind}"
url = "{url}/{kind}/{number}"
every = "1 h"
allow_hosts = ["127.0.0.1"]
"""
GAP_S = 0.005
LONG_MS = 20.0
TIMEOUT_S = 100.0


class Hostile:
    """Serves one document to each source; which ones are being read is known by when they were fetched."""

    def __init__(self, documents: dict[str, dict[str, bytes]]) -> None:
        """Documents by kind and name."""
        self.bodies = {kind: list(named.items()) for kind, named in documents.items()}
        self.fetched: list[tuple[float, str]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """One document; gzip bombs carry their content coding."""
        kind, number = request.match_info["kind"], int(request.match_info["number"])
        name, body = self.bodies[kind][number]
        self.fetched.append((time.monotonic(), f"{kind}: {name}"))
        headers = {"Content-Encoding": "gzip"} if name in compressed(0) else {}
        return web.Response(body=body, content_type="text/html", headers=headers)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int, list[str]]]:
    """Run the service; yield its port, its process and what it logs."""
    lines: list[str] = []
    known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0", "--config", str(folder / "feeds.toml")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=known) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                lines.append(line)
                if found := re.search(r"Serving on http://[^:]+:(\d+)", line):
                    break
            else:
                raise AssertionError("".join(lines))
            threading.Thread(target=lines.extend, args=(process.stderr,), daemon=True).start()
            yield int(found[1]), process.pid, lines
        finally:
            process.terminate()
            process.wait(30)


def busy_ms(process: int) -> float:
    """The processor time of all threads of a process; a wait without any is the machine's."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


async def waits(port: int, process: int, until: asyncio.Event) -> list[tuple[float, float, float]]:
    """Request a feed again and again: when, how many milliseconds it took, and how many were spent."""
    found = []
    async with connection(port) as client:
        while not until.is_set():
            busy, began_s = busy_ms(process), time.monotonic()
            with suppress(TimeoutError):
                await client.ask("/index.rss")
            found.append((began_s, (time.monotonic() - began_s) * 1000, busy_ms(process) - busy))
            await asyncio.sleep(GAP_S)
    return found


async def statuses(port: int) -> dict[str, dict[str, object]]:
    """What ``/health`` says about each source."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as response:
        sources: dict[str, dict[str, object]] = json.loads(await response.text())["sources"]
    return sources


def own_records(size: int) -> bytes:
    """Lines of the newsroom's own file: every kind of hostile markup in records that are trusted."""
    records = [
        {"id": f"tag:a,2024:{number}", "title": name, "content_html": f"<p>x</p>{html(size)}"}
        for number, (name, html) in enumerate(HTML.items())
    ]
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


async def attack(size: int, folder: Path, kinds: Sequence[str]) -> None:
    """Serve everything once and report."""
    documents = {
        "feed": feed_documents(size) | compressed(500_000_000),
        "page": page_documents(size) | compressed(500_000_000),
        "json": json_documents(size) | compressed(500_000_000),
    }
    documents = {kind: named for kind, named in documents.items() if kind in kinds}
    hostile = Hostile(documents)
    app = web.Application()
    app.router.add_get("/{kind}/{number}", hostile.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url("")).rstrip("/")
        sources = [
            SOURCE.format(kind=kind, number=number, url=url)
            for kind, named in documents.items()
            for number in range(len(named))
        ]
        (folder / "feeds.toml").write_text(SETTINGS + "".join(sources))
        (folder / "desk.jsonl").write_bytes(own_records(size))
        with serving(folder) as (port, process, lines):
            done = asyncio.Event()
            began_s = time.monotonic()
            probing = asyncio.create_task(waits(port, process, done))
            while time.monotonic() - began_s < TIMEOUT_S:
                await asyncio.sleep(1)
                known = await statuses(port)
                if all(one["read"] or one["failed"] for one in known.values()):
                    break
            took_s = time.monotonic() - began_s
            done.set()
            report(hostile, await probing, known, lines, took_s)


def report(
    hostile: Hostile,
    found: list[tuple[float, float, float]],
    known: dict[str, dict[str, object]],
    lines: list[str],
    took_s: float,
) -> None:
    """Print the waits, and what was being read during the long ones."""
    print(f"{len(known)} sources in {took_s:.0f} s; {len(found):,} requests")
    for what, values in (("waited", [one[1] for one in found]), ("busy", [one[2] for one in found])):
        ordered = sorted(values)
        p50, p99, most = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99, 1))
        print(f"  {what:6} p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {most:.1f} ms")
    unread = [name for name, one in known.items() if not (one["read"] or one["failed"])]
    failed = [name for name, one in known.items() if one["failed"]]
    print(f"neither read nor failed: {len(unread)}; failed: {len(failed)}")
    print(f"uncaught: {sum('Traceback' in line for line in lines)}, log lines: {len(lines)}")
    for began_s, wait_ms, spent_ms in sorted(found, key=lambda one: -one[2])[:15]:
        if spent_ms > LONG_MS:
            before = [
                name for at_s, name in hostile.fetched if began_s - 2 <= at_s <= began_s + wait_ms / 1e3
            ]
            print(f"  {spent_ms:7.1f} of {wait_ms:7.1f} ms: {', '.join(before[-8:])}")


def main() -> None:
    """Attack as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.lag", description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="KB of each hostile document")
    parser.add_argument("--kinds", nargs="*", default=["feed", "page", "json"], help="foreign kinds to serve")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(attack(args.size * 1024, Path(folder), args.kinds))


if __name__ == "__main__":
    main()
