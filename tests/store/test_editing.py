from feeds.store import Store
from tests.store.samples import NOW_S, adopt, article, at, place


async def test_an_editors_withdrawal_outlasts_what_the_source_says(store: Store) -> None:
    keys = await adopt(store)
    id_ = article(1).id
    await store.save(place(keys, article(1)), NOW_S)
    assert (
        await store.set_withdrawn(id_, withdrawn=True, note="ines: court order", now_s=NOW_S + 5)
        == "withdrawn"
    )
    await store.save(place(keys, article(1, title="Said again")), NOW_S + 9)
    assert await store.window(keys["index"], 9) == ()
    (grave,) = await store.tombstones(keys["index"])
    assert grave.id == id_

    assert (
        await store.set_withdrawn(id_, withdrawn=False, note="ines: settled", now_s=NOW_S + 20) == "visible"
    )
    ((key, _),) = await store.window(keys["index"], 9)
    kept = (await store.load([key]))[key]
    assert (kept.record.title, kept.updated_at) == ("Said again", at(NOW_S + 20))
    assert await store.tombstones(keys["index"]) == ()
    said = [(line.kind.value, line.note) for line in await store.history(id_)]
    assert said == [
        ("record", None),
        ("withdrawal", "ines: court order"),
        ("revision", None),
        ("restoration", "ines: settled"),
    ]


async def test_a_word_said_twice_changes_nothing(store: Store) -> None:
    keys = await adopt(store)
    await store.save(place(keys, article(1)), NOW_S)
    await store.set_withdrawn(article(1).id, withdrawn=True, note="a", now_s=NOW_S + 5)
    number = await store.last_number()
    assert await store.set_withdrawn(article(1).id, withdrawn=True, note="b", now_s=NOW_S + 6) == "withdrawn"
    assert await store.last_number() == number
    assert await store.set_withdrawn("urn:x:none", withdrawn=True, note="c", now_s=NOW_S) is None
