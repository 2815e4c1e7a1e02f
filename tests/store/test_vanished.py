"""Records that a complete read of their source no longer brought."""

from datetime import timedelta

from feeds.store import Store, ledger, records, revisions
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query


async def test_what_vanished_is_withdrawn_until_it_returns(store: Store) -> None:
    keys = await adopt(store)
    saved = await change(store, revisions.save, place(keys, article(1), article(2)), NOW_S)
    vanished = await query(store, revisions.find_vanished, "desk", {saved.keys[0]})
    assert (vanished.keys, vanished.before, vanished.believable) == ((saved.keys[1],), 2, True)
    assert await change(store, revisions.withdraw_vanished, "desk", vanished.keys, NOW_S + 9) == 1
    assert [key for key, _ in await query(store, records.window, keys["index"], 9)] == [saved.keys[0]]
    (tombstone,) = await query(store, records.tombstones, keys["index"])
    assert (tombstone.id, tombstone.deleted_at) == (article(2).id, at(NOW_S + 9))
    assert (await query(store, revisions.find_vanished, "desk", {saved.keys[0]})).keys == ()
    assert await change(store, revisions.withdraw_vanished, "desk", vanished.keys, NOW_S + 9) == 0

    again = await change(store, revisions.save, place(keys, article(2)), NOW_S + 20)
    assert (again.changed, again.keys) == (1, (saved.keys[1],))
    assert len(await query(store, records.window, keys["index"], 9)) == 2
    assert await query(store, records.tombstones, keys["index"]) == ()
    lines = await query(store, ledger.history, article(2).id)
    assert [line.kind.value for line in lines] == ["record", "revision", "revision"]


async def test_records_of_other_sources_and_states_stay(store: Store) -> None:
    keys = await adopt(store)
    other = article(1, origin="wire", id="urn:x:1", url=None)
    expired = article(2, expires_at=at(NOW_S) - timedelta(days=1))
    await change(store, revisions.save, place(keys, other, expired), NOW_S)
    waiting = article(3, release_at=at(NOW_S) + timedelta(days=1))
    saved = await change(store, revisions.save, place(keys, waiting), NOW_S)
    vanished = await query(store, revisions.find_vanished, "desk", frozenset())
    assert (vanished.keys, vanished.believable) == (saved.keys, False)
    assert await change(store, revisions.withdraw_vanished, "wire", vanished.keys, NOW_S) == 0
    assert await change(store, revisions.withdraw_vanished, "desk", vanished.keys, NOW_S) == 1
    assert await query(store, records.tombstones, keys["index"]) == ()


async def test_half_of_the_records_are_enough(store: Store) -> None:
    keys = await adopt(store)
    batch = place(keys, *(article(number) for number in range(4)))
    saved = await change(store, revisions.save, batch, NOW_S)
    assert (await query(store, revisions.find_vanished, "desk", set(saved.keys[:2]))).believable
    assert not (await query(store, revisions.find_vanished, "desk", set(saved.keys[:1]))).believable
