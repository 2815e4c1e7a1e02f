"""What several processes count is added up by channel and hour, and forgotten in time."""

import asyncio
from typing import Any

from feeds.model import Access, Declared
from feeds.store import Store, access, open_store
from feeds.store.access.totals import FETCHERS_AT_MOST
from tests.transactions import change, query

HOUR_S = 1_732_550_400


def feedly(subscribers: int, fetcher: str = "f1", form: str = "atom") -> Declared:
    return Declared(format=form, kind="feedly", fetcher=fetcher, subscribers=subscribers)


def counts(channel: str = "news", hour_s: int = HOUR_S, **changes: Any) -> Access:
    values: dict[str, Any] = {
        "polls": (("atom", 2), ("rss", 1)),
        "unchanged": 2,
        "full": 1,
        "sent_bytes": 3_000_000_000,
        "readers": (("curl", 1), ("feedly", 2)),
        "declared": (feedly(42),),
    }
    return Access(channel=channel, hour_s=hour_s, **(values | changes))


async def everything(store: Store, *channels: str) -> list[Access]:
    async with store.read() as tx:
        return [one async for one in access.between(tx, 0, 2**40, channels)]


async def test_what_is_counted_again_is_added(store: Store) -> None:
    await change(store, access.add, (counts(),))
    await change(
        store, access.add, (counts(polls=(("json", 4),), readers=(("curl", 4),), declared=(feedly(40),)),)
    )
    (found,) = await everything(store)
    assert found.polls == (("atom", 2), ("json", 4), ("rss", 1))
    assert found.readers == (("curl", 5), ("feedly", 2))
    assert (found.unchanged, found.deltas, found.full, found.sent_bytes) == (4, 0, 2, 6_000_000_000)
    assert found.total == 7
    assert found.subscribers == 42


async def test_processes_that_add_at_once_lose_nothing(store_url: str) -> None:
    stores = [await open_store(store_url) for _ in range(3)]
    channels = [counts(f"c{number}", declared=()) for number in range(600)]
    await asyncio.gather(*(change(store, access.add, channels) for store in stores for _ in range(3)))
    found = await everything(stores[0])
    assert len(found) == 600
    assert {one.total for one in found} == {27}
    assert (await query(stores[0], access.total)).total == 600 * 27
    for store in stores:
        await store.close()


async def test_hours_and_channels_stay_apart_and_in_order(store: Store) -> None:
    later = counts(hour_s=HOUR_S + 3600)
    await change(store, access.add, (later, counts("sport"), counts()))
    assert [(one.channel, one.hour_s - HOUR_S) for one in await everything(store)] == [
        ("news", 0),
        ("sport", 0),
        ("news", 3600),
    ]
    assert [one.channel for one in await everything(store, "sport")] == ["sport"]
    async with store.read() as tx:
        first = [one async for one in access.between(tx, HOUR_S, HOUR_S + 3600)]
    assert first == [counts(), counts("sport")]


async def test_what_is_too_old_is_forgotten_but_stays_in_the_total(store: Store) -> None:
    await change(store, access.add, (counts(), counts(hour_s=HOUR_S + 3600)))
    await change(store, access.forget, HOUR_S + 3600)
    assert [one.hour_s for one in await everything(store)] == [HOUR_S + 3600]
    total = await query(store, access.total)
    assert (total.total, total.unchanged, total.declared) == (6, 4, ())


async def test_nothing_counted_is_nothing_kept(store: Store) -> None:
    await change(store, access.add, ())
    assert await everything(store) == []
    assert (await query(store, access.total)).total == 0


def test_a_fetcher_counts_once_an_hour_with_its_highest_number() -> None:
    one = counts(declared=(feedly(10), feedly(5, "f2"), feedly(1, form="rss")))
    both = access.same_hour(one, counts(declared=(feedly(12), feedly(4, "f2"))))
    assert both.subscribers == 12 + 5 + 1
    assert access.same_hour(counts(declared=(feedly(12), feedly(4, "f2"))), one).subscribers == 18


def test_over_many_hours_a_fetcher_counts_with_its_last_number() -> None:
    before = counts(declared=(feedly(10), feedly(5, "f2")))
    assert access.next_hour(before, counts(declared=(feedly(7),))).subscribers == 7 + 5


def test_invented_fetchers_do_not_grow_a_row() -> None:
    grown = counts()
    for number in range(300):
        grown = access.same_hour(grown, counts(declared=(feedly(1, f"made-up-{number}"),)))
    assert len(grown.declared) == FETCHERS_AT_MOST
    assert feedly(42) in grown.declared
