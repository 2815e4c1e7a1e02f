"""One article, many names: recognised by id, alias and address, and never lost; on both databases."""

from pathlib import Path

import pytest

from feeds.model import ADDRESS, Alias, Precedence, Record, RecordOutcome, Status
from feeds.store import Saved, Store, identity, ledger, open_store, quarantine, records, revisions
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query

ORDER = Precedence(origins=("desk", "wire", "blog"))


def of(origin: str, number: int, **changes: object) -> Record:
    """The same article as ``article(number)``, as another source brings it."""
    return article(number, **{"origin": origin, "id": f"{origin}-{number}", **changes})


async def save(store: Store, *records: Record, order: Precedence = ORDER, late_s: int = 0) -> Saved:
    return await change(store, revisions.save, place(await adopt(store), *records), NOW_S + late_s, order)


async def shown(store: Store) -> dict[str, str | None]:
    """Ids and titles of all that is visible."""
    keys = await adopt(store)
    loaded = await query(
        store, records.load, [key for key, _ in await query(store, records.window, keys["harbour"], 100)]
    )
    return {kept.record.id: kept.record.title for kept in loaded.values()}


async def id_of(store: Store, name: str) -> str | None:
    kept = await query(store, identity.by_name, name)
    return kept.record.id if kept else None


async def names(store: Store, name: str) -> set[tuple[str, str]]:
    kept = await query(store, identity.by_name, name)
    assert kept is not None
    return {(alias.name, alias.origin) for alias in kept.record.aliases}


ONE = article(1).id
URL = "https://post.example/a/1"


# Names


async def test_a_former_address_leads_to_its_article(store: Store) -> None:
    await save(store, article(1))
    await save(store, article(1, url="https://post.example/b/1"), late_s=5)
    assert await id_of(store, URL) == ONE
    assert await id_of(store, "https://post.example/b/1") == ONE
    assert await names(store, ONE) == {(URL, ADDRESS)}


async def test_an_address_is_first_of_who_is_there_now(store: Store) -> None:
    await save(store, article(1))
    await save(store, article(1, url="https://post.example/b/1"), article(2, url=URL), late_s=5)
    assert await id_of(store, URL) == article(2).id


async def test_an_address_of_several_is_nobodys_name(store: Store) -> None:
    await save(store, *(article(n, url=URL) for n in (1, 2, 3)))
    assert await query(store, identity.by_name, URL) is None
    assert await query(store, identity.by_name, "https://post.example/") is None


async def test_declared_aliases_are_kept_and_make_no_revision(store: Store) -> None:
    await save(store, article(1))
    number = await query(store, ledger.last_number)
    named = article(1, aliases=(Alias(name="legacy-7", origin="desk"),))
    for _ in range(2):
        assert (await save(store, named, late_s=5)).unchanged == 1
    assert await query(store, ledger.last_number) == number
    assert await id_of(store, "legacy-7") == ONE
    state = await change(store, revisions.set_withdrawn, "legacy-7", withdrawn=True, note="test", now_s=NOW_S)
    assert state == "withdrawn"
    assert [line.subject for line in await query(store, ledger.history, ONE)] == [ONE, ONE]


async def test_aliases_survive_a_restart(store_url: str) -> None:
    store = await open_store(store_url)
    await save(store, article(1, aliases=(Alias(name="legacy-7", origin="desk"),)))
    await store.close()
    store = await open_store(store_url)
    assert await id_of(store, "legacy-7") == ONE
    await store.close()


async def test_an_alias_never_shadows_an_id(store: Store) -> None:
    await save(store, article(1), article(2, aliases=(Alias(name=ONE, origin="wire"),)))
    assert await id_of(store, ONE) == ONE
    # A weaker source cannot name what a stronger one brings.
    await save(store, of("blog", 3, aliases=(Alias(name=article(4).id, origin="blog"),)))
    assert await id_of(store, article(4).id) == "blog-3"
    await save(store, article(4), late_s=5)
    assert await id_of(store, article(4).id) == article(4).id
    assert await names(store, "blog-3") == set()


async def test_a_name_that_leads_to_one_article_never_leads_to_another(store: Store) -> None:
    await save(store, article(1, aliases=(Alias(name="legacy-7", origin="desk"),)))
    await save(store, article(2))
    await save(store, article(2, aliases=(Alias(name="legacy-7", origin="desk"),)), late_s=5)
    assert await id_of(store, "legacy-7") == ONE


@pytest.mark.parametrize("together", [False, True])
async def test_an_article_that_is_told_to_be_a_former_one_keeps_its_id(store: Store, together: bool) -> None:  # noqa: FBT001 - a case
    """Ids of a source change, by its own word; within one batch too."""
    moved = article(9, title="Ferry 1 arrives", aliases=(Alias(name=ONE, origin="desk"),))
    batches = [(article(1), moved)] if together else [(article(1),), (moved,)]
    saved = [await save(store, *batch, late_s=5 * number) for number, batch in enumerate(batches)]
    assert [outcome for one in saved for outcome in one.outcomes] == [
        RecordOutcome.NEW,
        RecordOutcome.CHANGED,
    ]
    assert set(await shown(store)) == {ONE}
    assert (await save(store, moved, late_s=9)).unchanged == 1
    assert await id_of(store, article(9).id) == ONE


async def test_a_former_address_tells_it_too_unless_it_is_of_several(store: Store) -> None:
    await save(store, article(1), article(2), article(3, url=article(2).url))
    for number, url, found in ((8, URL, ONE), (9, article(2).url, article(9).id)):
        assert url is not None
        await save(store, article(number, aliases=(Alias(name=url, origin="desk"),)), late_s=5)
        assert await id_of(store, article(number).id) == found


# The same article from two sources


async def test_a_weaker_source_changes_nothing_and_is_remembered(store: Store) -> None:
    await save(store, article(1))
    number = await query(store, ledger.last_number)
    other = of("wire", 1, url="http://post.example/a/1", title="ferry 1 arrives!", content_html="<p>Other")
    for _ in range(2):
        saved = await save(store, other, late_s=60)
        assert (saved.new, saved.changed, saved.unchanged) == (0, 0, 1)
    assert await query(store, ledger.last_number) == number
    assert await shown(store) == {ONE: "Ferry 1 arrives"}
    assert await names(store, "wire-1") == {("wire-1", "wire"), ("http://post.example/a/1", ADDRESS)}
    moved = of("wire", 1, url="https://post.example/moved", title="Quite another", published_at=at(NOW_S))
    assert (await save(store, moved, late_s=90)).unchanged == 1


async def test_a_stronger_source_takes_over_under_the_id_that_was_seen(store: Store) -> None:
    await save(store, of("wire", 1, content_html="<p>Short"))
    saved = await save(store, article(1, content_html="<p>Long"), late_s=60)
    assert (saved.new, saved.changed) == (0, 1)
    kept = await query(store, identity.by_name, ONE)
    assert kept is not None
    assert (kept.record.id, kept.record.origin, kept.revision) == ("wire-1", "desk", 2)
    assert (kept.published_at, kept.updated_at) == (at(NOW_S - 60), at(NOW_S + 60))  # R-TIME-15
    assert (await save(store, of("wire", 1, content_html="<p>Shorter"), late_s=90)).unchanged == 1
    assert (await save(store, article(1, content_html="<p>Longer"), late_s=90)).changed == 1
    assert set(await shown(store)) == {"wire-1"}


@pytest.mark.parametrize("first", ["desk", "wire"])
async def test_of_two_with_one_id_the_stronger_counts(store: Store, first: str) -> None:
    second = {"desk": "wire", "wire": "desk"}[first]
    for late_s, origin in enumerate((first, second, first, second)):
        await save(store, article(1, origin=origin, title=origin), late_s=late_s)
    kept = await query(store, identity.by_name, ONE)
    assert kept is not None
    assert (kept.record.title, kept.revision) == ("desk", 1 if first == "desk" else 2)


async def test_without_an_order_the_later_counts(store: Store) -> None:
    for late_s, origin in enumerate(("a", "b", "a")):
        saved = await save(store, article(1, origin=origin), order=Precedence(), late_s=late_s)
        assert saved.changed == (1 if late_s else 0)


@pytest.mark.parametrize(
    ("stored", "other"),
    [
        ({}, {"title": "Another story"}),
        ({}, {"published_at": at(NOW_S - 3 * 86_400)}),
        ({"url": "https://post.example/"}, {"url": "https://post.example/"}),
        ({"url": None}, {"url": None}),
        ({}, {"url": URL + "#part"}),
    ],
)
async def test_in_doubt_an_article_stays_one_of_its_own(
    store: Store, stored: dict[str, object], other: dict[str, object]
) -> None:
    await save(store, article(1, **stored))
    assert (await save(store, of("wire", 1, **{"published_at": at(NOW_S - 61), **stored, **other}))).new == 1
    assert set(await shown(store)) == {ONE, "wire-1"}


async def test_from_one_source_ids_alone_decide(store: Store) -> None:
    await save(store, article(1))
    assert (await save(store, article(2, url=URL, title=article(1).title, published_at=None))).new == 1


async def test_an_address_that_several_carry_identifies_nothing(store: Store) -> None:
    """Whether they are stored already, come together, or one after the other."""
    same = {"url": URL, "title": "Weather", "published_at": at(NOW_S)}
    await save(store, article(1, **same), article(2, **same))
    assert (await save(store, of("wire", 3, **same))).new == 1
    other = {"url": "https://post.example/b", "title": "Tides", "published_at": at(NOW_S)}
    await save(store, article(5, **other))
    assert (await save(store, of("wire", 6, **other), of("wire", 7, **other))).new == 2
    third = {"url": "https://post.example/c", "title": "Moon", "published_at": at(NOW_S)}
    await save(store, article(8, **third))
    assert (await save(store, of("wire", 8, **third))).unchanged == 1
    assert (await save(store, of("wire", 9, **third))).new == 1


async def test_who_was_taken_over_brings_no_second_record_to_that_article(store: Store) -> None:
    same = {"url": URL, "title": "Weather", "published_at": at(NOW_S)}
    await save(store, of("wire", 1, **same))
    await save(store, article(1, **same), late_s=5)
    assert (await save(store, of("wire", 2, **same), late_s=9)).new == 1


async def test_a_former_address_recognises_as_well(store: Store) -> None:
    await save(store, article(1))
    await save(store, article(1, url="https://post.example/b/1"), late_s=5)
    assert (await save(store, of("wire", 1), late_s=9)).unchanged == 1
    assert (await save(store, of("blog", 1, title="Another", published_at=None), late_s=9)).new == 1


async def test_what_is_withdrawn_stays_so_whatever_another_source_says(store: Store) -> None:
    await save(store, of("wire", 1), of("wire", 2, status=Status.WITHDRAWN))
    await change(store, revisions.set_withdrawn, "wire-1", withdrawn=True, note="test", now_s=NOW_S + 5)
    await save(store, article(1), article(2), of("blog", 1), of("blog", 2), late_s=9)
    assert await shown(store) == {}
    for name, found in ((ONE, "wire-1"), (article(2).id, "wire-2"), ("blog-2", "wire-2")):
        kept = await query(store, identity.by_name, name)
        assert kept is not None
        assert (kept.record.id, kept.state) == (found, "withdrawn")
    await save(store, of("wire", 2), late_s=20)  # its own source takes that back
    assert set(await shown(store)) == {"wire-2"}


async def test_two_that_are_one_article_come_together(store: Store) -> None:
    await save(store, article(1), of("wire", 1), of("blog", 1))
    assert set(await shown(store)) == {ONE, "wire-1", "blog-1"}  # nothing was stored to recognise them by
    await save(
        store, article(5, aliases=(Alias(name="b-5", origin="blog"), Alias(name="w-5", origin="wire")))
    )
    saved = await save(store, of("blog", 5, id="b-5"), of("wire", 5, id="w-5"), late_s=5)
    assert saved.outcomes == (RecordOutcome.UNCHANGED, RecordOutcome.UNCHANGED)
    reverse = Precedence(origins=("wire", "blog", "desk"))
    for _ in range(2):
        saved = await save(
            store, of("wire", 5, id="w-5", title="W"), of("blog", 5, id="b-5", title="B"), order=reverse
        )
    assert saved.changed == 0
    assert (await shown(store))[article(5).id] == "W"


async def test_what_was_held_under_the_other_id_is_let_go(store: Store) -> None:
    from feeds.store import QuarantineStage, Rejection

    held = Rejection(stage=QuarantineStage.READING, origin="desk", subject=ONE, place="x:1", findings=())
    await save(store, of("wire", 1))
    await change(store, quarantine.add, [held], NOW_S)
    await save(store, article(1), late_s=5)
    assert await query(store, quarantine.count_by_source) == {}


async def test_the_names_come_back_with_an_export(store: Store, tmp_path: Path) -> None:
    """What ``everything`` yields, saved anew, is recognised by as before."""
    moved = article(1, url="https://post.example/b/1", aliases=(Alias(name="legacy-7", origin="desk"),))
    for late_s, record in enumerate((of("wire", 1), article(1), moved)):
        await save(store, record, late_s=late_s)
    before = await names(store, "wire-1")
    assert before == {(ONE, "desk"), ("wire-1", "wire"), ("legacy-7", "desk"), (URL, ADDRESS)}
    async with store.read() as tx:
        copies = [stored.record async for stored in identity.everything(tx)]
    other = await open_store(f"sqlite:///{tmp_path}/other.db")
    assert (await save(other, *copies)).new == 1
    assert await names(other, "wire-1") == before
    assert (await save(other, moved, of("wire", 1), late_s=9)).unchanged == 2
    assert (await save(other, of("wire", 2, url=URL, title=article(1).title), late_s=9)).new == 1
    await other.close()
