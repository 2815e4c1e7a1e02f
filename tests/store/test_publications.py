import asyncio
import gzip
from datetime import UTC, datetime

from feeds.model import Coding, Publication, Representation
from feeds.store import DirtyChannel, Store, open_store, publications, replication
from tests.store.samples import NOW_S, adopt, at
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
    await change(store, publications.publish, keys["harbour"], [made], ["harbour.rss"], 7)
    assert await query(store, publications.fetch, "harbour.rss") == made
    assert await query(store, publications.fetch, "harbour.atom") is None
    stored = (await query(store, publications.last_publications, keys["harbour"]))["harbour.rss"]
    assert (stored.number, stored.digest, stored.modified_at) == (7, made.digest, made.modified_at)


async def test_a_channel_switches_at_once_and_drops_what_it_no_longer_has(store: Store) -> None:
    keys = await adopt(store)
    names = ["harbour.atom", "harbour.rss"]
    first = [publication(name, b"x" * 500, 7) for name in names]
    await change(store, publications.publish, keys["harbour"], first, names, 7)
    second = publication("harbour.rss", b"y" * 500, 8)
    await change(store, publications.publish, keys["harbour"], [second], ["harbour.rss"], 8)
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
            await change(store, publications.publish, keys["harbour"], [made], ["harbour.rss"], 7)
            async with asyncio.timeout(5):
                await changed.wait()
        assert await query(other, publications.fetch, "harbour.rss") == made
    finally:
        await other.close()
