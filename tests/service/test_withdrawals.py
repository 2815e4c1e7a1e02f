"""Withdrawals during publication, as clients that take deltas over HTTP see them."""

import asyncio
import json
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession
from lxml import etree

from feeds.model import Place, Reading, Record
from tests.cli.newsroom import newsroom
from tests.pipeline.archive_walk import read
from tests.pipeline.site import article
from tests.service.processes import TIMEOUT_S, Process, process, until

WITHDRAWALS = int(os.environ.get("FEEDS_WITHDRAWALS", "40"))
GAP_S = float(os.environ.get("FEEDS_WITHDRAWAL_GAP_S", "0.01"))
PLACE = Place(path="desk")
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
NAMES = ("news.atom", "news.rss", "news.json")
AHEAD = 150
"""How many articles are visible: so many that what changes in a second is a small part."""


@dataclass
class Reader:
    """A client that takes deltas and stores the entries it received."""

    url: str
    session: ClientSession
    etag: str = ""
    entries: dict[str, str] = field(default_factory=dict)
    received: Counter[int] = field(default_factory=Counter)
    compared: int = 0
    bodies: dict[str, bytes] = field(default_factory=dict)

    async def poll(self) -> None:
        headers = {"A-IM": "feed", "User-Agent": "Reader/1"} | (
            {"If-None-Match": self.etag} if self.etag else {}
        )
        async with self.session.get(self.url, headers=headers) as response:
            status, body, etag = response.status, await response.read(), response.headers["ETag"]
        self.received[status] += 1
        if status == 304:
            return
        if status == 200:
            assert self.bodies.setdefault(etag, body) == body, "two bodies have one ETag"
        shown, withdrawn = dict(read(self.url, body).entries), self._tombstones(body)
        assert withdrawn.isdisjoint(shown), "an entry stands beside its tombstone"
        if status == 200:
            self.entries = shown
        else:
            assert status == 226
            self.entries = {id_: title for id_, title in self.entries.items() if id_ not in withdrawn} | shown
            await self._compare(etag)
        self.etag = etag

    async def _compare(self, etag: str) -> None:
        """Compare with the whole feed of the same revision, unless it was published again meanwhile."""
        async with self.session.get(self.url) as response:
            body = await response.read()
            if _revision(response.headers["ETag"]) != _revision(etag):
                return
        self.compared += 1
        whole = read(self.url, body).entries
        assert set(whole) <= set(self.entries)
        assert self._tombstones(body) & set(self.entries) == set(), "a delta left a withdrawal out"

    def _tombstones(self, body: bytes) -> set[str]:
        if self.url.endswith(".json"):
            return {one["id"] for one in json.loads(body).get("_tombstones", {}).get("deleted", ())}
        return {str(one.get("ref")) for one in etree.fromstring(body).iter(DELETED)}


def _revision(etag: str) -> str:
    return etag.strip('"').partition("-")[0]


async def edit(parts: Process, chance: random.Random) -> set[str]:
    """Push articles and withdraw earlier ones in random order; return the ids of those that stay."""
    waiting = [record.id for record in map(_article, range(AHEAD))]
    for number in range(AHEAD, AHEAD + WITHDRAWALS):
        record = _article(number)
        await parts.service.orchestrator.take("desk", [Reading(place=PLACE, record=record)])
        waiting.append(record.id)
        withdrawn = waiting.pop(chance.randrange(len(waiting)))
        await parts.service.set_withdrawn(withdrawn, withdrawn=True, note="test")
        parts.service.orchestrator.work.set()
        await asyncio.sleep(GAP_S)
    return set(waiting)


def _article(number: int) -> Record:
    return article(number, channels=("news",))


@pytest.mark.slow
async def test_no_reader_keeps_what_was_withdrawn(tmp_path: Path) -> None:
    """R-TOMB-01, R-TOMB-03, R-HTTP-54, R-PERF-07: whenever it asks, and whichever revision it has."""
    file = newsroom(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + f"limit = {2 * AHEAD}\n", encoding="utf-8")
    async with process(file) as parts, ClientSession() as session:
        first = [Reading(place=PLACE, record=_article(number)) for number in range(AHEAD)]
        await parts.service.orchestrator.take("desk", first)
        await until(lambda: _is_published(parts))
        readers = [Reader(f"http://127.0.0.1:{parts.port}/{name}", session) for name in NAMES]
        editing = asyncio.create_task(edit(parts, random.Random(1)))
        while not editing.done():
            for reader in readers:
                await reader.poll()
                await asyncio.sleep(0)
        stay = await editing
        for reader in readers:
            async with asyncio.timeout(TIMEOUT_S):
                while set(reader.entries) != stay:
                    await reader.poll()
            print(reader.url.rpartition("/")[2], dict(reader.received), f"{reader.compared} compared")


async def _is_published(parts: Process) -> bool:
    return f"Ferry {AHEAD - 1} " in await parts.get("/news.atom")
