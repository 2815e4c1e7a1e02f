"""Kill a serving process while clients push to it: what was answered is stored, and published afterwards.

``python -m tests.security.crash [ROUNDS] [SEED]`` prints how many records were answered and how many lost.
"""

import asyncio
import json
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession

from tests.security.forked_service import Forked, fork_server
from tests.security.push_service import prepare

CLIENTS = 3
LINES = 20
REPORT_EVERY = 50
_TIMEOUT_S = 60.0


@dataclass
class Crashes:
    """What clients were answered: the revision of each id at least, and what was lost."""

    folder: Path
    revisions: dict[str, int] = field(default_factory=dict)
    unchecked: set[str] = field(default_factory=set)
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    next_number: int = 0
    kill_at: int = 0
    kill: Callable[[], object] = bool

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "feeds.toml"

    async def push_until_killed(
        self, url: str, token: str, server: Forked, *, answers: int, delay_s: float
    ) -> None:
        """Push with several clients; kill the server a moment after so many more answers."""
        loop = asyncio.get_running_loop()
        self.kill_at = self.answered + answers
        self.kill = lambda: loop.call_later(delay_s, server.send_signal, signal.SIGKILL)
        headers = {"Authorization": f"Bearer {token}"}
        async with ClientSession(headers=headers) as session:
            await asyncio.gather(*(self._client(session, url) for _ in range(CLIENTS)))
        await asyncio.to_thread(server.wait)

    def check_new(self) -> None:
        """Compare what was answered since the last check with what is stored."""
        with closing(sqlite3.connect(self.folder / "feeds.db")) as database:
            for id_ in self.unchecked:
                row = database.execute("SELECT revision FROM records WHERE id = ?", (id_,)).fetchone()
                if row is None or row[0] < self.revisions[id_]:
                    self.lost.append(id_)
        self.unchecked.clear()

    def check_all(self) -> None:
        """Compare everything that was answered with what is stored."""
        with closing(sqlite3.connect(self.folder / "feeds.db")) as database:
            stored = dict(database.execute("SELECT id, revision FROM records"))
        missing = {id_ for id_, revision in self.revisions.items() if stored.get(id_, 0) < revision}
        self.lost.extend(sorted(missing.difference(self.lost)))

    async def published(self, url: str) -> bool:
        """Whether the newest article that was answered appears in its feed before patience ends."""
        newest = max(self.revisions, key=lambda id_: int(id_.rpartition(":")[2]), default=None)
        until_s = time.monotonic() + _TIMEOUT_S
        async with ClientSession() as session:
            while newest and time.monotonic() < until_s:
                async with session.get(f"{url}news.json") as response:
                    if response.status == 200 and newest in await response.text():
                        return True
                await asyncio.sleep(0.1)
        return newest is None

    async def _client(self, session: ClientSession, url: str) -> None:
        with suppress(ClientError, ConnectionError):
            while True:
                numbers = [self._number() for _ in range(LINES)]
                await self._push(session, url, numbers)

    def _number(self) -> int:
        self.next_number += 1
        return self.next_number

    async def _push(self, session: ClientSession, url: str, numbers: list[int]) -> None:
        """Push lines, count those that were answered, and correct one of them by ``PUT``."""
        headers = {"Content-Type": "application/x-ndjson"}
        results = 0
        body = b"".join(_record(number) for number in numbers)
        async with session.post(f"{url}api/records", data=body, headers=headers) as response:
            async for line in response.content:
                if line.endswith(b"\n") and json.loads(line).get("result") == "new":
                    self._answered(numbers[results], revision=1)
                    results += 1
        url = f"{url}api/records/{_id(numbers[0])}"
        async with session.put(url, data=_record(numbers[0], "Corrected")) as response:
            if (await response.json()).get("result") == "changed":
                self._answered(numbers[0], revision=2)

    def _answered(self, number: int, *, revision: int) -> None:
        self.revisions[_id(number)] = revision
        self.unchecked.add(_id(number))
        self.answered += 1
        if self.answered == self.kill_at:
            self.kill()


def _id(number: int) -> str:
    return f"tag:post.example,2024:{number}"


def _record(number: int, title: str = "") -> bytes:
    record = {
        "id": _id(number),
        "title": title or f"Article {number}",
        "content_html": f"<p>{'Boats came and went all day. ' * 20}</p>",
        "date_published": f"2024-10-22T07:{number // 60 % 60:02}:{number % 60:02}Z",
    }
    return json.dumps(record).encode() + b"\n"


async def attack(rounds: int, seed: int, folder: Path) -> Crashes:
    """Kill the server so many times; then see that it publishes what it has."""
    chance = random.Random(seed)
    crashes = Crashes(folder)
    token = prepare(crashes.config, f"sqlite:///{crashes.folder}/feeds.db")
    with fork_server(folder) as forks:
        for number in range(1, rounds + 1):
            with forks.service(crashes.config) as (url, server):
                answers, delay_s = chance.randint(1, 120), chance.uniform(0, 0.3)
                await crashes.push_until_killed(url, token, server, answers=answers, delay_s=delay_s)
            crashes.check_new()
            if number % REPORT_EVERY == 0:
                print(f"{number} kills: {crashes.answered:,} answered, {len(crashes.lost)} lost", flush=True)
        crashes.check_all()
        with forks.service(crashes.config) as (url, _):
            if not await crashes.published(url):
                crashes.lost.append("published")
    return crashes


def main() -> None:
    """Attack as the command line says."""
    rounds, seed = (int(text) for text in (*sys.argv[1:], "1000", "1")[:2])
    with tempfile.TemporaryDirectory() as folder:
        crashes = asyncio.run(attack(rounds, seed, Path(folder)))
    print(f"{rounds} kills, seed {seed}: {crashes.answered:,} answered, {len(crashes.lost)} lost")
    for lost in crashes.lost[:20]:
        print(lost)


if __name__ == "__main__":
    main()
