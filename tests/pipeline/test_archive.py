"""No article is missing or doubled between live feed and archive (R-PAGE-02 to R-PAGE-07, R-PAGE-10)."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.model import Channel
from feeds.pipeline import Orchestrator
from feeds.store import Store, identity, publications, replication
from feeds.validate import check
from tests.pipeline.house import HandClock, article, desk, readings
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.walking import Walk, fetch, onward, walk
from tests.transactions import query

LIMIT = 5
QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=LIMIT),
    Channel(path="news", title="News", limit=200),
    Channel(path=QUAY, title="Quay", limit=LIMIT, max_bytes=6_000),
)
FORMS = ("atom", "rss", "json")


def check_chain(found: Walk) -> None:
    """Each document but the first is archive, each leads back to the live feed and on to the next."""
    live, *parts = found.pages
    assert not live.archive
    assert len(live.entries) <= LIMIT or "/news." in live.own
    after = None
    seen: set[str] = set()
    for part in parts:
        assert part.archive
        assert part.entries
        assert seen.isdisjoint(part.entries), "an entry is in one part of the archive"
        seen |= set(part.entries)
        assert part.feed_id == live.feed_id
        if not part.own.endswith(".json"):
            assert part.links["current"] == live.own
            assert part.links.get("next-archive") == after
        after = part.own


async def check_everything(room: Newsroom) -> None:
    for path in (QUAY, "index", "news"):
        for form in FORMS:
            found = await walk(room.store, f"{path}.{form}")
            check_chain(found)
            assert found.union == room.visible


steps = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 30), st.sampled_from([0, 1, 2, 3, 20, 21, 40, 41, 42, 200])),
    st.tuples(st.just("withdraw"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("restore"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("publish"), st.just(0), st.just(0)),
    st.tuples(st.just("many"), st.integers(0, 20), st.sampled_from([0, 1, 21, 42, 200])),
)


async def play(story: list[tuple[str, int, int]], folder: Path) -> None:
    clock = TickingClock()
    async with desk(folder, clock, CHANNELS) as (conductor, store):
        room = Newsroom(conductor, store, clock)
        for move, number, days in [*story, ("publish", 0, 0)]:
            if move == "write":
                await room.write(number, days)
            elif move == "many":
                await room.write_all({one: days + one % 3 for one in range(number, number + 10)})
            elif move == "publish":
                await room.publish()
                await check_everything(room)
            else:
                await room.withdraw(number, withdrawn=move == "withdraw")


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=st.lists(steps, min_size=4, max_size=25))
def test_live_feed_and_archive_together_have_every_visible_entry(story: list[tuple[str, int, int]]) -> None:
    """R-PAGE-05."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(story, Path(folder)))


async def newsroom_of(count: int, conductor: Orchestrator, store: Store, clock: HandClock) -> Newsroom:
    """A newsroom with an article a day, the newest today."""
    room = Newsroom(conductor, store, clock)
    await room.write_all({number: number for number in range(count)})
    await room.publish()
    return room


async def test_a_walk_misses_nothing_while_articles_arrive(tmp_path: Path) -> None:
    """R-PAGE-05: what was there before the walk and stays is met on it."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(60, conductor, store, clock)
        before = set(room.visible)
        page = await fetch(store, f"{QUAY}.atom")
        met: set[str] = set()
        number = 100
        while page is not None:
            met |= set(page.entries)
            for _ in range(4):
                number += 1
                await room.write(number, 0)
            await room.publish()
            found = await onward(store, page)
            if found is None:
                break
            page = found
        assert before <= met


async def test_everything_in_the_archive_is_valid(tmp_path: Path) -> None:
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await newsroom_of(70, conductor, store, clock)
        names = [name for name in await query(store, publications.names) if "/archive/" in name]
        assert {f"{QUAY}/archive/2024-09.atom", f"{QUAY}/archive/2024-08.json"} <= set(names)
        for name in names:
            publication = await query(store, publications.fetch, name)
            assert publication is not None
            assert check(publication.body, now=clock()).errors == ()


async def test_a_small_channel_has_no_archive(tmp_path: Path) -> None:
    """R-PAGE-04: no link to an archive that is not there."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await newsroom_of(60, conductor, store, clock)
        assert len((await walk(store, "news.atom")).pages) == 1
        assert not [
            name for name in await query(store, publications.names) if name.startswith("news/archive/")
        ]


async def test_a_correction_far_back_comes_back_to_the_live_feed_until_newer_ones_came(
    tmp_path: Path,
) -> None:
    """R-PAGE-03, R-PAGE-07."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(60, conductor, store, clock)
        clock.pass_s(60)
        await room.write(50, 0)
        await room.publish()
        id_ = article(50).id
        live, *parts = (await walk(store, f"{QUAY}.atom")).pages
        assert live.entries[id_] == room.visible[id_]
        assert len(live.entries) == LIMIT
        assert [part.entries[id_] for part in parts if id_ in part.entries] == [room.visible[id_]]
        for number in range(100, 100 + LIMIT):
            assert id_ in (await fetch(store, f"{QUAY}.atom")).entries
            clock.pass_s(60)
            await room.orchestrator.take("desk", readings(replace(article(number), published_at=clock())))
            await room.publish()
        assert id_ not in (await fetch(store, f"{QUAY}.atom")).entries


async def part_with(store: Store, id_: str) -> str:
    """The document of the quay's archive that an entry is in."""
    pages = (await walk(store, f"{QUAY}.json")).pages[1:]
    (own,) = (page.own for page in pages if id_ in page.entries)
    return own.removeprefix("https://post.example/")


async def test_what_says_nothing_new_does_not_come_back(tmp_path: Path) -> None:
    """R-PAGE-03: only significant changes; the month says it all the same."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(60, conductor, store, clock)
        kept = await query(store, identity.by_name, article(30).id)
        assert kept is not None
        quiet = replace(kept.record, tags=())
        name = await part_with(store, quiet.id)
        before = await query(store, publications.fetch, name)
        await room.orchestrator.take("desk", readings(quiet))
        await room.publish()
        after = await query(store, publications.fetch, name)
        assert before is not None
        assert after is not None
        assert before.digest != after.digest
        assert quiet.id not in (await fetch(store, f"{QUAY}.json")).entries


async def test_only_the_parts_that_a_change_reaches_are_published_anew(tmp_path: Path) -> None:
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(90, conductor, store, clock)
        turn = await query(store, replication.last_turn)
        await room.write(45, 0)
        await room.publish()
        newer = {name for name, _ in await query(store, publications.since, turn) if "/archive/" in name}
        parts = {name.rpartition("/")[2].rpartition(".")[0] for name in newer if name.startswith(QUAY)}
        assert len(parts) == 1


async def test_a_part_that_another_follows_stays_fresh_for_a_year(tmp_path: Path) -> None:
    """R-PAGE-08."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await newsroom_of(70, conductor, store, clock)
        pages = (await walk(store, f"{QUAY}.atom")).pages
        ages = []
        for page in pages:
            publication = await query(
                store, publications.fetch, page.own.removeprefix("https://post.example/")
            )
            assert publication is not None
            ages.append(publication.max_age_s)
        assert 0 < ages[0] <= 3600
        assert ages[1:] == [900, *[31_536_000] * (len(pages) - 2)]


async def test_links_are_in_the_header_too(tmp_path: Path) -> None:
    """R-PAGE-11."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await newsroom_of(70, conductor, store, clock)
        live = await query(store, publications.fetch, f"{QUAY}.rss")
        assert live is not None
        url = (await fetch(store, f"{QUAY}.rss")).links["prev-archive"]
        assert f'<{url}>; rel="prev-archive"' in live.links


async def test_a_long_history_is_filed_behind_the_live_feed(tmp_path: Path) -> None:
    """A first import of more than a few parts: the live feed waits for none of them."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        await conductor.take("desk", readings(*(dated(number, 2 * number) for number in range(300))))
        while await conductor.sweep():
            pass
        clock.pass_s(1)
        await conductor.publish_waiting()
        live = await fetch(store, f"{QUAY}.atom")
        assert len(live.entries) == LIMIT
        assert "prev-archive" not in live.links
        await conductor.finish()
        found = await walk(store, f"{QUAY}.atom")
        check_chain(found)
        assert len(found.union) == 300


async def test_a_late_import_is_filed_in_months_of_its_own(tmp_path: Path) -> None:
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(40, conductor, store, clock)
        await room.write_all({number: number for number in range(200, 240)})
        await room.publish()
        await check_everything(room)
        for page in (await walk(store, f"{QUAY}.json")).pages[1:]:
            assert page.entries
        assert await query(store, publications.fetch, f"{QUAY}/archive/2024-03.json") is not None


async def test_a_month_whose_articles_are_all_withdrawn_goes(tmp_path: Path) -> None:
    """R-PAGE-13: never an empty document."""
    clock = TickingClock()
    async with desk(tmp_path, clock, CHANNELS) as (conductor, store):
        room = await newsroom_of(60, conductor, store, clock)
        name = f"{QUAY}/archive/2024-08.json"
        assert await query(store, publications.fetch, name) is not None
        for id_ in list((await fetch(store, name)).entries):
            await room.withdraw(int(id_[-5:]), withdrawn=True)
        await room.publish()
        assert await query(store, publications.fetch, name) is None
        await check_everything(room)
