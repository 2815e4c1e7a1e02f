"""Faults of the database at random moments of a service under load: it says so, and nothing accepted is lost.

``python -m tests.security.database_faults [COUNT] [SEED] [KIND ...]`` injects each kind of fault so many
times. Clients push all the while, some articles with a release in the next seconds. After each fault all that
was accepted has to be published in ten seconds; if a push was refused, ``/health`` must have reported it.
"""

import asyncio
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.security.faults import FullDisk, Locked, Postgres
from tests.security.push_service import prepare, push_service

PROMISE_S = 10.0
CLOSED = "connections closed"
CLIENTS = 2
GAP_S = 0.1
SHOWN = 60
_NUMBER = re.compile(r"post\.example,2024:(\d+)")


@dataclass(slots=True)
class Outcome:
    """What a fault did: how long the last accepted article took to appear after its end."""

    what: str
    visible_s: float | None
    refused: int
    reported: frozenset[str]

    @property
    def broken(self) -> str | None:
        """Which promise it broke."""
        if self.visible_s is None:
            return f"{self.what}: not published within {PROMISE_S:g} s"
        return f"{self.what}: refused {self.refused}, never reported" if self.silent else None

    @property
    def silent(self) -> bool:
        """Whether pushes failed while ``/health`` said that all was well.

        A connection that is closed fails one request; the next one opens another, and nothing is wrong.
        """
        return self.refused > 0 and not self.reported and self.what != CLOSED


@dataclass
class Load:
    """Clients of one service: what was accepted with when it may appear, and what was refused."""

    url: str
    token: str
    accepted: dict[int, float] = field(default_factory=dict)
    refused: int = 0
    reported: set[str] = field(default_factory=set)
    unanswered: Counter[str] = field(default_factory=Counter)
    next_number: int = 0

    async def push(self, session: ClientSession, chance: random.Random) -> None:
        """Push for ever; a refused article is sent again."""
        while True:
            self.next_number += 1
            number, wait_s = self.next_number, chance.choice((0.0, 0.0, 0.0, chance.uniform(1.0, 4.0)))
            while not await self._accepted(session, number, wait_s):
                self.refused += 1
                await asyncio.sleep(0.2)
            await asyncio.sleep(GAP_S)

    async def watch(self, session: ClientSession) -> None:
        """Read the state of the service for ever."""
        while True:
            try:
                async with session.get(f"{self.url}health") as response:
                    status = (await response.json())["status"]
            except (ClientError, TimeoutError, OSError, ValueError) as error:
                self.unanswered[type(error).__name__] += 1
                status = "ok"
            if status != "ok":
                self.reported.add(status)
            await asyncio.sleep(0.1)

    async def published(self, session: ClientSession, until_s: float) -> float | None:
        """Wait until everything that may be published is; return when it was."""
        wanted = dict(list(self.accepted.items())[-SHOWN:])
        while (now_s := time.time()) < until_s:
            due = {number for number, at_s in wanted.items() if at_s <= now_s}
            async with session.get(f"{self.url}news.json") as response:
                shown = {int(one) for one in _NUMBER.findall(await response.text())}
            if due <= shown and len(due) == len(wanted):
                return now_s
            await asyncio.sleep(0.1)
        return None

    async def lost(self, session: ClientSession) -> list[int]:
        """Return the accepted articles that are not visible."""
        found = []
        for number in self.accepted:
            async with session.get(f"{self.url}api/records/{quote(_id(number), safe='')}") as response:
                state = (await response.json()).get("state")
            if state != "visible":
                found.append(number)
        return found

    async def _accepted(self, session: ClientSession, number: int, wait_s: float) -> bool:
        release = datetime.now(UTC) + timedelta(seconds=wait_s)
        record = {"id": _id(number), "title": f"Article {number}", "content_text": "Boats came. " * 20}
        if wait_s:
            record["date_release"] = release.isoformat()
        try:
            async with session.post(f"{self.url}api/records", json=record) as response:
                results = (await response.json()).get("results", [{}])
        except (ClientError, TimeoutError, OSError, ValueError):
            return False
        if response.status != 200 or results[0].get("result") not in ("new", "unchanged"):
            return False
        self.accepted[number] = release.timestamp()
        return True


def _id(number: int) -> str:
    return f"tag:post.example,2024:{number}"


async def attack(store: Postgres | Locked | FullDisk, count: int, seed: int, folder: Path) -> list[Outcome]:
    """Inject so many faults into a service with a store; the last outcome tells what was lost for good."""
    chance, config = random.Random(seed), folder / "feeds.toml"
    token = await asyncio.to_thread(prepare, config, store.url, limit=500)
    outcomes: list[Outcome] = []
    lines: list[str] = []
    with push_service(config, lines) as (url, process):
        if isinstance(store, FullDisk):
            store.process = process.pid
        headers = {"Authorization": f"Bearer {token}"}
        load = Load(url, token)
        async with ClientSession(headers=headers, timeout=ClientTimeout(total=120)) as session:
            tasks = [asyncio.create_task(load.push(session, random.Random(seed + n))) for n in range(CLIENTS)]
            tasks.append(asyncio.create_task(load.watch(session)))
            for _ in range(count):
                await asyncio.sleep(chance.uniform(0.2, 2.0))
                outcomes.append(await _inject(store, load, session, chance))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await load.published(session, time.time() + PROMISE_S)
            lost = await load.lost(session)
            outcomes += [Outcome(f"article {number} is lost", None, 0, frozenset()) for number in lost]
    uncaught = sum("Traceback" in line for line in lines)
    print(f"  {len(load.accepted):,} accepted, {load.refused:,} refused, {uncaught} tracebacks in the log")
    if load.unanswered:
        print(f"  /health did not answer: {dict(load.unanswered)}")
    return outcomes


async def _inject(
    store: Postgres | Locked | FullDisk, load: Load, session: ClientSession, chance: random.Random
) -> Outcome:
    load.reported.clear()
    refused = load.refused
    async with store.fault(chance) as what:
        pass
    ended_s = time.time()
    latest_s = max(list(load.accepted.values())[-SHOWN:], default=ended_s)
    visible_s = await load.published(session, max(ended_s, latest_s) + PROMISE_S)
    took_s = None if visible_s is None else max(0.0, visible_s - max(ended_s, latest_s))
    return Outcome(what, took_s, load.refused - refused, frozenset(load.reported))


def opened(kind: str, folder: Path) -> Postgres | Locked | FullDisk:
    """Return a store with faults of a kind."""
    if kind == "postgresql":
        return Postgres(folder / "pg")
    return Locked(folder / "feeds.db") if kind == "locked" else FullDisk(folder)


KINDS = ("postgresql", "locked", "full")


def main() -> None:
    """Attack as the command line says."""
    count, seed = (int(text) for text in (*sys.argv[1:3], "50", "1")[:2])
    broken = 0
    for kind in sys.argv[3:] or KINDS:
        print(f"{kind}: {count} faults, seed {seed}", flush=True)
        with tempfile.TemporaryDirectory() as name:
            store = opened(kind, Path(name))
            try:
                outcomes = asyncio.run(attack(store, count, seed, Path(name)))
            finally:
                store.close()
        _report(outcomes)
        broken += sum(one.broken is not None for one in outcomes)
    sys.exit(broken > 0)


def _report(outcomes: list[Outcome]) -> None:
    waits = sorted(one.visible_s for one in outcomes if one.visible_s is not None)
    if waits:
        print(f"  visible after p50 {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s")
    print(f"  kinds {dict(Counter(re.sub(r'[0-9.]+', 'N', one.what) for one in outcomes))}")
    refused, reported = sum(one.refused > 0 for one in outcomes), sum(bool(one.reported) for one in outcomes)
    print(f"  with refused pushes {refused}, reported {reported}")
    print(f"  states {dict(Counter(state for one in outcomes for state in one.reported))}")
    for one in outcomes:
        if one.broken:
            print(f"  BROKEN {one.broken}")


if __name__ == "__main__":
    main()
