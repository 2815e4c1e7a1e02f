"""Readers poll the running service over several changes; those that process deltas get deltas."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import shake_256
from pathlib import Path

import feedparser

from feeds.model import Record
from feeds.pipeline import Orchestrator
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from feeds.service.publication_cache import PublicationCache
from feeds.store import Store, revisions
from tests.pipeline.site import SITE, START, ManualClock, article, open_orchestrator, readings
from tests.transactions import change

READER = "python-reader/3.22 (+https://github.com/lemon24/reader)"


@asynccontextmanager
async def served(
    folder: Path, clock: ManualClock
) -> AsyncIterator[tuple[Orchestrator, Store, PublicationCache, str]]:
    """A newsroom of twenty articles, published and served; yields its address too."""
    async with open_orchestrator(folder, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(long_article(number) for number in range(20))))
        source = PublicationCache(store)
        app = make_app(source, ServerOptions(site_url=SITE.url), clock=lambda: clock().timestamp())
        listening = open_socket("127.0.0.1", 0)
        async with serving(app, [listening]):
            yield orchestrator, store, source, f"http://127.0.0.1:{listening.getsockname()[1]}"


def long_article(number: int, **changes: object) -> Record:
    """An article with a text of its own, which compression does not take for another's."""
    text = shake_256(str(number).encode()).hexdigest(600)
    return article(number, **{"content_html": f"<p>{text}</p>", **changes})


async def publish(orchestrator: Orchestrator, source: PublicationCache, clock: ManualClock) -> None:
    clock.advance(2)
    for result in await orchestrator.finish():
        await source.refresh(result.changed)


def titles_of(feed: feedparser.FeedParserDict) -> list[str]:
    return [str(entry.title) for entry in feed.entries]


async def test_a_reader_of_deltas_gets_what_changed(tmp_path: Path) -> None:
    """R-HTTP-54: feedparser sends ``A-IM: feed`` for every program; this one processes a 226."""
    clock = ManualClock()
    async with served(tmp_path, clock) as (orchestrator, store, source, address):
        await publish(orchestrator, source, clock)
        url = f"{address}/news.atom"
        first = await asyncio.to_thread(feedparser.parse, url, agent=READER)
        assert (first.status, len(first.entries)) == (200, 20)
        assert (await asyncio.to_thread(feedparser.parse, url, agent=READER, etag=first.etag)).status == 304

        late = long_article(50, title="A late ferry", published_at=START + timedelta(seconds=1))
        await orchestrator.take("desk", readings(late, long_article(7, title="Ferry 7 came after all")))
        await publish(orchestrator, source, clock)
        second = await asyncio.to_thread(feedparser.parse, url, agent=READER, etag=first.etag)
        assert (second.status, titles_of(second)) == (226, ["A late ferry", "Ferry 7 came after all"])
        assert second.headers["im"] == "feed"
        assert not second.bozo

        now_s = int(clock().timestamp())
        await change(store, revisions.set_withdrawn, article(3).id, withdrawn=True, note="test", now_s=now_s)
        await publish(orchestrator, source, clock)
        third = await asyncio.to_thread(feedparser.parse, url, agent=READER, etag=second.etag)
        # The article that the withdrawn one had pushed out of the window is back.
        assert (third.status, titles_of(third)) == (226, ["Ferry 19 arrives"])
        assert (await asyncio.to_thread(feedparser.parse, url, agent=READER, etag=third.etag)).status == 304

        # A reader that was away longer gets all changes at once.
        all_changes = await asyncio.to_thread(feedparser.parse, url, agent=READER, etag=first.etag)
        news = ["A late ferry", "Ferry 7 came after all", "Ferry 19 arrives"]
        assert (all_changes.status, titles_of(all_changes)) == (226, news)


async def test_the_archive_is_served(tmp_path: Path) -> None:
    """R-PAGE-02, R-PAGE-08, R-PAGE-11."""
    clock = ManualClock()
    async with served(tmp_path, clock) as (orchestrator, _, source, address):
        await publish(orchestrator, source, clock)
        live = await asyncio.to_thread(feedparser.parse, f"{address}/news/quay.atom")
        (before,) = [link.href for link in live.feed.links if link.rel == "prev-archive"]
        part = await asyncio.to_thread(feedparser.parse, before.replace(SITE.url, address))
        assert part.status == 200
        assert 'rel="current"' in part.headers["link"]
        ids = {entry.id for entry in (*live.entries, *part.entries)}
        assert ids == {article(number).id for number in range(20)}
