"""The in-memory source of the tests fulfils the contract of publication sources."""

import pytest

from feeds.errors import StoreError
from feeds.model import Publication
from tests.server.memory_source import MemorySource
from tests.server.samples import publication
from tests.server.source_contract import ChangingSource, PublicationSourceContract


class ChangingMemorySource(ChangingSource):
    def __init__(self) -> None:
        self.source: MemorySource = MemorySource()

    async def publish(self, revision: Publication) -> None:
        self.source.put(revision)

    async def withdraw(self, name: str) -> None:
        self.source.drop(name)


@pytest.fixture
def changing() -> ChangingSource:
    return ChangingMemorySource()


class TestMemorySource(PublicationSourceContract):
    pass


async def test_a_broken_store_still_returns_cached_publications() -> None:
    source = MemorySource(publication("news.atom"), publication("news.rss"))
    await source.fetch("news.atom")
    source.broken = True
    assert await source.fetch("news.atom") is not None
    with pytest.raises(StoreError):
        await source.fetch("news.rss")
