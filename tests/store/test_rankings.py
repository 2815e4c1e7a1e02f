"""What is read most, as the store counts and keeps it."""

from datetime import timedelta
from random import Random

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from feeds.model import Record, Status
from feeds.store import (
    Ranked,
    Store,
    channels,
    identity,
    ledger,
    rankings,
    records,
    revisions,
    view_counts,
)
from feeds.store.schema import view_counts as counts
from tests.store.samples import NOW_S, adopt, article, at, place, publish_state
from tests.transactions import change, query

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
START_S = NOW_S // DAY_S * DAY_S
"""A midnight in UTC."""

MOSTREAD = "harbour"
"""The channel that ranks ``index``; what it carries itself does not matter here."""


def old(number: int, views: int | None, **changes: object) -> Record:
    """An article of long ago."""
    return article(number, published_at=at(START_S - 100 * DAY_S + number), views=views, **changes)


async def save(store: Store, keys: dict[str, int], now_s: int, *records: Record) -> None:
    await change(store, revisions.save, place({"index": keys["index"]}, *records), now_s)


async def gains(store: Store, since_s: int, limit: int = 50) -> list[tuple[str, int]]:
    ranked = await query(store, rankings.best, "index", since_s, limit)
    loaded = await query(store, records.load, [one.key for one in ranked])
    return [(loaded[one.key].record.id[-4:], one.gain) for one in ranked]


async def rows(store: Store) -> int:
    async with store.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(counts))).scalar_one())


async def test_a_gain_is_what_was_counted_since(store: Store) -> None:
    keys = await adopt(store)
    for hours, first, second in ((0, 100, 10), (24, 150, 10), (47, 170, 400)):
        await save(store, keys, START_S + hours * HOUR_S, old(1, first), old(2, second))
    assert await gains(store, START_S) == [("0002", 390), ("0001", 70)]
    assert await gains(store, START_S + 25 * HOUR_S) == [("0002", 390), ("0001", 20)]
    assert await gains(store, START_S + 48 * HOUR_S) == []


async def test_what_was_published_since_starts_at_nothing_and_what_is_counted_late_at_its_first_count(
    store: Store,
) -> None:
    keys = await adopt(store)
    week_old = article(1, published_at=at(START_S - 7 * DAY_S), views=500)
    await save(store, keys, START_S, week_old, old(2, 10_000), old(3, None))
    await save(store, keys, START_S + HOUR_S, old(2, 10_001), old(3, 9_000))
    assert await gains(store, START_S - 8 * DAY_S) == [("0001", 500), ("0002", 1)]
    assert await gains(store, START_S - 6 * DAY_S) == [("0002", 1)]
    await save(store, keys, START_S + 2 * HOUR_S, old(3, 9_005))
    assert await gains(store, START_S - 6 * DAY_S) == [("0003", 5), ("0002", 1)]


async def test_ties_go_to_the_newer_and_then_by_id(store: Store) -> None:
    keys = await adopt(store)
    same = at(START_S - DAY_S)
    articles = [
        article(7, views=5, published_at=same),
        article(3, views=5, published_at=same),
        article(9, views=5, published_at=same + timedelta(seconds=1)),
        article(4, views=6, published_at=same),
        article(5, views=0, published_at=same),
    ]
    await save(store, keys, START_S, *articles)
    order = ["0004", "0009", "0003", "0007"]
    assert [id_ for id_, _ in await gains(store, START_S - 2 * DAY_S)] == order
    assert [id_ for id_, _ in await gains(store, START_S - 2 * DAY_S, limit=2)] == order[:2]


async def test_only_visible_members_are_ranked(store: Store) -> None:
    keys = await adopt(store)
    published_at = at(START_S)
    hidden = article(2, views=9, published_at=published_at, release_at=at(START_S + DAY_S))
    await save(store, keys, START_S, article(1, views=3, published_at=published_at), hidden)
    await change(
        store,
        revisions.save,
        place({"harbour": keys["harbour"]}, article(3, views=5, published_at=at(START_S))),
        START_S,
    )
    assert await gains(store, START_S - DAY_S) == [("0001", 3)]


async def test_counters_make_no_revision_and_are_kept_where_a_source_forgets_them(store: Store) -> None:
    """R-EXT-03: counters are no part of what a record says."""
    keys = await adopt(store)
    await save(store, keys, START_S, old(1, 5))
    before = await query(store, identity.by_name, old(1, 5).id)
    number = await query(store, ledger.last_number)
    await save(store, keys, START_S + 60, old(1, 8))
    after = await query(store, identity.by_name, old(1, 5).id)
    assert before is not None
    assert after == replace(before, views=8)
    assert await query(store, ledger.last_number) == number
    await save(store, keys, START_S + 120, old(1, None, title="Another title"))
    changed = await query(store, identity.by_name, old(1, 5).id)
    assert changed is not None
    assert (changed.revision, changed.views) == (2, 8)


async def test_the_history_of_a_counter_is_one_row_an_hour(store: Store) -> None:
    keys = await adopt(store)
    await save(store, keys, START_S, old(1, 5), old(2, 5))
    assert await rows(store) == 0
    for minute in range(50):
        await save(store, keys, START_S + 60 * minute, old(1, 6 + minute), old(2, 5))
    assert await rows(store) == 1
    await save(store, keys, START_S + HOUR_S, old(1, 500))
    assert await rows(store) == 2


@pytest.mark.parametrize("seed", range(3))
async def test_gains_are_those_of_the_whole_history_whatever_was_pruned(store: Store, seed: int) -> None:
    """The last day by the hour, a week and a month by the day."""
    keys, random = await adopt(store), Random(seed)
    counts: dict[int, list[tuple[int, int]]] = {number: [(-1, 100)] for number in range(4)}
    await save(store, keys, START_S - 1, *(old(number, 100) for number in counts))
    hours = sorted(random.sample(range(24 * 40), 150))
    for hour in hours:
        number = random.randrange(4)
        counts[number].append((hour, counts[number][-1][1] + random.randrange(1, 9)))
        await save(store, keys, START_S + hour * HOUR_S + 1_800, old(number, counts[number][-1][1]))
        if random.random() < 0.3:
            await change(store, view_counts.prune, START_S + hour * HOUR_S + 1_801)
    now_s = START_S + hours[-1] * HOUR_S + 1_801
    await change(store, view_counts.prune, now_s)
    for since_s in (
        (now_s - DAY_S) // HOUR_S * HOUR_S,
        (now_s - 7 * DAY_S) // DAY_S * DAY_S,
        (now_s - 30 * DAY_S) // DAY_S * DAY_S,
    ):
        begin = (since_s - START_S) // HOUR_S
        expected = {}
        for number, counted in counts.items():
            start = [views for hour, views in counted if hour < begin][-1]
            if counted[-1][1] > start:
                expected[f"{number:04}"] = counted[-1][1] - start
        assert dict(await gains(store, since_s)) == expected
    assert await rows(store) <= 4 * (31 + 48)


async def ranking(store: Store, keys: dict[str, int]) -> list[str]:
    window = await query(store, rankings.window, keys[MOSTREAD], "index", 50)
    loaded = await query(store, records.load, [key for key, _, _ in window])
    return [loaded[key].record.id[-4:] for key, _, _ in window]


async def rank(store: Store, keys: dict[str, int], now_s: int, *numbers: int) -> bool:
    """Keep a ranking of articles in this order."""
    ranked: list[Ranked] = []
    for number in numbers:
        kept = await query(store, identity.by_name, article(number).id)
        assert kept is not None
        ranked.append(Ranked(key=kept.key, gain=100 - len(ranked)))
    return await change(store, rankings.replace, MOSTREAD, ranked, now_s)


async def dirty(store: Store) -> set[str]:
    return {channel.path for channel in await query(store, channels.dirty_channels)}


async def publish_all(store: Store) -> None:
    for channel in await query(store, channels.dirty_channels):
        await change(store, publish_state, channel.key, (), (), channel.dirty)


async def tombstone_numbers(store: Store, keys: dict[str, int]) -> list[str]:
    return [tombstone.id[-4:] for tombstone in await query(store, records.tombstones, keys[MOSTREAD])]


async def ranked_newsroom(store: Store) -> dict[str, int]:
    """Four articles, of which 1, 2 and 3 are ranked in this order, and all is published."""
    keys = await adopt(store)
    await save(store, keys, NOW_S, *(article(number) for number in (1, 2, 3, 4)))
    assert await rank(store, keys, NOW_S, 1, 2, 3)
    await publish_all(store)
    return keys


async def test_only_another_order_makes_a_ranked_channel_dirty(store: Store) -> None:
    keys = await ranked_newsroom(store)
    assert await ranking(store, keys) == ["0001", "0002", "0003"]
    assert not await rank(store, keys, NOW_S + 300, 1, 2, 3)
    assert await dirty(store) == set()
    assert await rank(store, keys, NOW_S + 600, 2, 1, 3)
    assert await dirty(store) == {MOSTREAD}
    assert await ranking(store, keys) == ["0002", "0001", "0003"]


async def test_who_drops_out_leaves_no_tombstone(store: Store) -> None:
    keys = await ranked_newsroom(store)
    assert await rank(store, keys, NOW_S + 300, 4, 1)
    assert await ranking(store, keys) == ["0004", "0001"]
    assert await tombstone_numbers(store, keys) == []


@pytest.mark.parametrize("dropped_before", [False, True])
async def test_who_is_taken_back_leaves_at_once_with_a_tombstone_and_may_return(
    store: Store, *, dropped_before: bool
) -> None:
    """R-TOMB-01: readers that saw it get the tombstone, even if it had dropped out before."""
    keys = await ranked_newsroom(store)
    if dropped_before:
        assert await rank(store, keys, NOW_S + 10, 1, 3)
        await publish_all(store)
    await change(store, revisions.set_withdrawn, article(2).id, withdrawn=True, note="test", now_s=NOW_S + 60)
    assert MOSTREAD in await dirty(store)
    assert await ranking(store, keys) == ["0001", "0003"]
    assert await tombstone_numbers(store, keys) == ["0002"]
    await publish_all(store)
    await change(
        store, revisions.set_withdrawn, article(2).id, withdrawn=False, note="test", now_s=NOW_S + 120
    )
    assert MOSTREAD in await dirty(store)
    assert await tombstone_numbers(store, keys) == []
    assert await ranking(store, keys) == (["0001", "0003"] if dropped_before else ["0001", "0002", "0003"])


async def test_expiry_and_a_sources_own_word_take_back_too(store: Store) -> None:
    keys = await ranked_newsroom(store)
    await save(store, keys, NOW_S + 1, article(1, expires_at=at(NOW_S + 100)))
    await save(store, keys, NOW_S + 2, article(3, status=Status.WITHDRAWN))
    assert await tombstone_numbers(store, keys) == ["0003"]
    assert await change(store, revisions.apply_due, NOW_S + 100) == {keys["index"], keys[MOSTREAD]}
    assert await ranking(store, keys) == ["0002"]
    assert await tombstone_numbers(store, keys) == ["0001", "0003"]


async def test_a_change_makes_the_ranked_channel_dirty_and_a_counter_does_not(store: Store) -> None:
    keys = await ranked_newsroom(store)
    await save(store, keys, NOW_S + 1, article(1, views=77), article(4, title="Not ranked"))
    assert await dirty(store) == {"index"}
    await save(store, keys, NOW_S + 2, article(1, title="Ranked"))
    assert await dirty(store) == {"index", MOSTREAD}


async def test_an_article_that_leaves_the_channel_leaves_its_ranking(store: Store) -> None:
    keys = await ranked_newsroom(store)
    await change(store, revisions.save, place({"harbour": keys["harbour"]}, article(2)), NOW_S + 1)
    assert await ranking(store, keys) == ["0001", "0003"]


async def test_what_went_while_it_was_being_ranked_is_not_ranked(store: Store) -> None:
    keys = await ranked_newsroom(store)
    await change(store, revisions.set_withdrawn, article(2).id, withdrawn=True, note="test", now_s=NOW_S + 60)
    assert await rank(store, keys, NOW_S + 61, 2, 4)
    assert await ranking(store, keys) == ["0004"]
    assert await tombstone_numbers(store, keys) == ["0002"]


async def test_rankings_of_channels_that_rank_no_more_are_forgotten(store: Store) -> None:
    keys = await ranked_newsroom(store)
    await change(store, rankings.keep_only, [MOSTREAD])
    assert len(await ranking(store, keys)) == 3
    await change(store, rankings.keep_only, [])
    assert await ranking(store, keys) == []


async def test_caches_are_told_when_a_ranked_article_expires(store: Store) -> None:
    """R-HTTP-17."""
    keys = await ranked_newsroom(store)
    assert await query(store, revisions.due_by_channel, NOW_S + 1_000) == {}
    await save(
        store, keys, NOW_S, article(4, expires_at=at(NOW_S + 50)), article(2, expires_at=at(NOW_S + 100))
    )
    assert await query(store, revisions.due_by_channel, NOW_S + 1_000) == {
        "index": NOW_S + 50,
        MOSTREAD: NOW_S + 100,
    }
