from feeds.store import Store, ledger, records, revisions
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query


async def test_an_editors_withdrawal_outlasts_what_the_source_says(store: Store) -> None:
    keys = await adopt(store)
    id_ = article(1).id
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    assert (
        await change(
            store, revisions.set_withdrawn, id_, withdrawn=True, note="ines: court order", now_s=NOW_S + 5
        )
        == "withdrawn"
    )
    await change(store, revisions.save, place(keys, article(1, title="Said again")), NOW_S + 9)
    assert await query(store, records.window, keys["index"], 9) == ()
    (tombstone,) = await query(store, records.tombstones, keys["index"])
    assert tombstone.id == id_

    assert (
        await change(
            store, revisions.set_withdrawn, id_, withdrawn=False, note="ines: settled", now_s=NOW_S + 20
        )
        == "visible"
    )
    ((key, _),) = await query(store, records.window, keys["index"], 9)
    kept = (await query(store, records.load, [key]))[key]
    assert (kept.record.title, kept.updated_at) == ("Said again", at(NOW_S + 20))
    assert await query(store, records.tombstones, keys["index"]) == ()
    said = [(line.kind.value, line.note) for line in await query(store, ledger.history, id_)]
    assert said == [
        ("record", None),
        ("withdrawal", "ines: court order"),
        ("revision", None),
        ("restoration", "ines: settled"),
    ]


async def test_a_word_said_twice_changes_nothing(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    await change(store, revisions.set_withdrawn, article(1).id, withdrawn=True, note="a", now_s=NOW_S + 5)
    number = await query(store, ledger.last_number)
    assert (
        await change(store, revisions.set_withdrawn, article(1).id, withdrawn=True, note="b", now_s=NOW_S + 6)
        == "withdrawn"
    )
    assert await query(store, ledger.last_number) == number
    assert (
        await change(store, revisions.set_withdrawn, "urn:x:none", withdrawn=True, note="c", now_s=NOW_S)
        is None
    )
