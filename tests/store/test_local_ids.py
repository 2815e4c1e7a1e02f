"""Ids that mean an article within its source only, and ids that change their form; on both databases."""

from feeds.model import Precedence, Record, RecordOutcome, local_id
from feeds.store import Saved, Store, identity, revisions
from tests.store.samples import NOW_S, adopt, article, place
from tests.transactions import change, query

ORDER = Precedence(origins=("desk", "wire", "blog"))


def of(origin: str, id_: str, number: int = 1, **changes: object) -> Record:
    url = f"https://{origin}.example/{number}"
    return article(number, **{"origin": origin, "id": id_, "url": url, **changes})


async def save(store: Store, *records: Record, late_s: int = 0) -> Saved:
    return await change(store, revisions.save, place(await adopt(store), *records), NOW_S + late_s, ORDER)


async def id_of(store: Store, name: str) -> str | None:
    kept = await query(store, identity.by_name, name)
    return kept.record.id if kept else None


async def test_two_feeds_with_the_same_local_ids_never_meet(store: Store) -> None:
    await save(store, of("wire", "42", 1))
    saved = await save(store, of("blog", "42", 2, title="Other"))
    assert list(saved.outcomes) == [RecordOutcome.NEW]
    for record in (of("blog", "42", 2, title="Other"), of("wire", "42", 1)):
        assert list((await save(store, record, late_s=5)).outcomes) == [RecordOutcome.UNCHANGED]
    assert await id_of(store, "42") == "42"
    assert await id_of(store, local_id("42", "blog")) == local_id("42", "blog")


async def test_an_article_stored_under_its_local_id_keeps_it(store: Store) -> None:
    """R-ID-01: minting came later."""
    await save(store, of("desk", "42"))
    saved = await save(store, of("desk", local_id("42", "desk")), late_s=5)
    assert list(saved.outcomes) == [RecordOutcome.UNCHANGED]
    assert await id_of(store, local_id("42", "desk")) == "42"


async def test_a_local_id_finds_its_article_where_one_source_has_it(store: Store) -> None:
    await save(store, of("desk", local_id("42", "desk"), 1), of("wire", local_id("7", "wire"), 2))
    assert await id_of(store, "42") == local_id("42", "desk")
    await save(store, of("wire", local_id("42", "wire"), 3), late_s=5)
    assert await id_of(store, "42") is None


async def test_an_id_that_changes_its_scheme_is_the_same_article(store: Store) -> None:
    first, second = "http://desk.example/a", "https://desk.example/a"
    await save(store, of("desk", first))
    saved = await save(store, of("desk", second), late_s=5)
    assert list(saved.outcomes) == [RecordOutcome.UNCHANGED]
    assert await id_of(store, second) == first
    other = await save(store, of("wire", second, 9, title="Other"), late_s=9)
    assert other.outcomes


async def test_an_id_minted_with_a_year_is_found_by_its_address(store: Store) -> None:
    """R-ID-01: earlier versions put the year of publication into the ids of records without one."""
    old, new = "tag:desk.example,2024:0123456789abcdef", "tag:desk.example,2000:0123456789abcdef"
    await save(store, of("desk", old))
    saved = await save(store, of("desk", new), late_s=5)
    assert list(saved.outcomes) == [RecordOutcome.UNCHANGED]
    assert await id_of(store, new) == old
    other = await save(store, of("desk", "tag:desk.example,2000:fedcba9876543210"), late_s=9)
    assert list(other.outcomes) == [RecordOutcome.NEW]
