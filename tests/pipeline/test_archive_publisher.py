"""No article is missing or doubled between live feed and archive (R-PAGE-02 to R-PAGE-07, R-PAGE-10)."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from feeds.model import Channel, GoneResource
from feeds.pipeline import Orchestrator
from feeds.store import Store, identity, publications, replication
from feeds.validate import check
from tests.examples import examples
from tests.pipeline.archive_walk import Walk, fetch, onward, walk
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.site import SITE, START, ManualClock, article, open_orchestrator, readings
from tests.transactions import fetched, query

LIMIT = 5
QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=LIMIT),
    Channel(path="news", title="News", limit=200),
    Channel(path=QUAY, title="Quay", limit=LIMIT, max_bytes=6_000),
)
FORMS = ("atom", "rss", "json")


def check_chain(found: Walk) -> None:
    """Check that all documents but the first are archives, linked to the live feed and to the next one."""
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


async def check_everything(site: Newsroom) -> None:
    for path in (QUAY, "index", "news"):
        for form in FORMS:
            found = await walk(site.store, f"{path}.{form}")
            check_chain(found)
            assert found.union == site.visible


steps = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 30), st.sampled_from([0, 1, 2, 3, 20, 21, 40, 41, 42, 200])),
    st.tuples(st.just("withdraw"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("restore"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("publish"), st.just(0), st.just(0)),
    st.tuples(st.just("many"), st.integers(0, 20), st.sampled_from([0, 1, 21, 42, 200])),
)


async def play(story: list[tuple[str, int, int]], folder: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(folder, clock, CHANNELS) as (orchestrator, store):
        site = Newsroom(orchestrator, store, clock)
        for move, number, days in [*story, ("publish", 0, 0)]:
            if move == "write":
                await site.write(number, days)
            elif move == "many":
                await site.write_all({one: days + one % 3 for one in range(number, number + 10)})
            elif move == "publish":
                await site.publish()
                await check_everything(site)
            else:
                await site.withdraw(number, withdrawn=move == "withdraw")


@pytest.mark.slow
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=st.lists(steps, min_size=4, max_size=25))
def test_live_feed_and_archive_together_have_every_visible_entry(story: list[tuple[str, int, int]]) -> None:
    """R-PAGE-05."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(story, Path(folder)))


async def newsroom_of(count: int, orchestrator: Orchestrator, store: Store, clock: ManualClock) -> Newsroom:
    """Return a newsroom with an article for each day, the newest from today."""
    site = Newsroom(orchestrator, store, clock)
    await site.write_all({number: number for number in range(count)})
    await site.publish()
    return site


async def test_a_walk_misses_nothing_while_articles_arrive(tmp_path: Path) -> None:
    """R-PAGE-05: the walk finds what existed before it and still exists."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(60, orchestrator, store, clock)
        before = set(site.visible)
        page = await fetch(store, f"{QUAY}.atom")
        met: set[str] = set()
        number = 100
        while page is not None:
            met |= set(page.entries)
            for _ in range(4):
                number += 1
                await site.write(number, 0)
            await site.publish()
            found = await onward(store, page)
            if found is None:
                break
            page = found
        assert before <= met


async def test_everything_in_the_archive_is_valid(tmp_path: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await newsroom_of(70, orchestrator, store, clock)
        names = [name for name in await query(store, publications.names) if "/archive/" in name]
        assert {f"{QUAY}/archive/2024-09.atom", f"{QUAY}/archive/2024-08.json"} <= set(names)
        for name in names:
            publication = await query(store, publications.fetch, name)
            assert publication is not None
            assert check(publication.body, now=clock()).errors == ()


async def test_a_small_channel_has_no_archive(tmp_path: Path) -> None:
    """R-PAGE-04: no link to a missing archive."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await newsroom_of(60, orchestrator, store, clock)
        assert len((await walk(store, "news.atom")).pages) == 1
        assert not [
            name for name in await query(store, publications.names) if name.startswith("news/archive/")
        ]


async def test_a_corrected_old_article_returns_to_the_live_feed_for_a_while(
    tmp_path: Path,
) -> None:
    """R-PAGE-03, R-PAGE-07."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(60, orchestrator, store, clock)
        clock.advance(60)
        await site.write(50, 0)
        await site.publish()
        id_ = article(50).id
        live, *parts = (await walk(store, f"{QUAY}.atom")).pages
        assert live.entries[id_] == site.visible[id_]
        assert len(live.entries) == LIMIT
        assert [part.entries[id_] for part in parts if id_ in part.entries] == [site.visible[id_]]
        for number in range(100, 100 + LIMIT):
            assert id_ in (await fetch(store, f"{QUAY}.atom")).entries
            clock.advance(60)
            await site.orchestrator.take(
                "desk", readings(structs.replace(article(number), published_at=clock()))
            )
            await site.publish()
        assert id_ not in (await fetch(store, f"{QUAY}.atom")).entries


async def part_with(store: Store, id_: str) -> str:
    """Return the document of the quay archive that contains an entry."""
    pages = (await walk(store, f"{QUAY}.json")).pages[1:]
    (own,) = (page.own for page in pages if id_ in page.entries)
    return own.removeprefix("https://post.example/")


async def test_an_insignificant_change_does_not_return_to_the_live_feed(tmp_path: Path) -> None:
    """R-PAGE-03: only significant changes; the monthly document contains the change all the same."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(60, orchestrator, store, clock)
        stored = await query(store, identity.by_name, article(30).id)
        assert stored is not None
        quiet = structs.replace(stored.record, tags=())
        name = await part_with(store, quiet.id)
        before = await query(store, publications.fetch, name)
        await site.orchestrator.take("desk", readings(quiet))
        await site.publish()
        after = await query(store, publications.fetch, name)
        assert before is not None
        assert after is not None
        assert before.digest != after.digest
        assert quiet.id not in (await fetch(store, f"{QUAY}.json")).entries


async def test_only_the_parts_that_a_change_affects_are_published_again(tmp_path: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(90, orchestrator, store, clock)
        turn = await query(store, replication.last_turn)
        await site.write(45, 0)
        await site.publish()
        newer = {name for name, _ in await query(store, publications.since, turn) if "/archive/" in name}
        parts = {name.rpartition("/")[2].rpartition(".")[0] for name in newer if name.startswith(QUAY)}
        assert len(parts) == 1


async def test_copies_of_parts_are_always_revalidated(tmp_path: Path) -> None:
    """R-PAGE-08."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await newsroom_of(70, orchestrator, store, clock)
        pages = (await walk(store, f"{QUAY}.atom")).pages
        ages = []
        for page in pages:
            publication = await query(
                store, publications.fetch, page.own.removeprefix("https://post.example/")
            )
            assert publication is not None
            ages.append(publication.max_age_s)
        assert 0 < ages[0] <= 3600
        assert set(ages[1:]) == {0}


async def test_links_are_also_in_the_header(tmp_path: Path) -> None:
    """R-PAGE-11."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await newsroom_of(70, orchestrator, store, clock)
        live = await query(store, publications.fetch, f"{QUAY}.rss")
        assert live is not None
        url = (await fetch(store, f"{QUAY}.rss")).links["prev-archive"]
        assert f'<{url}>; rel="prev-archive"' in live.links


async def test_a_long_history_is_archived_after_the_live_feed(tmp_path: Path) -> None:
    """R-PAGE-06. A first import of more than a few parts: the live feed waits for none of them."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(dated(number, 2 * number) for number in range(300))))
        while await orchestrator.sweep():
            pass
        clock.advance(1)
        await orchestrator.publish_waiting()
        live = await fetch(store, f"{QUAY}.atom")
        assert len(live.entries) == LIMIT
        assert "prev-archive" not in live.links
        await orchestrator.finish()
        found = await walk(store, f"{QUAY}.atom")
        check_chain(found)
        assert len(found.union) == 300


async def test_a_late_import_is_archived_in_its_own_months(tmp_path: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(40, orchestrator, store, clock)
        await site.write_all({number: number for number in range(200, 240)})
        await site.publish()
        await check_everything(site)
        for page in (await walk(store, f"{QUAY}.json")).pages[1:]:
            assert page.entries
        assert await query(store, publications.fetch, f"{QUAY}/archive/2024-03.json") is not None


async def test_a_month_without_articles_is_removed(tmp_path: Path) -> None:
    """R-PAGE-13: never an empty document."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(60, orchestrator, store, clock)
        name = f"{QUAY}/archive/2024-08.json"
        assert await query(store, publications.fetch, name) is not None
        for id_ in list((await fetch(store, name)).entries):
            await site.withdraw(int(id_[-5:]), withdrawn=True)
        await site.publish()
        assert await query(store, publications.fetch, name) is None
        await check_everything(site)


async def test_a_removed_part_leads_to_the_part_before_it(tmp_path: Path) -> None:
    """R-PAGE-08: a link from a copy made before the removal does not end the walk."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(90, orchestrator, store, clock)
        names = [page.own.removeprefix(f"{SITE.url}/") for page in (await walk(store, f"{QUAY}.atom")).pages]
        removed, before = names[2:4]
        for id_ in list((await fetch(store, removed)).entries):
            await site.withdraw(int(id_[-5:]), withdrawn=True)
        await site.publish()
        found = await fetched(store, removed)
        assert found == GoneResource(name=removed, moved_to=before)
        await site.write_all({500 + one: 31 + one for one in range(60)})
        await site.publish()
        assert isinstance(await fetched(store, removed), GoneResource)
        await check_everything(site)


async def test_a_removed_archive_leads_to_the_live_feed(tmp_path: Path) -> None:
    """R-PAGE-08, R-PAGE-13."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        site = await newsroom_of(60, orchestrator, store, clock)
        _, *parts = (await walk(store, f"{QUAY}.rss")).pages
        for id_ in {id_ for part in parts for id_ in part.entries}:
            await site.withdraw(int(id_[-5:]), withdrawn=True)
        await site.publish()
        name = parts[0].own.removeprefix(f"{SITE.url}/")
        found = await fetched(store, name)
        assert found == GoneResource(name=name, moved_to=f"{QUAY}.rss")


async def test_a_month_is_one_part_unless_it_is_too_large(tmp_path: Path) -> None:
    """However many times entries left the live feed; 220 articles once made 14 parts of 2 to 25."""
    clock = ManualClock(START)
    channels_ = (
        Channel(path="index", title="Harbour Post", limit=300),
        replace(CHANNELS[2], max_bytes=500_000),
    )
    async with open_orchestrator(tmp_path, clock, channels_) as (orchestrator, store):
        for number in range(60):
            clock.advance(12 * 3600)
            arrived = structs.replace(article(number), published_at=clock())
            await orchestrator.take("desk", readings(arrived))
            await orchestrator.finish()
        live, *parts = (await walk(store, f"{QUAY}.atom")).pages
        assert [part.own.rpartition("/")[2] for part in parts] == ["2024-11.atom", "2024-10.atom"]
        assert len({id_ for part in (live, *parts) for id_ in part.entries}) == 60
        names = await query(store, publications.names)
        assert not [name for name in names if name.startswith("index/archive/")]


async def test_220_articles_of_a_month_are_one_part(tmp_path: Path) -> None:
    """The rest of a live feed of 50; they once made 14 parts."""
    clock = ManualClock(START)
    channels_ = (Channel(path="index", title="Harbour Post"), Channel(path=QUAY, title="Quay", limit=50))
    async with open_orchestrator(tmp_path, clock, channels_) as (orchestrator, store):
        for first in range(0, 220, 55):
            clock.advance(3600)
            arrived = [
                structs.replace(article(first + one), published_at=clock() + timedelta(seconds=one - 55))
                for one in range(55)
            ]
            await orchestrator.take("desk", readings(*arrived))
            await orchestrator.finish()
        live, *parts = (await walk(store, f"{QUAY}.atom")).pages
        assert len(live.entries) == 50
        assert [part.own.rpartition("/")[2] for part in parts] == ["2024-10.atom"]
        assert len(live.entries | parts[0].entries) == 220


async def test_articles_of_one_moment_are_ordered_by_arrival(tmp_path: Path) -> None:
    """As date-only sources have them: the last one that came is the newest, whatever its id is."""
    clock = TickingClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        order = [8, 30, 9, 10, 3, 12, 11, 1, 2]
        same = [structs.replace(article(number), published_at=START) for number in order]
        await orchestrator.take("desk", readings(*same[:4]))
        await orchestrator.take("desk", readings(*same[4:]))
        clock.advance(1)
        await orchestrator.finish()
        newest_first = [one.id for one in reversed(same)]
        for form in FORMS:
            pages = (await walk(store, f"{QUAY}.{form}")).pages
            assert list(pages[0].entries) == newest_first[:LIMIT]
            assert list(dict.fromkeys(id_ for page in pages for id_ in page.entries)) == newest_first
