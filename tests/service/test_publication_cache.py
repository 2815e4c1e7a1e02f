"""The source over a real store keeps the contract that the server asks of any source."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from feeds.errors import StoreError
from feeds.model import Access, Coding, Publication, PublicationDraft
from feeds.publish import build_publication, offer_codings
from feeds.service.due_times import read_schedule
from feeds.service.publication_cache import PublicationCache
from feeds.store import (
    ChannelSettings,
    DirtyChannel,
    Store,
    access,
    channels,
    open_store,
    publications,
    revisions,
)
from feeds.store.threads import Result, Work
from tests.pipeline.site import ManualClock, article, open_orchestrator, readings
from tests.server.samples import publication
from tests.server.source_contract import ChangingSource, PublicationSourceContract
from tests.store.samples import NOW_S, at, publish_state
from tests.transactions import change, query


class InStore(ChangingSource):
    """A channel of a real store, with arbitrary publications."""

    def __init__(self, store: Store, channel: DirtyChannel, source: PublicationCache) -> None:
        self._store = store
        self._channel = channel
        self._names: set[str] = set()
        self._over_store = self.source = source

    async def publish(self, revision: Publication) -> None:
        self._names.add(revision.name)
        await self._switch([revision], revision.name)

    async def withdraw(self, name: str) -> None:
        self._names.remove(name)
        await self._switch([], name)

    async def _switch(self, changed: list[Publication], name: str) -> None:
        await change(
            self._store,
            publish_state,
            self._channel.key,
            changed,
            sorted(self._names),
            self._channel.dirty,
        )
        await self._over_store.refresh([name])
        self._over_store.opened = True


@pytest.fixture
async def changing(tmp_path: Path) -> AsyncIterator[InStore]:
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    wanted = ChannelSettings(
        path="news", id=None, minted_id="urn:x:news", membership_hash="r", head_hash="l", context_hash="s"
    )
    await change(store, channels.adopt, (wanted,), NOW_S)
    await change(store, revisions.finish_sweep)
    (channel,) = await query(store, channels.dirty_channels)
    yield InStore(store, channel, PublicationCache(store))
    await store.close()


class TestStoreShelf(PublicationSourceContract):
    pass


async def test_memory_is_bounded_by_bytes_and_the_least_used_goes(changing: InStore) -> None:
    small = PublicationCache(changing._store, limit_bytes=40_000)
    for number in range(9):
        await changing.publish(publication(f"n{number}.atom", body=bytes([65 + number]) * 10_000))
        await small.fetch(f"n{number}.atom")
        small.cached("n0.atom")
    held = [number for number in range(9) if small.cached(f"n{number}.atom")]
    assert 0 in held
    assert 8 in held
    assert len(held) < 5
    assert await small.fetch("n4.atom") is not None


async def test_documents_of_an_archive_are_answered_in_all_codings(changing: InStore) -> None:
    """R-HTTP-24: gzip, which is not stored, is what it is for other publications."""
    draft = PublicationDraft(name="news/archive/2024-02.atom", media_type="x/y", body=b"<feed/>" * 400)
    whole, packed = (
        build_publication(replace(draft, packed=packed), number=42, modified_at=at(NOW_S))
        for packed in (False, True)
    )
    key = changing._channel.key
    await change(changing._store, publications.switch, key, (packed,), (packed.name,), "2024-02")
    found = await changing.source.fetch(packed.name)
    assert found == offer_codings(whole)
    assert isinstance(found, Publication)
    assert [one.coding for one in found.representations] == [Coding.IDENTITY, Coding.GZIP, Coding.BR]


class Pausing(Store):
    """A store whose read transactions end when the test lets them."""

    def __init__(self, other: Store) -> None:
        super().__init__(other.database)
        self.was_read = asyncio.Event()
        self.may_end = asyncio.Event()

    async def read_at_once(self, work: Work[Result]) -> Result:
        result = await super().read_at_once(work)
        self.was_read.set()
        await self.may_end.wait()
        return result


@pytest.mark.parametrize("everything", [True, False])
async def test_what_was_read_before_a_change_is_not_kept_after_it(
    changing: InStore, *, everything: bool
) -> None:
    """A reader's question, the old answer on its way, and the news that it is old."""
    await changing.publish(publication("news.atom", number=1))
    store = Pausing(changing._store)
    source = PublicationCache(store)
    asking = asyncio.create_task(source.fetch("news.atom"))
    await store.was_read.wait()
    await changing.publish(publication("news.atom", number=2, body=b"<feed>newer</feed>" * 20))
    if everything:
        source.clear()
    else:
        await source.refresh(["news.atom"])
    store.may_end.set()
    found = await asking
    assert isinstance(found, Publication)
    assert found.number == 2
    assert source.cached("news.atom") is found


async def test_what_is_in_memory_and_what_was_read_is_known(changing: InStore) -> None:
    await changing.publish(publication("news.atom"))
    source = PublicationCache(changing._store)
    for _ in range(2):
        await source.fetch("news.atom")
    held = source.cache_stats()
    assert (held.publications, held.reads) == (1, 1)
    assert held.size_bytes > len(publication("news.atom").body)
    source.clear()
    assert (source.cache_stats().publications, source.cache_stats().size_bytes) == (0, 0)


async def test_facts_tell_what_waits_and_when_something_changed(changing: InStore) -> None:
    before = await changing.source.status()
    assert (before.waiting, before.published_at, before.access.total) == (1, None, 0)
    await changing.publish(publication("news.atom"))
    polled = Access(channel="news", hour_s=3600, polls=(("atom", 3),), readers=(("curl", 3),), unchanged=3)
    await change(changing._store, access.add, (polled,))
    after = await changing.source.status()
    assert (after.waiting, after.published_at) == (0, publication("news.atom").modified_at)
    assert (after.access.total, after.access.unchanged) == (3, 3)


async def test_a_store_out_of_reach_is_an_outage_and_memory_still_answers(changing: InStore) -> None:
    """R-HTTP-47, R-HTTP-52."""
    await changing.publish(publication("news.atom"))
    await changing.source.fetch("news.atom")
    async with changing._store.database.write() as connection:
        await connection.execute(text("DROP TABLE publications"))
    assert await changing.source.fetch("news.atom") is not None
    with pytest.raises(StoreError, match="did not answer"):
        await changing.source.fetch("sport.atom")


async def test_a_version_with_an_expiry_is_not_read_without_its_due_time(tmp_path: Path) -> None:
    """R-HTTP-17: it would be sent as fresh beyond the expiry until due times are looked up again."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        cache = PublicationCache(store)
        await orchestrator.take("desk", readings(article(1)))
        await orchestrator.finish()
        now_s = int(clock.now.timestamp())
        cache.apply_schedule(await query(store, read_schedule, now_s), now_s)
        await cache.fetch("news.atom")
        assert cache.due_s("news") is None
        expires_at = clock.now + timedelta(seconds=30)
        await orchestrator.take("desk", readings(article(2, expires_at=expires_at)))
        clock.advance(1)
        (published, *_) = [one for one in await orchestrator.finish() if one.path == "news"]
        await cache.refresh(published.changed)
        shown = cache.cached("news.atom")
        assert shown is not None
        assert b"Ferry 2" in shown.body
        assert cache.due_s("news") == expires_at.timestamp()
