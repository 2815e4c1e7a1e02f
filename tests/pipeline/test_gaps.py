"""Every visible article is in some document whenever its channel is published (R-PAGE-05)."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.model import Channel, Record
from feeds.pipeline import Orchestrator
from feeds.pipeline.archive_publisher import AT_ONCE
from feeds.store import DirtyChannel, archive, channels, publications
from tests.examples import examples
from tests.pipeline.archive_walk import read, walk
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.site import open_orchestrator, readings
from tests.transactions import change, query

LIMIT = 5
QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=LIMIT),
    Channel(path="news", title="News", limit=200),
    Channel(path=QUAY, title="Quay", limit=LIMIT, max_bytes=6_000),
)
BULK = 40
"""Nine days apart they cover a dozen months: more archive parts than one turn publishes."""


@dataclass
class ChannelCheck:
    """Checks a channel after each round of the orchestrator."""

    site: Newsroom
    path: str
    key: int = 0
    whole: bool = False
    seen: set[str] = field(default_factory=set)
    """What was visible when the channel was published last."""

    async def look(self, dirty: dict[str, DirtyChannel]) -> None:
        visible = set(self.site.visible)
        if self.path not in dirty:
            waiting = await query(self.site.store, archive.waiting, self.key, 1, members_only=True)
            self.whole = self.whole or not waiting
            if self.whole:
                await self._walk(visible)
                self.seen = visible
        elif self.whole:
            assert await self._everything() >= self.seen & visible

    async def _walk(self, visible: set[str]) -> None:
        """Check that the walk finds every entry, and each in at most one part of the archive."""
        found = await walk(self.site.store, f"{self.path}.atom")
        live, *parts = found.pages
        filed = Counter(id_ for part in parts for id_ in part.entries)
        assert set(filed.values()) <= {1}
        assert filed.keys() | live.entries.keys() == visible

    async def _everything(self) -> set[str]:
        """Return the entries of all current documents of the channel."""
        names = await query(self.site.store, publications.names)
        own = [
            name for name in names if name == f"{self.path}.atom" or name.startswith(f"{self.path}/archive/")
        ]
        found: set[str] = set()
        for name in own:
            publication = await query(self.site.store, publications.fetch, name)
            assert publication is not None
            found |= read(name, publication.body).entries.keys()
        return found


async def publish_in_rounds(site: Newsroom, checks: list[ChannelCheck], rounds: int) -> None:
    """Publish in rounds as a serving process does, and check after each round."""
    for _ in range(rounds):
        site.clock.advance(1)
        if not await site.orchestrator.publish_waiting():
            return
        dirty = {one.path: one for one in await query(site.store, channels.dirty_channels)}
        for channel_check in checks:
            await channel_check.look(dirty)


async def play(story: list[tuple[str, int, int]], folder: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(folder, clock, CHANNELS) as (orchestrator, store):
        while await orchestrator.sweep():
            pass
        site = Newsroom(orchestrator, store, clock)
        keys = await query(store, channels.keys)
        checks = [ChannelCheck(site, path, keys[path]) for path in (QUAY, "index")]
        for move, number, days in [*story, ("rounds", 0, 1_000)]:
            if move == "write":
                await site.write(number, days)
            elif move == "bulk":
                await site.write_all({number + one: days + 9 * one for one in range(BULK)})
            elif move == "renderer":
                await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
            elif move == "rounds":
                await publish_in_rounds(site, checks, days)
            elif move == "clear":
                for one in range(number, number + 8):
                    await site.withdraw(one, withdrawn=True)
            else:
                await site.withdraw(number, withdrawn=move == "withdraw")
        for channel_check in checks:
            assert channel_check.whole
            assert (await walk(store, f"{channel_check.path}.json")).union == site.visible


steps = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 120), st.sampled_from([0, 1, 20, 200])),
    st.tuples(st.just("bulk"), st.sampled_from([0, 20, 40, 80]), st.sampled_from([0, 3, 100])),
    st.tuples(st.sampled_from(["withdraw", "restore"]), st.integers(0, 120), st.just(0)),
    st.tuples(st.just("clear"), st.integers(0, 120), st.just(0)),
    st.tuples(st.just("renderer"), st.just(0), st.just(0)),
    st.tuples(st.just("rounds"), st.just(0), st.sampled_from([1, 2, 3, 1_000])),
)


@pytest.mark.slow
@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=st.lists(steps, min_size=3, max_size=12))
def test_every_visible_article_is_in_a_document(story: list[tuple[str, int, int]]) -> None:
    """R-PAGE-05: bulk arrivals beyond one turn, renderers in between, at every step."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(story, Path(folder)))


def _in(record: Record, path: str) -> Record:
    return replace(record, channels=(path,))


async def settled(orchestrator: Orchestrator, clock: TickingClock) -> None:
    clock.advance(1)
    await orchestrator.finish()


async def test_a_live_feed_waits_for_the_parts_with_its_former_entries(tmp_path: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(dated(number, 900 + number) for number in range(LIMIT))))
        await settled(orchestrator, clock)
        before = await query(store, publications.fetch, f"{QUAY}.atom")
        await orchestrator.take("desk", readings(*(dated(100 + one, 9 * one) for one in range(BULK))))
        clock.advance(1)
        (quay,) = [one for one in await orchestrator.publish_waiting() if one.path == QUAY]
        assert quay.halfway
        assert await query(store, publications.fetch, f"{QUAY}.atom") == before
        assert len([name for name in quay.changed if name.endswith(".atom")]) == AT_ONCE
        await settled(orchestrator, clock)
        assert await query(store, publications.fetch, f"{QUAY}.atom") != before


async def test_a_new_renderer_does_not_delay_the_live_feed(tmp_path: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(dated(100 + one, 9 * one) for one in range(BULK))))
        await settled(orchestrator, clock)
        await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
        late = dated(1, 0)
        await orchestrator.take("desk", readings(late))
        clock.advance(1)
        await orchestrator.publish_waiting()
        assert (await walk(store, f"{QUAY}.atom")).pages[0].entries.keys() >= {late.id}
        (quay,) = [one for one in await query(store, channels.with_waiting_archive, 9) if one.path == QUAY]
        assert len(await query(store, archive.waiting, quay.key, 100)) > AT_ONCE
        assert await query(store, archive.waiting, quay.key, 1, members_only=True) == ()


async def test_links_skip_a_removed_month_while_a_new_renderer_waits(tmp_path: Path) -> None:
    """R-PAGE-13: the next part links to the previous one at once."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = Newsroom(orchestrator, store, clock)
        await site.write_all({one: 9 * one for one in range(BULK)})
        await settled(orchestrator, clock)
        *_, before, _, _, oldest = (await walk(store, f"{QUAY}.atom")).pages
        await change(store, channels.mark_all_dirty, "another renderer", int(clock().timestamp()))
        for id_ in before.entries:
            await site.withdraw(int(id_[-5:]), withdrawn=True)
        clock.advance(1)
        await orchestrator.publish_waiting()
        dirty = [one.path for one in await query(store, channels.dirty_channels)]
        assert QUAY not in dirty
        found = await walk(store, f"{QUAY}.atom")
        assert found.pages[-1].own == oldest.own
        assert found.union.keys() == site.visible.keys()


async def test_a_long_archive_does_not_delay_other_channels(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(4)]
    configured = (
        Channel(path="index", title="All", limit=1_000),
        *(Channel(path=n, title=n, limit=5) for n in names),
    )
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, configured) as (orchestrator, store):
        first = [dated(number, 900) for number in range(4)]
        await orchestrator.take(
            "desk", readings(*(_in(one, name) for one, name in zip(first, names, strict=True)))
        )
        await settled(orchestrator, clock)
        bulk = [_in(dated(100 * n + one, 40 * one), f"c{n}") for n in (1, 2, 3) for one in range(BULK)]
        await orchestrator.take("desk", readings(*bulk))
        halfway: list[str] = []
        for number in range(4):
            await orchestrator.take("desk", readings(_in(dated(number, 0, revision=number), "c0")))
            clock.advance(1)
            result = await orchestrator.publish_waiting()
            assert {one.path for one in result} >= {"c0", "index"}
            halfway += [one.path for one in result if one.halfway]
        # All began in the first round; then each has its turn.
        assert halfway == ["c1", "c2", "c3", "c1", "c2", "c3"]
        await settled(orchestrator, clock)
        assert await query(store, channels.dirty_channels) == ()
