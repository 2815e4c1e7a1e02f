"""What several processes do at the same time on one database is done once, and none of them fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import update

from feeds.store import (
    Ranked,
    Store,
    Transaction,
    facts,
    identity,
    ledger,
    open_store,
    rankings,
    records,
    revisions,
    schema,
)
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@pytest.fixture
async def stores(store_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores over one database, opened at the same time while it is empty."""
    first, second = await asyncio.gather(open_store(store_url), open_store(store_url))
    yield first, second
    await first.close()
    await second.close()


async def both(
    stores: tuple[Store, Store],
    function: Callable[Concatenate[Transaction, Arguments], Awaitable[Result]],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> list[Result]:
    """Make a change in both stores at the same time."""
    first, second = (change(store, function, *args, **kwargs) for store in stores)
    return list(await asyncio.gather(first, second))


async def test_channels_are_adopted_once(stores: tuple[Store, Store]) -> None:
    one, other = await asyncio.gather(*map(adopt, stores))
    assert one == other
    assert await query(stores[0], ledger.last_number) == await _number_of_one_adoption(stores[1])


async def _number_of_one_adoption(store: Store) -> int:
    """Return the last number once the channels are there; adopting them again takes none."""
    await adopt(store)
    return await query(store, ledger.last_number)


async def test_records_are_saved_and_changed_once(stores: tuple[Store, Store]) -> None:
    keys = await adopt(stores[0])
    new = await both(stores, revisions.save, place(keys, *map(article, range(20))), NOW_S)
    assert [saved.new for saved in new].count(20) == 1
    changed = place(keys, *(article(number, title="Changed") for number in range(20)))
    assert sorted(saved.changed for saved in await both(stores, revisions.save, changed, NOW_S)) == [0, 20]
    found = await query(stores[0], identity.by_name, article(1).id)
    assert found is not None
    assert found.revision == 2


async def test_due_times_are_applied_once(stores: tuple[Store, Store]) -> None:
    """An article is released and expires once, whichever process notices first."""
    keys = await adopt(stores[0])
    released = [article(n, release_at=at(NOW_S + 60), expires_at=at(NOW_S + 120)) for n in range(20)]
    await change(stores[0], revisions.save, place(keys, *released), NOW_S)
    for now_s, visible in ((NOW_S + 60, 20), (NOW_S + 120, 0)):
        applied = await both(stores, revisions.apply_due, now_s)
        assert sorted(map(len, applied)) == [0, 2]
        assert len(await query(stores[1], records.window, keys["harbour"], 100)) == visible


async def test_an_article_is_withdrawn_once(stores: tuple[Store, Store]) -> None:
    keys = await adopt(stores[0])
    await change(stores[0], revisions.save, place(keys, article(1)), NOW_S)
    id_ = article(1).id
    await both(stores, revisions.set_withdrawn, id_, withdrawn=True, note="test", now_s=NOW_S)
    (tombstone,) = await query(stores[0], records.tombstones, keys["harbour"], 9)
    assert tombstone.id == id_


async def test_a_sweep_is_shared(stores: tuple[Store, Store]) -> None:
    keys = await adopt(stores[0])
    await change(stores[0], revisions.save, place({"index": keys["index"]}, *map(article, range(700))), NOW_S)
    await change(stores[0], _sweep_again)

    both_channels = tuple(sorted(keys.values()))

    async def sweep(tx: Transaction) -> bool:
        await ledger.lock(tx)
        step = await revisions.next_step(tx, lambda _: both_channels)
        if step is not None:
            await revisions.apply_step(tx, step, lambda _: both_channels, NOW_S)
        return step is not None

    while any(await both(stores, sweep)):
        pass
    assert len(await query(stores[1], records.window, keys["harbour"], 1_000)) == 700
    assert not await query(stores[1], revisions.needs_sweep)


async def _sweep_again(tx: Transaction) -> None:
    await tx.execute(update(schema.channels).values(swept=0))


async def test_a_ranking_and_a_value_are_stored_once(stores: tuple[Store, Store]) -> None:
    keys = await adopt(stores[0])
    await change(stores[0], revisions.save, place(keys, article(1)), NOW_S)
    found = await query(stores[0], identity.by_name, article(1).id)
    assert found is not None
    ranked = [Ranked(key=found.key, gain=7)]
    assert sorted(await both(stores, rankings.replace, "harbour", ranked, NOW_S)) == [False, True]
    await both(stores, facts.put, "seen", "now")
    assert await query(stores[0], facts.get, "seen") == "now"
