"""The documents of an archive part, which are stored together."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from feeds.model import Publication, PublicationDraft
from feeds.publish import build_publication
from feeds.store import PartReader, Store, Transaction, channels, publications, schema
from tests.store.samples import adopt
from tests.transactions import change, query

PART = "2024-02"
AT = datetime(2024, 3, 1, tzinfo=UTC)
NAMES = tuple(f"harbour/archive/{PART}.{ending}" for ending in ("atom", "json", "rss"))


def document(name: str, *, text: bytes = b"The ferry arrives. ", packed: bool = True) -> Publication:
    draft = PublicationDraft(
        name=name, media_type="text/plain", body=name.encode() + text * 99, packed=packed
    )
    return build_publication(draft, number=7, modified_at=AT)


async def read(tx: Transaction) -> dict[str, Publication]:
    """Return the documents of the part by name."""
    parts = PartReader(tx)
    found = [await publications.fetch(tx, name, parts) for name in NAMES]
    return {one.name: one for one in found if one is not None}


async def count(tx: Transaction) -> int:
    return int((await tx.execute(select(func.count()).select_from(schema.part_bodies))).scalar() or 0)


async def test_the_documents_of_a_part_are_stored_together(store: Store) -> None:
    key = (await adopt(store))["harbour"]
    made = {name: document(name) for name in NAMES}
    await change(store, publications.switch, key, tuple(made.values()), NAMES, PART)
    assert await query(store, read) == made
    assert await query(store, publications.fetch, NAMES[1]) == made[NAMES[1]]
    assert await query(store, count) == 1


async def test_a_document_changes_beside_others_that_do_not(store: Store) -> None:
    key = (await adopt(store))["harbour"]
    made = {name: document(name) for name in NAMES}
    await change(store, publications.switch, key, tuple(made.values()), NAMES, PART)
    corrected = document(NAMES[0], text=b"The ferry is late. ")
    await change(store, publications.switch, key, (corrected,), NAMES[:2], PART)
    assert await query(store, read) == {NAMES[0]: corrected, NAMES[1]: made[NAMES[1]]}


async def test_documents_of_an_earlier_version_stay_beside_newer_ones(store: Store) -> None:
    """Each was stored in its own row, with its gzip coding."""
    key = (await adopt(store))["harbour"]
    former = {name: document(name, packed=False) for name in NAMES}
    await change(store, publications.switch, key, tuple(former.values()), NAMES, PART)
    assert await query(store, read) == former
    changed = document(NAMES[2], text=b"The ferry is late. ")
    await change(store, publications.switch, key, (changed,), NAMES, PART)
    assert await query(store, read) == former | {NAMES[2]: changed}


async def test_a_part_or_a_channel_that_ends_leaves_nothing(store: Store) -> None:
    keys = await adopt(store)
    for path, key in keys.items():
        name = f"{path}/archive/{PART}.json"
        await change(store, publications.switch, key, (document(name),), (name,), PART)
    assert await query(store, count) == 2
    await change(store, publications.switch, keys["index"], (), (), PART)
    assert await query(store, count) == 1
    await change(store, channels.adopt, (), 1_730_000_000)
    assert await query(store, count) == 0
