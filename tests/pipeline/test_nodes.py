"""Several processes publish from one database: each change once, by whoever is there."""

import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from msgspec.structs import replace as revised
from sqlalchemy import update

from feeds.model import INDEX, Record
from feeds.pipeline import Orchestrator
from feeds.pipeline.channel_publisher import ChannelPublisher
from feeds.pipeline.publish_queue import PATIENCE
from feeds.service.loops import until as wait_for_event
from feeds.store import Store, Transaction, channels, open_store, publications, publishers, schema
from feeds.store.engine import open_database
from feeds.store.threads import Result, Work
from tests.pipeline.publishing_node import Node, clock_since, node, site
from tests.pipeline.site import CHANNELS, ManualClock, article, orchestrator_over, readings
from tests.service.processes import until
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - a fixture
from tests.store.conftest import store as store  # noqa: PLC0414 - a fixture
from tests.store.conftest import store_url as store_url  # noqa: PLC0414 - a fixture
from tests.transactions import change, query

COUNT = int(os.environ.get("FEEDS_NODE_CHANNELS", "40"))
LIMIT = 5
FIRST = 4
MOST_ROUNDS = 30
TIMEOUT_S = 120
PUBLISHED_S = 5


def written(number: int) -> list[Record]:
    """Return an article for each channel: a new one in the first rounds, then a corrected one."""
    return [
        article(number % FIRST * COUNT + n, channels=(f"c{n}",), title=f"Ferry {n} of round {number}")
        for n in range(COUNT)
    ]


async def is_current(store: Store) -> bool:
    return await query(store, channels.count_waiting) == 0


class Turns:
    """Follows the publications of a store: their numbers only increase."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen = 0
        self.numbers: dict[str, int] = {}

    async def current(self) -> bool:
        """Look at what was published since the last call; return whether nothing waits."""
        newer = await query(self.store, publications.since, self.seen)
        self.seen = max((turn for _, turn in newer), default=self.seen)
        for name, (number, _) in (
            await query(self.store, publications.versions, [n for n, _ in newer])
        ).items():
            assert number >= self.numbers.get(name, 0)
            self.numbers[name] = number
        return await is_current(self.store)


@pytest.mark.slow
async def test_two_processes_publish_each_change_once(store_url: str) -> None:
    """R-PERF-07; one is killed in the middle, and what it had left is published by the other one."""
    started_s = time.time()
    store = await open_store(store_url)
    editor = Orchestrator(store, site(COUNT, LIMIT), clock_since(started_s))
    await editor.start()
    turns = Turns(store)
    async with node(store_url, COUNT, LIMIT, started_s) as first:
        async with node(store_url, COUNT, LIMIT, started_s) as second:
            await until(turns.current, TIMEOUT_S)
            rounds = 0
            while rounds < 2 or not (first.published and second.published):
                assert rounds < MOST_ROUNDS  # where one has to wait for a processor, the other publishes all
                await editor.take("desk", readings(*written(rounds)))
                await until(turns.current, TIMEOUT_S)
                rounds += 1
            await until(lambda: _have_said((1 + rounds) * COUNT, first, second), TIMEOUT_S)
            assert set(_counts(first, second).values()) == {1 + rounds}  # empty, and after each change
            rounds = await _kill_while_publishing(editor, second, rounds)
        await until(turns.current, TIMEOUT_S)
        async with node(store_url, COUNT, LIMIT, started_s):
            await until(lambda: _are_publishing(store, 2), TIMEOUT_S)  # the lease of the killed one is gone
            await editor.take("desk", readings(*written(rounds)))
            await until(turns.current, TIMEOUT_S)
    await until(lambda: _are_publishing(store, 0), TIMEOUT_S)
    names = await query(store, publications.names)
    assert len([name for name in names if name.endswith(".atom") and "/" not in name]) == COUNT + 1
    await store.close()


def _counts(*nodes: Node) -> Counter[str]:
    """Return how often each channel was published, but for the index, whose archive has its own turns."""
    return Counter(path for one in nodes for path, _ in one.published if path != INDEX)


async def _have_said(count: int, *nodes: Node) -> bool:
    return _counts(*nodes).total() >= count


async def _are_publishing(store: Store, count: int) -> bool:
    return len(await query(store, publishers.names)) == count


async def _kill_while_publishing(editor: Orchestrator, killed: Node, rounds: int) -> int:
    """Change articles until a process publishes, and kill it; return how many rounds there were."""
    killed.has_published.clear()
    while not killed.has_published.is_set():
        assert rounds < MOST_ROUNDS
        await editor.take("desk", readings(*written(rounds)))
        await wait_for_event(killed.has_published, PUBLISHED_S)
        rounds += 1
    killed.process.kill()
    return rounds


class LateStore(Store):
    """Lets another process publish between what this one reads and what it writes."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def write_at_once(self, work: Work[Result]) -> Result:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return await super().write_at_once(work)


@asynccontextmanager
async def late_publisher(url: str, first: Orchestrator) -> AsyncIterator[tuple[ChannelPublisher, LateStore]]:
    store = LateStore(await open_database(url))
    yield ChannelPublisher(store, first._context), store
    await store.close()


async def test_what_another_process_published_meanwhile_stays(store_url: str) -> None:
    """A state that is older than the published one is dropped, whenever the other process was faster."""
    clock = ManualClock()
    async with (
        orchestrator_over(store_url, clock) as (first, store),
        late_publisher(store_url, first) as (late, late_store),
    ):
        await first.take("desk", readings(*(article(number) for number in range(40))))
        await first.finish()
        clock.advance(60)
        await first.take("desk", readings(article(1, title="Late")))
        before = await query(store, channels.dirty_channels)
        assert before

        async def newer() -> None:
            await first.take("desk", readings(article(99, published_at=clock())))
            await first.publish_waiting()

        for dirty in before:
            late_store.meanwhile = newer
            done = await late.publish(dirty, clock())
            assert (done.changed, done.turn, done.too_soon) == ((), 0, False)
            clock.advance(60)
            assert await is_current(store)
            feed = await query(store, publications.fetch, f"{dirty.path}.atom")
            assert feed is not None
            assert article(99).id.encode() in feed.body
            await first.take("desk", readings(article(1, title=dirty.path)))


async def test_a_part_of_an_archive_that_another_process_published_stays(store_url: str) -> None:
    clock = ManualClock()
    async with (
        orchestrator_over(store_url, clock) as (first, store),
        late_publisher(store_url, first) as (late, late_store),
    ):
        await first.take("desk", readings(*(article(number) for number in range(200))))
        await first.finish()
        clock.advance(60)
        await first.take("desk", readings(article(150, title="Corrected")))
        behind = await query(store, channels.with_waiting_archive, 9)
        assert behind

        async def newer() -> None:
            for dirty in behind:
                await first._queue.publisher.catch_up(dirty, clock(), publishers.ALL)

        late_store.meanwhile = newer
        done = await late.catch_up(behind[0], clock(), publishers.ALL)
        assert await query(store, channels.with_waiting_archive, 9) == ()
        assert done.changed == ()


async def test_channels_are_shared_and_taken_over(store_url: str) -> None:
    """Each process publishes its share; what the other one leaves waiting is published here soon after."""
    clock = ManualClock()
    async with orchestrator_over(store_url, clock) as (first, store):
        await first.finish()
        async with orchestrator_over(store_url, clock) as (second, _):
            await second.publish_waiting()
            clock.advance(60)
            await first.take("desk", readings(article(1)))
            ours = {one.path for one in await first.publish_waiting()}
            left = {one.path for one in await query(store, channels.dirty_channels)}
            assert ours
            assert left
            assert ours.isdisjoint(left)
            assert await first.publish_waiting() == ()
            clock.advance(PATIENCE.total_seconds())
            assert {one.path for one in await first.publish_waiting()} == left
            await first.take("desk", readings(article(2)))
            clock.advance(60)
            assert {one.path for one in await second.publish_waiting()} == left
        await first.take("desk", readings(article(3)))
        clock.advance(60)
        assert {one.path for one in await first.publish_waiting()} == ours | left


async def test_a_process_that_ended_without_a_word_loses_its_channels(store: Store) -> None:
    """R-PERF-07; the clock of the database counts. Leases in its future are of one that was set back."""
    for name in ("a", "b", "c"):
        await change(store, publishers.join, name)
    shares = [await query(store, publishers.share, name) for name in ("a", "b", "c")]
    assert sorted(share.place for share in shares) == [0, 1, 2]
    assert {share.count for share in shares} == {3}
    for seconds in (publishers.LEASE_S, -60):
        await change(store, _age, "b", seconds)
        assert (await query(store, publishers.share, "a")).count == 2
        assert (await query(store, publishers.share, "b")).count == 3
        assert await change(store, publishers.renew, "b")
        assert (await query(store, publishers.share, "a")).count == 3


async def _age(tx: Transaction, process: str, seconds: int) -> None:
    table = schema.publishers
    aged = update(table).where(table.c.name == process)
    await tx.execute(aged.values(renewed_s=table.c.renewed_s - seconds))


async def test_a_process_with_earlier_settings_leaves_changed_channels_alone(store_url: str) -> None:
    """As long as not all of them have read the new ones: members and feeds are those of the new settings."""
    clock = ManualClock()
    async with orchestrator_over(store_url, clock) as (old, store):
        await old.take("desk", readings(article(1)))
        await old.finish()
        quay = replace(CHANNELS[2], title="The quay")
        now = (*CHANNELS[:2], quay, *CHANNELS[3:], replace(CHANNELS[3], path="added", title="Added"))
        async with orchestrator_over(store_url, clock, now) as (new, _):
            clock.advance(60)
            assert not await old.sweep()
            await old.take("desk", readings(revised(article(1), title="Another title")))
            for _ in range(3):
                await old.publish_waiting()
            waiting = {one.path for one in await query(store, channels.dirty_channels)}
            assert "news/quay" in waiting
            while await new.sweep():
                pass
            for _ in range(3):
                clock.advance(60)
                await new.publish_waiting()
            feed = await query(store, publications.fetch, "news/quay.atom")
            assert feed is not None
            assert b"The quay" in feed.body
            assert b"Another title" in feed.body
            assert await query(store, publications.fetch, "added.atom") is not None
