"""Hostile and large inputs against a running service: how long its event loop waits meanwhile.

``python -m tests.security.lag [--size KB] [--holds] [--only SCENARIO ...]`` starts ``feeds serve`` under a
watch (``watched_loop``) for each scenario, gives it the inputs until all are read or answered, and prints
the longest waits of the loop with what ran during them. The machine's own delays are taken off, as far as
they are known. ``--holds`` prints instead which calls held the interpreter lock for how much processor
time: exact on a busy machine, but Python itself runs slower meanwhile.
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
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from tests.security import large_inputs
from tests.security.documents import compressed, feed_documents, json_documents, page_documents
from tests.security.held_lock import Hold
from tests.security.watched_loop import LateBeat
from tests.server.raw import connection

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///feeds.db"
[hub]
enabled = true
[[sources]]
name = "cms"
kind = "push"
"""
FETCHED = """
[[sources]]
name = "{kind}-{number}"
kind = "{kind}"
url = "{url}/{kind}/{number}"
every = "1 h"
allow_hosts = ["127.0.0.1"]
"""
MORE = {"xml": 'records = "//item"\n[sources.fields]\nid = "guid"\ntitle = "title"\n'}
TIMEOUT_S = 400.0
LONG_MS = 20.0
_LOCAL = re.compile(r"^(aiosqlite|anyio|sqlalchemy)/|/lib/python|/parser_pool\.py|/watched_loop\.py")


def make_token(config: Path) -> str:
    """Return a token that may push."""
    make = [sys.executable, "-m", "feeds", "token", "make", "a", "--source", "cms", "--config", str(config)]
    return subprocess.run(make, capture_output=True, text=True, check=True).stdout.strip()


@dataclass
class Run:
    """One service with its inputs: ``documents`` by kind and name, and what was given to it when."""

    folder: Path
    watch: str
    documents: dict[str, dict[str, bytes]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    given: list[tuple[float, str]] = field(default_factory=list)
    began_s: float = 0.0
    port: int = 0
    token: str = ""

    @property
    def found(self) -> Path:
        """The file of what the watch finds."""
        return self.folder / "found.jsonl"

    def give(self, name: str) -> None:
        """Note that an input is given now."""
        self.given.append((time.monotonic(), name))

    def before(self, at_s: float) -> str:
        """The inputs that were given last before a moment."""
        return "; ".join([name for when_s, name in self.given if when_s <= at_s][-3:])

    async def answer(self, request: web.Request) -> web.Response:
        """One document; gzip bombs carry their content coding."""
        kind, number = request.match_info["kind"], request.match_info["number"]
        named = list(self.documents.get(kind, {}).items())
        if not number.isdigit() or int(number) >= len(named) or request.match_info["rest"]:
            return web.Response(status=404)
        name, body = named[int(number)]
        self.give(f"{kind}: {name}")
        headers = {"Content-Encoding": "gzip"} if name in compressed(0) else {}
        return web.Response(body=body, content_type="text/html", headers=headers)

    def settings(self, url: str) -> str:
        """The settings with all sources."""
        fetched = [
            FETCHED.format(kind=kind, number=number, url=url) + MORE.get(kind, "")
            for kind, named in self.documents.items()
            for number in range(len(named))
        ]
        own = [
            f'[[sources]]\nname = "own-{kind}"\nkind = "{"jsonl" if kind == "held" else kind}"\n{text}'
            for kind, text in self.own.items()
        ]
        return SETTINGS + "".join(fetched + own)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Run"]:
        """Serve the documents, and run the service."""
        app = web.Application()
        app.router.add_get("/{kind}/{number}{rest:.*}", self.answer)
        async with TestServer(app, host="127.0.0.1") as server:
            text = self.settings(str(server.make_url("")).rstrip("/"))
            (self.folder / "var").mkdir()
            config = self.folder / "feeds.toml"
            config.write_text(text)
            self.token = await asyncio.to_thread(make_token, config)
            with self._process(config) as self.port:
                yield self

    @contextmanager
    def _process(self, config: Path) -> Iterator[int]:
        lines: list[str] = []
        known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
        watched = [sys.executable, "-m", "tests.security.watched_loop", self.watch, str(self.found)]
        command = [*watched, "serve", "--port", "0", "--config", str(config)]
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
                self.began_s = time.monotonic()
                yield int(found[1])
            finally:
                process.terminate()
                status = process.wait(60)
                uncaught = [line for line in lines if "Traceback" in line]
                print(f"  ended with {status}, log lines {len(lines)}, uncaught {len(uncaught)}")
                print("".join(lines)[-6000:] if uncaught else "", end="")

    async def wait_until_read(self) -> None:
        """Wait until every source was read or failed."""
        began_s, known = time.monotonic(), dict[str, dict[str, object]]()
        while time.monotonic() - began_s < TIMEOUT_S:
            await asyncio.sleep(1)
            async with (
                ClientSession() as session,
                session.get(f"http://127.0.0.1:{self.port}/health") as response,
            ):
                known = json.loads(await response.text())["sources"]
            if all(one["read"] or one["failed"] for name, one in known.items() if name != "cms"):
                break
        known.pop("cms", None)
        unread = [name for name, one in known.items() if not (one["read"] or one["failed"])]
        failed, took_s = sum(bool(one["failed"]) for one in known.values()), time.monotonic() - began_s
        print(f"  {len(known)} sources in {took_s:.0f} s, {failed} failed, not read: {unread}")

    async def push(self) -> None:
        """Send every body to the push interface."""
        headers = {"Authorization": f"Bearer {self.token}"}
        nothing: dict[str, str] = {}
        plain = {name: (kind, body, nothing) for name, (kind, body) in large_inputs.pushed().items()}
        gzip = {"Content-Encoding": "gzip"}
        packed = {name: (kind, body, gzip) for name, (kind, body) in large_inputs.packed().items()}
        async with ClientSession(headers=headers, timeout=ClientTimeout(total=300)) as session:
            for name, (kind, body, coding) in (plain | packed).items():
                methods = ("POST", "PUT", "DELETE") if kind == "application/json" else ("POST",)
                for method in methods:
                    path = "" if method == "POST" else "/tag:p,2024:big"
                    self.give(f"{method} of {name}")
                    began_s = time.monotonic()
                    url = f"http://127.0.0.1:{self.port}/api/records{path}"
                    more = {"Content-Type": kind, **coding}
                    try:
                        async with session.request(method, url, data=body, headers=more) as response:
                            await response.read()
                            status = str(response.status)
                    except (ClientError, OSError) as error:
                        status = type(error).__name__
                    print(f"    {method} {name}: {status} in {time.monotonic() - began_s:.1f} s")
                    await asyncio.sleep(0.1)

    async def request(self) -> None:
        """Send long targets, header fields and forms."""
        self.give("long targets and header fields")
        pages = ("/index.atom", "/index.rss", "/index.json", "/", "/health", "/opml.xml")
        for _ in range(20):
            async with connection(self.port) as client:
                for target in large_inputs.targets():
                    with suppress(Exception):
                        await client.ask(target)
            for fields in large_inputs.header_floods():
                async with connection(self.port) as client:
                    for page in pages:
                        with suppress(Exception):
                            await client.ask(page, fields)
        self.give("requests to the hub")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with ClientSession(headers=headers) as session:
            for _ in range(20):
                for body in large_inputs.form_bodies():
                    async with session.post(f"http://127.0.0.1:{self.port}/hub", data=body) as response:
                        await response.read()

    def report(self) -> float:
        """Print what the watch found; return its longest time in milliseconds."""
        lines = self.found.read_text().splitlines() if self.found.exists() else []
        found = [one for one in map(json.loads, lines) if one["at_s"] > self.began_s]
        if self.watch == "holds":
            return self._report_holds([Hold(**one) for one in found])
        return self._report_waits([LateBeat(**one) for one in found])

    def _report_waits(self, late: list[LateBeat]) -> float:
        long = [one for one in late if one.lag_ms > LONG_MS]
        print(f"  {len(late)} late heartbeats, {len(long)} of them by the process itself")
        print(f"  the loop itself computed {max((one.loop_ms for one in late), default=0):.1f} ms at most")
        places: dict[str, list[LateBeat]] = defaultdict(list)
        for one in long:
            places[busy(one)].append(one)
        worsts = {place: max(found, key=lambda one: one.lag_ms) for place, found in places.items()}
        for place, worst in sorted(worsts.items(), key=lambda named: -named[1].lag_ms)[:20]:
            busiest = "".join(f", {name} {time_ms:.0f}" for name, time_ms in worst.threads_ms.items())
            parts = (
                f"waited {worst.wait_ms:.0f}: loop {worst.loop_ms:.0f}, gc {worst.collected_ms:.0f}{busiest}"
            )
            print(f"  {worst.lag_ms:7.1f} ms ({parts}) x {len(places[place])}: {place}")
            print(f"             after {self.before(worst.at_s)}")
        return max((one.lag_ms for one in long), default=0.0)

    def _report_holds(self, holds: list[Hold]) -> float:
        places: dict[str, list[Hold]] = defaultdict(list)
        for one in holds:
            places[f"{one.thread.partition('_')[0]}: {one.what} in {one.stack[0]}"].append(one)
        worsts = {place: max(found, key=lambda one: one.held_ms) for place, found in places.items()}
        for place, worst in sorted(worsts.items(), key=lambda named: -named[1].held_ms)[:40]:
            print(f"  {worst.held_ms:7.1f} ms x {len(places[place])}: {place}")
            print(f"             {' < '.join(worst.stack[1:])[:600]}")
            print(f"             after {self.before(worst.at_s)}")
        return max((one.held_ms for one in holds), default=0.0)


def busy(late: LateBeat) -> str:
    """What ran while the loop waited: the innermost frames of the loop's thread, or those of others."""
    loop = late.stacks.get("loop", [])
    others = [
        one for name, one in late.stacks.items() if name != "loop" and one and not _LOCAL.search(one[0])
    ]
    chosen = [loop] if late.loop_ms > late.all_ms / 2 else others
    return " | ".join(" < ".join(frame for frame in one if not _LOCAL.search(frame))[:400] for one in chosen)


async def hostile(folder: Path, watch: str, size: int) -> float:
    """Read hostile documents of every foreign kind, and a file of the newsroom's own."""
    bombs = compressed(500_000_000)
    found = {"feed": feed_documents(size) | bombs, "page": page_documents(size) | bombs}
    run = Run(folder, watch, found | {"json": json_documents(size) | bombs})
    async with run.serving():
        await run.wait_until_read()
    return run.report()


async def large(folder: Path, watch: str, _: int) -> float:
    """Read large documents from addresses."""
    run = Run(folder, watch, large_inputs.fetched())
    async with run.serving():
        await run.wait_until_read()
    return run.report()


async def files(folder: Path, watch: str, size: int) -> float:
    """Read large files of the newsroom's own."""
    run = Run(folder, watch, own=large_inputs.own_files(folder, size))
    async with run.serving():
        await run.wait_until_read()
        await asyncio.sleep(10)
    return run.report()


async def requests(folder: Path, watch: str, _: int) -> float:
    """Send large requests."""
    run = Run(folder, watch)
    async with run.serving():
        await run.push()
        await run.request()
    return run.report()


Scenario = Callable[[Path, str, int], Coroutine[object, object, float]]
SCENARIOS: dict[str, Scenario] = {
    "hostile": hostile,
    "large": large,
    "files": files,
    "requests": requests,
}


def main() -> None:
    """Attack as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.lag", description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="KB of each hostile document")
    parser.add_argument("--only", nargs="*", default=list(SCENARIOS), help="scenarios")
    parser.add_argument("--holds", action="store_true", help="report what held the interpreter lock")
    args = parser.parse_args()
    watch = "holds" if args.holds else "waits"
    for name in args.only:
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            longest_ms = asyncio.run(SCENARIOS[name](Path(folder), watch, args.size * 1024))
        print(f"  longest by the process itself: {longest_ms:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
