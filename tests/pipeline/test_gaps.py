"""Every visible article is in some document whenever its channel is published (R-PAGE-05)."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.model import Channel, Record
from feeds.pipeline import Orchestrator
from feeds.pipeline.archive_publisher import AT_ONCE
from feeds.store import DirtyChannel, archive, channels, publications
from tests.pipeline.house import desk, readings
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.walking import read, walk
from tests.transactions import change, query

LIMIT = 5
QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=LIMIT),
    Channel(path="news", title="News", limit=200),
    Channel(path=QUAY, title="Quay", limit=LIMIT, max_bytes=6_000),
)
BULK = 40
"""With nine days between them: of a dozen months, so of more parts than one turn publishes."""


@dataclass
class Watch:
    """Looks at a channel after each round of the conductor."""

    room: Newsroom
    path: str
    key: int = 0
    whole: bool = False
    told: set[str] = field(default_factory=set)
    """What was visible when the channel was published last."""

    async def look(self, dirty: dict[str, DirtyChannel]) -> None:
        visible = set(self.room.visible)
        if self.path not in dirty:
            owing = await query(self.room.store, archive.waiting, self.key, 1, members_only=True)
            self.whole = self.whole or not owing
            if self.whole:
                await self._walk(visible)
                self.told = visible
        elif self.whole:
            assert await self._everything() >= self.told & visible

    async def _walk(self, visible: set[str]) -> None:
        """The walk meets every entry; each is in one part of the archive at most."""
        found = await walk(self.room.store, f"{self.path}.atom")
        live, *parts = found.pages
        filed = Counter(id_ for part in parts for id_ in part.entries)
        assert set(filed.values()) <= {1}
        assert filed.keys() | live.entries.keys() == visible

    async def _everything(self) -> set[str]:
        """The entries of all documents that the channel has just now."""
        names = await query(self.room.store, publications.names)
        own = [
            name for name in names if name == f"{self.path}.atom" or name.startswith(f"{self.path}/archive/")
        ]
        found: set[str] = set()
        for name in own:
            publication = await query(self.room.store, publications.fetch, name)
            assert publication is not None
            found |= read(name, publication.body).entries.keys()
        return found


async def publish_in_rounds(room: Newsroom, watches: list[Watch], rounds: int) -> None:
    """Go round by round as a serving process does, and look after each."""
    for _ in range(rounds):
        room.clock.pass_s(1)
        if not await room.orchestrator.publish_waiting():
            return
        dirty = {one.path: one for one in await query(room.store, channels.dirty_channels)}
        for watch in watches:
            await watch.look(dirty)


async def play(story: list[tuple[str, int, int]], folder: Path) -> None:
    clock = TickingClock()
    async with desk(folder, clock, CHANNELS) as (conductor, store):
        while await conductor.sweep():
            pass
        room = Newsroom(conductor, store, clock)
        keys = await query(store, channels.keys)
        watches = [Watch(room, path, keys[path]) for path in (QUAY, "index")]
        for move, number, days in [*story, ("rounds", 0, 1_000)]:
            if move == "write":
                await room.write(number, days)
            elif move == "bulk":
                await room.write_all({number + one: days + 9 * one for one in range(BULK)})
            elif move == "renderer":
                await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
            elif move == "rounds":
                await publish_in_rounds(room, watches, days)
            elif move == "clear":
                for one in range(number, number + 8):
                    await room.withdraw(one, withdrawn=True)
            else:
                await room.withdraw(number, withdrawn=move == "withdraw")
        for watch in watches:
            assert watch.whole
            assert (await walk(store, f"{watch.path}.json")).union == room.visible


steps = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 120), st.sampled_from([0, 1, 20, 200])),
    st.tuples(st.just("bulk"), st.sampled_from([0, 20, 40, 80]), st.sampled_from([0, 3, 100])),
    st.tuples(st.sampled_from(["withdraw", "restore"]), st.integers(0, 120), st.just(0)),
    st.tuples(st.just("clear"), st.integers(0, 120), st.just(0)),
    st.tuples(st.just("renderer"), st.just(0), st.just(0)),
    st.tuples(st.just("rounds"), st.just(0), st.sampled_from([1, 2, 3, 1_000])),
)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=st.lists(steps, min_size=3, max_size=12))
def test_no_article_is_in_no_document(story: list[tuple[str, int, int]]) -> None:
    """R-PAGE-05: bulk arrivals beyond one turn, renderers in between, at every step."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(story, Path(folder)))


def _in(record: Record, path: str) -> Record:
    return replace(record, channels=(path,))


async def settled(conductor: Orchestrator, clock: TickingClock) -> None:
    clock.pass_s(1)
    await conductor.finish()


async def test_a_live_feed_waits_for_all_parts_that_hold_what_it_no_longer_shows(tmp_path: Path) -> None:
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await conductor.take("desk", readings(*(dated(number, 900 + number) for number in range(LIMIT))))
        await settled(conductor, clock)
        before = await query(store, publications.fetch, f"{QUAY}.atom")
        await conductor.take("desk", readings(*(dated(100 + one, 9 * one) for one in range(BULK))))
        clock.pass_s(1)
        (quay,) = [one for one in await conductor.publish_waiting() if one.path == QUAY]
        assert quay.halfway
        assert await query(store, publications.fetch, f"{QUAY}.atom") == before
        assert len([name for name in quay.changed if name.endswith(".atom")]) == AT_ONCE
        await settled(conductor, clock)
        assert await query(store, publications.fetch, f"{QUAY}.atom") != before


async def test_what_only_waits_for_another_renderer_lets_the_live_feed_go_first(tmp_path: Path) -> None:
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await conductor.take("desk", readings(*(dated(100 + one, 9 * one) for one in range(BULK))))
        await settled(conductor, clock)
        await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
        late = dated(1, 0)
        await conductor.take("desk", readings(late))
        clock.pass_s(1)
        await conductor.publish_waiting()
        assert (await walk(store, f"{QUAY}.atom")).pages[0].entries.keys() >= {late.id}
        (quay,) = [one for one in await query(store, channels.with_waiting_archive, 9) if one.path == QUAY]
        assert len(await query(store, archive.waiting, quay.key, 100)) > AT_ONCE
        assert await query(store, archive.waiting, quay.key, 1, members_only=True) == ()


async def test_a_month_that_goes_breaks_no_way_while_a_new_renderer_waits(tmp_path: Path) -> None:
    """R-PAGE-13: the part after it leads past it at once."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = Newsroom(conductor, store, clock)
        await room.write_all({one: 9 * one for one in range(BULK)})
        await settled(conductor, clock)
        *_, before, _, _, oldest = (await walk(store, f"{QUAY}.atom")).pages
        await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
        for id_ in before.entries:
            await room.withdraw(int(id_[-5:]), withdrawn=True)
        clock.pass_s(1)
        await conductor.publish_waiting()
        dirty = [one.path for one in await query(store, channels.dirty_channels)]
        assert QUAY not in dirty
        found = await walk(store, f"{QUAY}.atom")
        assert found.pages[-1].own == oldest.own
        assert found.union.keys() == room.visible.keys()


async def test_a_channel_halfway_through_its_archive_holds_up_no_other(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(4)]
    configured = (
        Channel(path="index", title="All", limit=1_000),
        *(Channel(path=n, title=n, limit=5) for n in names),
    )
    clock = TickingClock()
    async with desk(tmp_path, clock, configured) as (conductor, store):
        first = [dated(number, 900) for number in range(4)]
        await conductor.take(
            "desk", readings(*(_in(one, name) for one, name in zip(first, names, strict=True)))
        )
        await settled(conductor, clock)
        bulk = [_in(dated(100 * n + one, 40 * one), f"c{n}") for n in (1, 2, 3) for one in range(BULK)]
        await conductor.take("desk", readings(*bulk))
        halfway: list[str] = []
        for number in range(4):
            await conductor.take("desk", readings(_in(dated(number, 0, told=number), "c0")))
            clock.pass_s(1)
            pressed = await conductor.publish_waiting()
            assert {one.path for one in pressed} >= {"c0", "index"}
            halfway += [one.path for one in pressed if one.halfway]
        # All began in the first round; then each has its turn.
        assert halfway == ["c1", "c2", "c3", "c1", "c2", "c3"]
        await settled(conductor, clock)
        assert await query(store, channels.dirty_channels) == ()
