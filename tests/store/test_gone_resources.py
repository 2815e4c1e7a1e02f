"""Where the address of a removed part of an archive leads."""

from datetime import UTC, datetime

import pytest

from feeds.model import GoneResource, Part, Position
from feeds.store import Store, archive, publications
from tests.store.samples import adopt
from tests.store.test_publications import publication
from tests.transactions import change, fetched

ENDS = {"2024-06": (6, 30), "2024-07": (7, 27), "2024-07-2": (7, 30), "2024-08": (8, 29)}


def end(month: int, day: int) -> Position:
    return Position(published_at=datetime(2024, month, day, tzinfo=UTC), key=100 * month + day)


def part(name: str) -> Part:
    return Part(name=name, until=end(*ENDS[name]), dirty=1)


async def an_archive(store: Store) -> int:
    """Publish four parts and remove the third; return the key of the channel."""
    key = (await adopt(store))["harbour"]
    await change(store, archive.add, key, [(name, end(*days)) for name, days in ENDS.items()])
    for number, name in enumerate(ENDS, start=1):
        document = publication(f"harbour/archive/{name}.atom", b"<feed/>", number)
        await change(store, publications.switch, key, (document,), (document.name,), name)
    await change(store, archive.remove, key, part("2024-07-2"))
    await change(store, publications.switch, key, (), (), "2024-07-2", until=end(7, 30))
    return key


@pytest.mark.parametrize("days", [(), (29,), (30,), (31,), (29, 31), (30, 31)])
async def test_a_removed_part_leads_to_the_part_before_it_however_that_grows(
    store: Store, days: tuple[int, ...]
) -> None:
    """R-PAGE-05: what was before the removed part is not passed over."""
    key = await an_archive(store)
    before = part("2024-07")
    for day in days:
        await change(store, archive.extend, key, before, end(7, day))
        before = Part(name=before.name, until=end(7, day), dirty=1)
    name = "harbour/archive/2024-07-2.atom"
    found = await fetched(store, name)
    assert found == GoneResource(name=name, moved_to="harbour/archive/2024-07.atom")
