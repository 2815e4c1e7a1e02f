"""Private channels in the pipeline: public files contain nothing from them (R-AUTH-04)."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from feeds.errors import StoreError
from feeds.exporters.folder import Folder
from feeds.model import Channel, Format, GoneResource, Publication, Record, Scope, Selection, Tag
from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import Store, channels, gone_resources, publications
from tests.pipeline.site import CREDITS, SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import fetched, query

CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=3),
    Channel(path="news", title="News", limit=3),
    Channel(path="news/club", title="ClubTitle", limit=3, private=True, description="AboutTheClub"),
    Channel(path="news/club/board", title="BoardTitle"),
    Channel(path="english", title="English", where=Selection(languages=("en",))),
)


async def published(store: Store) -> dict[str, Publication]:
    found = {}
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert publication is not None
        found[name] = publication
    return found


def secret(number: int, **changes: object) -> Record:
    return article(
        number,
        id=f"secret-{number:05}",
        title=f"Confidential {number}",
        **({"channels": ("news/club",), "url": f"https://post.example/secret/{number}"} | changes),
    )


def leaks(publications: dict[str, Publication], *words: str) -> list[tuple[str, str]]:
    return [
        (name, word)
        for name, publication in publications.items()
        for word in words
        if not publication.private and (word in name or word.encode() in publication.body)
    ]


WORDS = ("secret", "Confidential", "ClubTitle", "BoardTitle", "AboutTheClub", "news/club")


async def settle(orchestrator: Orchestrator, clock: ManualClock) -> None:
    """Publish everything, also archives, which may take a second each."""
    for _ in range(6):
        await orchestrator.finish()
        clock.advance(2)


async def test_private_articles_are_in_their_channel_and_nowhere_else(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        old = [secret(n, channels=("news/club/board",)) for n in range(50_000, 50_020)]
        batch = (*(article(n) for n in range(9)), *map(secret, range(9)), *old)
        await orchestrator.take("desk", readings(*batch))
        await settle(orchestrator, clock)
        found = await published(store)
    private = {name for name, publication in found.items() if publication.private}
    assert private == {name for name in found if name.startswith("news/club")}
    assert any("/archive/" in name for name in private)
    assert "news/club.opml" in private
    assert {"news/club.rss", "news/club.atom", "news/club.json", "news/club.en.html"} <= private
    assert len(json.loads(found["news/club.json"].body)["items"]) == 3
    assert leaks(found, *WORDS) == []
    assert "news.opml" not in found  # all that is below it is private


async def test_an_article_that_also_names_a_public_channel_is_public(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(secret(1, channels=("news/club", "news"))))
        await orchestrator.finish()
        found = await published(store)
    assert all(b"Confidential 1" in found[f"{path}.atom"].body for path in ("news/club", "news", "index"))


async def test_a_channel_that_turns_private_is_closed_at_once(tmp_path: Path) -> None:
    """Before anything is published again, and with its archive."""
    clock = ManualClock()
    open_ = tuple(replace(channel, private=False) for channel in CHANNELS)
    async with open_orchestrator(tmp_path, clock, open_) as (orchestrator, store):
        await orchestrator.take("desk", readings(*map(secret, range(9)), article(1)))
        await settle(orchestrator, clock)
        before = await published(store)
        assert not any(publication.private for publication in before.values())
        await orchestrator.start(SiteContext(SITE, CHANNELS, CREDITS))
        closed = await published(store)
        assert {name for name, one in closed.items() if one.private} == {
            name for name in before if name.startswith("news/club")
        }
        await settle(orchestrator, clock)
        after = await published(store)
    assert {name: one for name, one in after.items() if one.private}.keys() == {
        name for name in after if name.startswith("news/club")
    }
    titles = ("Confidential", "ClubTitle", "BoardTitle", "AboutTheClub", "news/club")
    assert leaks(after, *titles) == []
    assert b"deleted-entry" in after["index.atom"].body  # readers that have them must be able to drop them


async def test_a_channel_that_becomes_public_is_published_again(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(secret(1)))
        await orchestrator.finish()
        clock.advance(5)
        open_ = tuple(replace(channel, private=False) for channel in CHANNELS)
        await orchestrator.start(SiteContext(SITE, open_, CREDITS))
        await settle(orchestrator, clock)
        found = await published(store)
    assert not any(publication.private for publication in found.values())
    assert b"Confidential 1" in found["index.atom"].body


async def test_a_publisher_with_old_settings_does_not_reopen_a_private_channel(tmp_path: Path) -> None:
    """A publisher that still has the old settings after the new ones are adopted leaves the channel alone."""
    clock = ManualClock()
    open_ = tuple(replace(channel, private=False) for channel in CHANNELS)
    async with open_orchestrator(tmp_path, clock, open_) as (orchestrator, store):
        await orchestrator.take("desk", readings(secret(1)))
        await orchestrator.sweep()
        await orchestrator.sweep()
        waiting = await query(store, channels.dirty_channels)
        club = next(dirty for dirty in waiting if dirty.path == "news/club")
        late = orchestrator._publisher
        await orchestrator.start(SiteContext(SITE, CHANNELS, CREDITS))
        assert (await late.publish(club, clock())).changed == ()
        assert await query(store, publications.fetch, "news/club.atom") is None


async def test_a_removed_private_channel_publishes_nothing(tmp_path: Path) -> None:
    """Neither a sweep nor another read of the source publishes it; its children stay private too."""
    clock = ManualClock()
    batch = readings(secret(1), secret(2, channels=("news/club/board",)), article(1))
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", batch)
        await settle(orchestrator, clock)
        left = tuple(channel for channel in CHANNELS if channel.path != "news/club")
        more = (*left, Channel(path="sport", title="Sport"))
        await orchestrator.start(SiteContext(SITE, more, CREDITS))
        await orchestrator.take("desk", batch)
        await settle(orchestrator, clock)
        found = await published(store)
        assert leaks(found, *WORDS) == []
        assert found["news/club/board.atom"].private
        opened = (*more, Channel(path="news/club", title="Club"))
        await orchestrator.start(SiteContext(SITE, opened, CREDITS))
        await settle(orchestrator, clock)
        assert b"Confidential 1" in (await published(store))["index.atom"].body


async def test_a_former_private_revision_never_replaces_a_public_one(tmp_path: Path) -> None:
    """The last valid revision is shown, unless it was private."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(secret(1), article(2)))
        await orchestrator.finish()
        clock.advance(60)
        spoilt = secret(1, channels=("news",), content_html="<p>\x0c</p>")
        await orchestrator.take("desk", readings(structs.replace(spoilt, title="Open \x0c")))
        await settle(orchestrator, clock)
        found = await published(store)
    assert leaks(found, "Confidential") == []


async def test_a_process_with_old_settings_cannot_place_records(tmp_path: Path) -> None:
    """Another process that has not read the new settings yet."""
    clock = ManualClock()
    open_ = tuple(replace(channel, private=False) for channel in CHANNELS)
    async with open_orchestrator(tmp_path, clock, open_) as (late, store):
        await late.take("desk", readings(article(1)))
        leader = Orchestrator(store, SiteContext(SITE, CHANNELS, CREDITS), clock)
        await leader.start()
        with pytest.raises(StoreError, match="private now"):
            await late.take("desk", readings(secret(1)))
        with pytest.raises(StoreError, match="private now"):
            await late.push("desk", readings(secret(1)), Scope(sources=("desk",)))
        await leader.take("desk", readings(secret(1)))
        await late.load_read_only(SiteContext(SITE, CHANNELS, CREDITS))
        await late.take("desk", readings(secret(2)))
        await settle(leader, clock)
        assert leaks(await published(store), *WORDS) == []


async def test_withdrawals_from_a_private_channel_stay_private(tmp_path: Path) -> None:
    """Neither with a 410 nor in the list of removed channels that `feeds build` writes."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.finish()
        clock.advance(5)
        fewer = tuple(replace(channel, formats=(Format.ATOM,)) for channel in CHANNELS)
        await orchestrator.start(SiteContext(SITE, fewer, CREDITS))
        await settle(orchestrator, clock)
        left = [one.name for one in await query(store, gone_resources.all_public)]
        assert "news.rss" in left
        assert [name for name in left if name.startswith("news/club")] == []
        assert isinstance(await fetched(store, "news.rss"), GoneResource)
        assert await fetched(store, "news/club.rss") is None


async def test_an_export_contains_nothing_private(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(secret(1), article(1)))
        await orchestrator.finish()
        out = Folder(tmp_path / "www", "en")
        for publication in (await published(store)).values():
            if not publication.private:
                out.write(publication)
    files = list((tmp_path / "www").rglob("*"))
    assert not [file for file in files if "club" in file.name]


paths = st.sampled_from(["a", "b", "a/c", "a/d", "a/c/e", "b/f"])


@st.composite
def trees(draw: st.DrawFn) -> tuple[Channel, ...]:
    chosen = draw(st.lists(paths, unique=True, min_size=2, max_size=6))
    where = st.none() | st.just(Selection(tags=("t",))) | st.just(Selection(languages=("en",)))
    channels = [
        Channel(
            path=path,
            title=f"Title-{path.replace('/', '-')}-",
            limit=draw(st.integers(1, 3)),
            private=draw(st.booleans()),
            where=draw(where),
        )
        for path in chosen
    ]
    return (Channel(path="index", title="Post", limit=2), *channels)


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    named = draw(st.lists(st.lists(paths, max_size=2), min_size=1, max_size=12))
    return [
        article(
            40_000 * (number % 3) + number,
            id=f"id-{number:03}-",
            url=f"https://post.example/u-{number:03}-",
            title=f"Headline-{number:03}-",
            channels=tuple(channels),
            tags=(Tag(term=draw(st.sampled_from(["t", "s"]))),),
        )
        for number, channels in enumerate(named)
    ]


def private_paths(channels: tuple[Channel, ...]) -> frozenset[str]:
    tops = [channel.path for channel in channels if channel.private]
    return frozenset(
        one.path for one in channels if any(f"{one.path}/".startswith(f"{top}/") for top in tops)
    )


def only_private(channels: tuple[Channel, ...], batch: list[Record]) -> Iterator[Record]:
    """Check independently that each path is in a channel, and that all of these are private."""
    known = {channel.path for channel in channels}
    private = private_paths(channels)
    for record in batch:
        steps = [name.split("/") for name in record.channels]
        lines = [["/".join(parts[:n]) for n in range(len(parts), 0, -1)] for parts in steps]
        nearest = [next((path for path in line if path in known), None) for line in lines]
        found = {path for path in nearest if path}
        if found and found <= private:
            yield record


@given(channels=trees(), batch=records())
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # an example takes too long to be made smaller
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_public_documents_contain_no_private_article(
    channels: tuple[Channel, ...], batch: list[Record]
) -> None:
    """R-AUTH-04, R-OPML-08: feeds, pages, outlines, sitemaps and archives."""

    async def publish(folder: Path) -> dict[str, Publication]:
        clock = ManualClock()
        async with open_orchestrator(folder, clock, channels) as (orchestrator, store):
            await orchestrator.take("desk", readings(*batch))
            await settle(orchestrator, clock)
            return await published(store)

    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(publish(Path(folder)))
    hidden = [
        text
        for record in only_private(channels, batch)
        for text in (record.id, record.title or "", record.url or "")
    ]
    titles = [f"Title-{path.replace('/', '-')}-" for path in private_paths(channels)]
    assert leaks(found, *hidden, *titles) == []
    for path in private_paths(channels):
        assert found[f"{path}.atom"].private
