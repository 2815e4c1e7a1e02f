"""The shelf of the tests keeps the contract of all shelves."""

import pytest

from feeds.errors import StoreError
from feeds.model import Publication
from tests.server.samples import publication
from tests.server.shelf_contract import ShelfContract, Shelved
from tests.server.shelves import MemoryShelf


class InMemory(Shelved):
    def __init__(self) -> None:
        self.shelf: MemoryShelf = MemoryShelf()

    async def publish(self, revision: Publication) -> None:
        self.shelf.put(revision)

    async def withdraw(self, name: str) -> None:
        self.shelf.drop(name)


@pytest.fixture
def shelved() -> Shelved:
    return InMemory()


class TestMemoryShelf(ShelfContract):
    pass


async def test_a_broken_store_still_gives_what_memory_has() -> None:
    shelf = MemoryShelf(publication("news.atom"), publication("news.rss"))
    await shelf.fetch("news.atom")
    shelf.broken = True
    assert await shelf.fetch("news.atom") is not None
    with pytest.raises(StoreError):
        await shelf.fetch("news.rss")
