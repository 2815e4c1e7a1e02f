"""Nothing that is published, and nothing that ends, escapes those who follow; whatever its number is."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from feeds.config import load
from feeds.model import GoneResource, Publication
from feeds.publish import offer_codings
from feeds.server.response_counters import ResponseCounters
from feeds.service import running
from feeds.service.access_flusher import AccessFlusher
from feeds.service.background_tasks import BackgroundTasks
from feeds.service.publication_cache import PublicationCache
from feeds.service.workers import Workers
from feeds.store import Store, channels, gone_resources, open_store, publications, replication
from tests.store.samples import adopt, publish_state
from tests.store.test_publications import publication
from tests.transactions import change, fetched, query

NAMES = ("harbour.atom", "harbour.json", "harbour.rss")
TIMEOUT_S = 20


async def publish(store: Store, key: int, number: int, *names: str) -> None:
    """Switch a channel to these names, all of them new."""
    made = [publication(name, f"{name} {number} ".encode() * 50, number) for name in names]
    await change(store, publish_state, key, made, names, number)


async def test_a_lower_number_than_one_seen_is_told_all_the_same(store: Store) -> None:
    keys = await adopt(store)
    await publish(store, keys["index"], 9, "index.rss")
    seen = await query(store, replication.last_turn)
    await publish(store, keys["harbour"], 7, "harbour.rss")
    assert [name for name, _ in await query(store, publications.since, seen)] == ["harbour.rss"]
    assert await query(store, publications.since, await query(store, replication.last_turn)) == ()


async def test_what_ends_is_told_remembered_and_comes_back(store: Store, store_url: str) -> None:
    """R-HTTP-46, R-PAGE-13; a process that starts later knows too."""
    key = (await adopt(store))["harbour"]
    await publish(store, key, 7, "harbour.atom", "harbour.rss")
    seen = await query(store, replication.last_turn)
    await change(store, publish_state, key, [], ["harbour.rss"], 8)
    assert await query(store, publications.since, seen) == (("harbour.atom", seen + 1),)
    later = await open_store(store_url)
    assert await fetched(later, "harbour.atom") == GoneResource(name="harbour.atom")
    assert await fetched(later, "harbour.json") is None
    await later.close()
    await publish(store, key, 9, "harbour.atom", "harbour.rss")
    assert isinstance(await fetched(store, "harbour.atom"), Publication)
    assert await query(store, gone_resources.all_public) == ()
    assert [name for name, _ in await query(store, publications.since, seen)] == [
        "harbour.atom",
        "harbour.rss",
    ]


async def test_a_channel_that_ends_leaves_no_addresses_that_ended(store: Store) -> None:
    """R-HTTP-46: what is merely left out of the settings is unknown, not gone."""
    key = (await adopt(store))["harbour"]
    await publish(store, key, 7, "harbour.atom", "harbour.rss")
    await change(store, publish_state, key, [], ["harbour.rss"], 8)
    await change(store, channels.adopt, (), 8)
    assert await fetched(store, "harbour.atom") is None
    assert await fetched(store, "harbour.rss") is None


async def test_turns_are_seen_in_order(store: Store, store_url: str) -> None:
    """Who took a later turn waits for the earlier one, on every database."""
    keys = await adopt(store)
    seen = await query(store, replication.last_turn)
    other = await open_store(store_url)
    async with store.database.write() as connection:
        made = [publication("index.rss", b"x" * 500, 9)]
        await publications.switch(connection, keys["index"], made, ["index.rss"])
        waiting = asyncio.create_task(publish(other, keys["harbour"], 7, "harbour.rss"))
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert not done
        assert await query(other, publications.since, seen) == ()
    await waiting
    assert await query(other, publications.since, seen) == (
        ("index.rss", seen + 1),
        ("harbour.rss", seen + 2),
    )
    await other.close()


async def test_no_reader_meets_half_of_a_publication(store: Store, store_url: str) -> None:
    """One question is one moment: the tags are of the revision that they are read with."""
    key = (await adopt(store))["harbour"]
    await publish(store, key, 1, "harbour.rss")
    other = await open_store(store_url)

    async def republish() -> None:
        for number in range(2, 40):
            await publish(store, key, number, "harbour.rss")

    writing = asyncio.create_task(republish())
    while not writing.done():
        found = await query(other, publications.fetch, "harbour.rss")
        assert found is not None
        assert {one.etag.strip('"').removesuffix("-gz") for one in found.representations} == {
            str(found.number)
        }
    await writing
    await other.close()


SETTINGS = """
[site]
title = "Post"
url = "https://post.example"
[store]
url = "{url}"
"""


@asynccontextmanager
async def follower(folder: Path, url: str) -> AsyncIterator[PublicationCache]:
    """Open the publication cache of a process that only follows."""
    config = folder / "follower.toml"
    config.write_text(SETTINGS.format(url=url), encoding="utf-8")
    async with running(load(config), publishes=False) as service:
        cache = PublicationCache(service.store)
        workers = Workers(config, "127.0.0.1", 0)
        flusher = AccessFlusher(ResponseCounters(), service.store, service.clock, kept_s=60)
        async with BackgroundTasks(service, cache, workers, flusher, follower=True).open():
            yield cache


async def is_current(cache: PublicationCache, store: Store, name: str) -> bool:
    """Whether a process would not answer with an older publication than the store has."""
    cached = cache.cached(name)
    stored = await fetched(store, name)
    return cached is None or (isinstance(stored, Publication) and cached == offer_codings(stored))


async def agree(cache: PublicationCache, store: Store, names: tuple[str, ...]) -> None:
    """Wait until the cache has the current publications; it reads missing ones from the store."""
    async with asyncio.timeout(TIMEOUT_S):
        for name in names:
            while not await is_current(cache, store, name):  # noqa: ASYNC110 - what others publish has no event
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("seed", range(4))
async def test_a_follower_ends_with_what_two_writers_left(
    store: Store, store_url: str, tmp_path: Path, seed: int
) -> None:
    """Two processes publish and end addresses with whatever numbers, while readers ask the follower."""
    keys = await adopt(store)
    second = await open_store(store_url)
    names = {"harbour": NAMES, "index": tuple(name.replace("harbour", "index") for name in NAMES)}
    everything = (*names["harbour"], *names["index"])
    chance = random.Random(seed)

    async def write(own: Store, path: str) -> None:
        for _ in range(25):
            some = [name for name in names[path] if chance.random() < 0.7]
            await publish(own, keys[path], chance.randrange(1, 1_000), *some)
            await asyncio.sleep(chance.choice((0, 0, 0.002, 0.01)))

    async def ask(cache: PublicationCache, writers: list[asyncio.Task[None]]) -> None:
        while not all(writer.done() for writer in writers):
            await cache.fetch(chance.choice(everything))
            await asyncio.sleep(0)

    async with follower(tmp_path, store_url) as cache:
        writers = [asyncio.create_task(write(store, "harbour")), asyncio.create_task(write(second, "index"))]
        await asyncio.gather(*writers, *(ask(cache, writers) for _ in range(3)))
        await agree(cache, store, everything)
    await second.close()


async def test_an_unexpected_error_reaches_the_one_who_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever for commits that nothing listens to any more: the supervisor restarts it."""
    monkeypatch.setattr(replication, "POLL_S", "no number")
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    try:
        with pytest.raises(TypeError):
            async with replication.following(store), asyncio.timeout(TIMEOUT_S):
                await asyncio.Event().wait()
    finally:
        await store.close()
