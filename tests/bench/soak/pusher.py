"""Pushes, corrects and withdraws articles at a steady rate, and checks when some of them become visible."""

import asyncio
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from tests.bench.soak.measurements import Measurements
from tests.bench.soak.newsroom import Serving, id_of, record, title_of

RATE = 20.0
SHARES = {"new": 0.5, "corrected": 0.35, "withdrawn": 0.1, "repeated": 0.05}
EXPECTED = {"new": "new", "corrected": "changed", "withdrawn": "changed", "repeated": "unchanged"}
RECENT = 200
WATCHED_EVERY = 20
WORKERS = 4
"""The number of concurrent pushes; a token may not have more."""

GIVE_UP_S = 60.0
LOOK_S = 0.05


class Pusher:
    """Changes articles; ``serial`` is the number of the next one, those below it exist."""

    def __init__(self, serving: Serving, session: ClientSession, paths: list[str], serial: int) -> None:
        """Start after the articles that were pushed before."""
        self.measured = Measurements()
        self._serving = serving
        self._session = session
        self._paths = paths
        self._serial = serial
        self._chance = random.Random(11)
        self._revisions: dict[int, tuple[int, datetime]] = {}
        self._withdrawn: set[int] = set()
        self._watching: list[asyncio.Task[None]] = []
        self._loop = asyncio.get_running_loop()
        self._done = 0

    def path_of(self, serial: int) -> str:
        """Return the channel of an article."""
        return self._paths[serial % len(self._paths)]

    async def work(self, seconds: float) -> None:
        """Work for some seconds: each change has its time and waits for one of ``WORKERS`` workers."""
        first_s = self._loop.time()
        acts = (first_s + number / RATE for number in range(int(seconds * RATE)))
        await asyncio.gather(*(self._worker(acts) for _ in range(WORKERS)))
        await asyncio.gather(*self._watching)

    async def _worker(self, acts: Iterator[float]) -> None:
        for due_s in acts:
            await asyncio.sleep(max(0.0, due_s - self._loop.time()))
            kind = self._chance.choices(list(SHARES), list(SHARES.values()))[0]
            try:
                await self._act(kind if self._revisions else "new", due_s)
            except (ClientError, TimeoutError) as error:
                self.measured.fault(f"{kind}: {error!r}")

    async def _act(self, kind: str, due_s: float) -> None:
        """Choose an article and change it: one of this session, mostly one of the newest."""
        began_s = self._loop.time()
        if kind == "new":
            serial, revision, at = self._serial, 0, datetime.now(UTC)
            self._serial += 1
        else:
            serial = self._chance.choice(list(self._revisions)[-RECENT:])
            revision, at = self._revisions.pop(serial)
        if kind == "withdrawn":
            self._withdrawn.add(serial)
            await self._withdraw(serial)
        else:
            revision += kind == "corrected"
            await self._push(kind, serial, revision, at)
            self._revisions[serial] = (revision, at)
        self.measured.answered("push", 0, self._loop.time() - began_s)
        self.measured.answered("late", 0, began_s - due_s)
        self._done += 1
        if self._done % WATCHED_EVERY == 0 and kind != "repeated":
            sign = (
                title_of(serial, revision) if kind != "withdrawn" else f'deleted-entry ref="{id_of(serial)}"'
            )
            self._watching.append(asyncio.create_task(self._watch(serial, sign, began_s)))

    async def _push(self, kind: str, serial: int, revision: int, at: datetime) -> None:
        item = record(serial, self.path_of(serial), revision, at=at)
        headers = {"Authorization": f"Bearer {self._serving.token}"}
        url = f"{self._serving.url}api/records"
        async with self._session.post(url, json=item, headers=headers) as response:
            reported = await response.json()
            result = (
                reported["results"][0]["result"] if response.status == 200 else f"status {response.status}"
            )
        self._count("push", kind, result)

    async def _withdraw(self, serial: int) -> None:
        headers = {"Authorization": f"Bearer {self._serving.token}"}
        url = f"{self._serving.url}api/records/{quote(id_of(serial), safe='')}"
        async with self._session.delete(url, headers=headers) as response:
            reported = await response.json()
            result = reported["result"] if response.status == 200 else f"status {response.status}"
        self._count("delete", "withdrawn", result)

    def _count(self, verb: str, kind: str, result: str) -> None:
        self.measured.results[f"{verb} {kind}: {result}"] += 1
        if result != EXPECTED[kind]:
            self.measured.fault(f"{verb} {kind} came out as {result}")

    async def _watch(self, serial: int, sign: str, began_s: float) -> None:
        """Poll the feed until the change is visible, unless the article changed again meanwhile."""
        url = f"{self._serving.url}{self.path_of(serial)}.atom"
        while self._loop.time() - began_s < GIVE_UP_S:
            async with self._session.get(url) as response:
                body = await response.text()
            if sign in body:
                self.measured.visible_s.append(self._loop.time() - began_s)
                return
            if self._went_on(serial, sign, body):
                return
            await asyncio.sleep(LOOK_S)
        self.measured.fault(f"{sign} did not show within {GIVE_UP_S:g} s")

    def _went_on(self, serial: int, sign: str, body: str) -> bool:
        """Whether the article was corrected or withdrawn again before the change was seen."""
        shown = re.search(rf"Article {serial} as of (\d+)\.", body)
        wanted = re.search(r"as of (\d+)\.", sign)
        if wanted and serial in self._withdrawn:
            return shown is None and id_of(serial) in body
        return bool(wanted and shown and int(shown[1]) > int(wanted[1]))
