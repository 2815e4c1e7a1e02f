"""A publication is read from one snapshot and written in one transaction."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

from feeds.model import Publication
from feeds.pipeline import Orchestrator, SiteContext
from feeds.publish import DeltaBase, base_of, delta, unpack
from feeds.store import Store, Transaction, open_store, publications, revisions
from feeds.store.threads import Result, Work
from tests.pipeline.archive_walk import read
from tests.pipeline.newsroom import TickingClock
from tests.pipeline.site import CHANNELS, CREDITS, SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import change, query

ROUNDS = 12
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
NAMES = ("news.atom", "news.rss", "news.json")


@dataclass
class Poller:
    """A client that requests ``A-IM: feed`` and stores the entries it received."""

    name: str
    base: DeltaBase | None = None
    entries: dict[str, str] = field(default_factory=dict)

    async def poll(self, store: Store) -> None:
        found = await query(store, publications.fetch, self.name)
        if found is None or base_of(found.number, found.digest) == self.base:
            return
        self._check_whole(found)
        index = unpack(found.delta_index)
        newer = delta(found.body, index, self.base) if index and self.base else None
        if newer is None:
            self.entries = dict(read(self.name, found.body).entries)
        else:
            for id_ in self._tombstones(newer):
                self.entries.pop(id_, None)
            self.entries |= read(self.name, newer).entries
        self.base = base_of(found.number, found.digest)

    def _check_whole(self, found: Publication) -> None:
        shown = set(read(self.name, found.body).entries)
        assert shown.isdisjoint(self._tombstones(found.body)), "an entry stands beside its tombstone"

    def _tombstones(self, body: bytes) -> list[str]:
        if self.name.endswith(".json"):
            return [one["id"] for one in json.loads(body).get("_tombstones", {}).get("deleted", ())]
        return [str(one.get("ref")) for one in etree.fromstring(body).iter(DELETED)]


async def edit(orchestrator: Orchestrator, store: Store, clock: ManualClock, seed: int, first: int) -> None:
    """Three pushes, then three withdrawals, at random moments."""
    chance = random.Random(seed)
    for number in range(first, first + 3):
        await orchestrator.take("desk", readings(article(number)))
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
    for number in range(first, first + 3):
        id_, now_s = article(number).id, int(clock().timestamp())
        await change(store, revisions.set_withdrawn, id_, withdrawn=True, note="test", now_s=now_s)
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(3))
async def test_deltas_report_every_withdrawal_during_publication(tmp_path: Path, seed: int) -> None:
    """R-HTTP-54: no document shows an entry beside its tombstone, and no client retains a withdrawn entry."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(900), article(901)))
        pollers = [Poller(name) for name in NAMES]
        for number in range(ROUNDS):
            editing = asyncio.create_task(edit(orchestrator, store, clock, seed * 1_000 + number, number * 3))
            while not editing.done():
                await orchestrator.publish_waiting()
                for poller in pollers:
                    await poller.poll(store)
            await editing
        await orchestrator.finish()
        for poller in pollers:
            await poller.poll(store)
            assert set(poller.entries) == {article(900).id, article(901).id}, poller.name


class CountingStore(Store):
    """A store that counts its transactions."""

    def __init__(self, other: Store) -> None:
        super().__init__(other.database)
        self.counted: Counter[str] = Counter()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        self.counted["read"] += 1
        async with super().read() as tx:
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        self.counted["write"] += 1
        async with super().write() as tx:
            yield tx

    async def read_at_once(self, work: Work[Result]) -> Result:
        self.counted["read"] += 1
        return await super().read_at_once(work)

    async def write_at_once(self, work: Work[Result]) -> Result:
        self.counted["write"] += 1
        return await super().write_at_once(work)


async def test_two_channels_are_published_in_six_transactions(tmp_path: Path) -> None:
    """One read and one write for each channel, and one read to find them."""
    opened = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    store, clock = CountingStore(opened), ManualClock()
    orchestrator = Orchestrator(store, SiteContext(SITE, CHANNELS[:2], CREDITS), clock)
    await orchestrator.start()
    await orchestrator.take("desk", readings(article(1, channels=("news",))))
    await orchestrator.finish()
    clock.advance(60)
    await orchestrator.take("desk", readings(article(2, channels=("news",))))
    store.counted.clear()
    published = await orchestrator.publish_waiting()
    print(f"transactions of publishing two channels: {dict(store.counted)}")
    assert {one.path for one in published} == {"index", "news"}
    assert store.counted.total() <= 6
    await opened.close()
