import asyncio
import gzip
from datetime import UTC, datetime

from feeds.model import Coding, Publication, Representation
from feeds.store import DirtyChannel, Store, channels, open_store, publications, replication
from tests.store.samples import NOW_S, adopt, at, publish_state
from tests.transactions import change, query


def publication(name: str, body: bytes, number: int) -> Publication:
    return Publication(
        name=name,
        media_type="application/rss+xml",
        number=number,
        digest="d" * 64,
        modified_at=at(NOW_S),
        links='<https://post.example/x>; rel="self"',
        language="en",
        representations=(
            Representation(coding=Coding.IDENTITY, body=body, etag=f'"{number}"'),
            Representation(coding=Coding.GZIP, body=gzip.compress(body, mtime=0), etag=f'"{number}-gz"'),
        ),
    )


def channel(key: int, dirty: int) -> DirtyChannel:
    return DirtyChannel(
        key=key,
        path="harbour",
        id="urn:x",
        dirty=dirty,
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
        changed_at=None,
    )


async def test_what_was_published_comes_back_byte_for_byte(store: Store) -> None:
    keys = await adopt(store)
    made = publication("harbour.rss", b"<rss/>" * 200, 7)
    await change(store, publish_state, keys["harbour"], [made], ["harbour.rss"], 7)
    assert await query(store, publications.fetch, "harbour.rss") == made
    assert await query(store, publications.fetch, "harbour.atom") is None
    stored = (await query(store, publications.last_publications, keys["harbour"]))["harbour.rss"]
    assert (stored.number, stored.digest, stored.modified_at) == (7, made.digest, made.modified_at)


async def test_a_channel_switches_at_once_and_drops_what_it_no_longer_has(store: Store) -> None:
    keys = await adopt(store)
    names = ["harbour.atom", "harbour.rss"]
    first = [publication(name, b"x" * 500, 7) for name in names]
    await change(store, publish_state, keys["harbour"], first, names, 7)
    second = publication("harbour.rss", b"y" * 500, 8)
    await change(store, publish_state, keys["harbour"], [second], ["harbour.rss"], 8)
    assert await query(store, publications.names) == ("harbour.rss",)
    assert await query(store, publications.fetch, "harbour.rss") == second


async def test_another_process_hears_of_a_publication(store: Store, store_url: str) -> None:
    keys = await adopt(store)
    other = await open_store(store_url)
    try:
        async with replication.following(other) as changed:
            async with asyncio.timeout(5):
                await changed.wait()
            changed.clear()
            made = publication("harbour.rss", b"x" * 500, 7)
            await change(store, publish_state, keys["harbour"], [made], ["harbour.rss"], 7)
            async with asyncio.timeout(5):
                await changed.wait()
        assert await query(other, publications.fetch, "harbour.rss") == made
    finally:
        await other.close()


async def test_a_state_is_published_once_by_whichever_process_is_first(store: Store, store_url: str) -> None:
    """The second one waits for the first, and then finds that another state than it knew is published."""
    key = (await adopt(store))["harbour"]
    other = await open_store(store_url)
    try:
        async with store.write() as tx:
            assert await publications.advance(tx, key, seen=0, number=7)
            late = asyncio.create_task(change(other, publications.advance, key, seen=0, number=6))
        assert not await late
        assert await change(other, publications.advance, key, seen=7, number=8)
        assert not await change(other, publications.advance, key + 1_000, seen=0, number=9)
    finally:
        await other.close()
    known = await query(store, channels.dirty_channel, key)
    assert known is not None
    assert known.built == 8
