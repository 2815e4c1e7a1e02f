"""Most-read channels, from the view counts to the feed, with a manual clock."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import html

from feeds.model import Channel, Format, Period, Record, Selection
from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import Store, channels, publications, revisions
from feeds.validate import check
from tests.pipeline.site import (
    CHANNELS,
    CREDITS,
    SITE,
    START,
    ManualClock,
    article,
    open_orchestrator,
    readings,
)
from tests.render.pages import found
from tests.transactions import change, query

TOP = Channel(path="news/top", title="Most read", limit=3, most_read=Period.WEEK)
SITE_TOP = Channel(path="top", title="Most read today", most_read=Period.DAY)
ALL = (*CHANNELS, TOP, SITE_TOP)
FORMS = tuple(form.value for form in Format)
EVERY_S = 300


class Newsroom:
    """An orchestrator with five articles that have view counts, and the content of its feeds."""

    def __init__(self, orchestrator: Orchestrator, store: Store, clock: ManualClock) -> None:
        self.orchestrator = orchestrator
        self.store = store
        self.clock = clock

    async def count(self, **views: int) -> None:
        """Read articles again with other view counts."""
        records = [article(int(name[1:]), views=count) for name, count in views.items()]
        await self.orchestrator.take("desk", readings(*records))

    async def take(self, *records: Record) -> None:
        await self.orchestrator.take("desk", readings(*records))

    async def publish(self, after_s: float = 2) -> set[str]:
        """Advance the clock, publish, and return the addresses that changed."""
        self.clock.advance(after_s)
        return {name for result in await self.orchestrator.finish() for name in result.changed}

    async def body(self, name: str) -> bytes:
        publication = await query(self.store, publications.fetch, name)
        assert publication is not None
        return publication.body

    async def titles(self, name: str) -> list[str]:
        body = await self.body(name)
        if name.endswith(".json"):
            return [str(item["title"]) for item in json.loads(body)["items"]]
        return [str(entry.title) for entry in feedparser.parse(body).entries]

    async def order(self, path: str = "news/top") -> list[int]:
        """Return the articles of a ranked feed, which are the same in every format."""
        by_format = {form: await self.titles(f"{path}.{form}") for form in FORMS}
        assert len({tuple(titles) for titles in by_format.values()}) == 1
        return [int(title.split()[1]) for title in by_format["json"]]


@asynccontextmanager
async def newsroom(folder: Path, channels: tuple[Channel, ...] = ALL) -> AsyncIterator[Newsroom]:
    clock = ManualClock()
    async with open_orchestrator(folder, clock, channels) as (orchestrator, store):
        site = Newsroom(orchestrator, store, clock)
        await site.count(a1=10, a2=50, a3=30, a4=40, a5=0)
        await site.publish()
        yield site


async def test_entries_are_in_the_order_of_rank_in_every_format(tmp_path: Path) -> None:
    """R-ATOM-27: readers ignore the order of entries, so that it can express the rank."""
    async with newsroom(tmp_path) as site:
        assert await site.order() == [2, 4, 3]
        assert await site.order("top") == [2, 4, 3, 1]
        for form in FORMS:
            report = check(await site.body(f"news/top.{form}"), now=site.clock())
            assert report.findings == ()
        assert await site.titles("news.json") == [f"Ferry {number} arrives" for number in range(1, 6)]


async def test_a_ranking_is_computed_at_most_every_five_minutes(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        await site.count(a1=1_000)
        assert await site.publish(EVERY_S - 10) == set()
        changed = await site.publish(10)
        assert await site.order() == [1, 2, 4]
        assert {name.partition(".")[0] for name in changed} == {"news/top", "top"}
        assert await site.publish(EVERY_S) == set()


async def test_view_counts_change_no_other_feed_and_no_entry_time(tmp_path: Path) -> None:
    """R-EXT-03, R-PERF-04."""
    async with newsroom(tmp_path) as site:
        names = [name for name in await query(site.store, publications.names) if "top" not in name]
        before = {name: await query(site.store, publications.fetch, name) for name in names}
        entries = {
            entry.id: entry.updated for entry in feedparser.parse(await site.body("news/top.atom")).entries
        }
        await site.count(a1=1_000, a3=2_000)
        await site.publish(EVERY_S)
        assert await site.order() == [3, 1, 2]
        assert {name: await query(site.store, publications.fetch, name) for name in names} == before
        after = feedparser.parse(await site.body("news/top.atom"))
        assert {entry.id: entry.updated for entry in after.entries}.items() >= {
            id_: entries[id_] for id_ in (article(2).id, article(3).id)
        }.items()
        assert after.feed.updated == "2024-10-22T08:05:02Z"


async def test_a_ranking_is_fresh_until_it_is_computed_again(tmp_path: Path) -> None:
    """R-HTTP-16: its poll interval does not follow from the times of its entries."""
    async with newsroom(tmp_path) as site:
        publication = await query(site.store, publications.fetch, "news/top.rss")
        assert publication is not None
        assert publication.max_age_s == EVERY_S
        assert b"<ttl>5</ttl>" in publication.body


async def test_a_ranking_is_published_only_when_its_order_changes(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        await site.count(a1=11, a2=55, a3=33, a4=44)
        assert await site.publish(EVERY_S) == set()
        assert await query(site.store, channels.dirty_channels) == ()


async def test_a_withdrawn_article_leaves_the_ranking_at_once(tmp_path: Path) -> None:
    """R-TOMB-01."""
    async with newsroom(tmp_path) as site:
        now_s = int(site.clock().timestamp())
        await change(
            site.store, revisions.set_withdrawn, article(2).id, withdrawn=True, note="test", now_s=now_s
        )
        changed = await site.publish()
        assert {"news/quay.atom", "news.atom", "news/top.atom", "top.atom"} <= changed
        assert await site.order() == [4, 3]
        atom = await site.body("news/top.atom")
        assert b'<at:deleted-entry ref="tag:post.example,2024:00002"' in atom
        assert check(atom, now=site.clock()).errors == ()


async def test_expiry_and_embargo_apply_to_the_ranking(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        later = START + timedelta(seconds=60)
        await site.take(article(2, views=50, expires_at=later), article(4, views=40, release_at=later))
        await site.publish()
        assert await site.order() == [2, 3]
        await site.publish(60)
        assert await site.order() == [4, 3]
        assert b'ref="tag:post.example,2024:00002"' in await site.body("news/top.atom")


async def test_a_correction_appears_in_the_ranking_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        await site.take(article(4, title="Ferry 4 sank", views=40))
        changed = await site.publish()
        assert {"news.rss", "news/top.rss"} <= changed
        assert await site.titles("news/top.rss") == ["Ferry 2 arrives", "Ferry 4 sank", "Ferry 3 arrives"]


async def test_an_article_that_drops_out_leaves_no_tombstone_archive_or_delta(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        await site.count(a1=500, a5=400)
        await site.publish(EVERY_S)
        assert await site.order() == [1, 5, 2]
        assert b"deleted-entry" not in await site.body("news/top.atom")
        names = await query(site.store, publications.names)
        assert [name for name in names if name.startswith(("news/top/", "top/"))] == []
        for form in FORMS:
            ranked = await query(site.store, publications.fetch, f"news/top.{form}")
            ordinary = await query(site.store, publications.fetch, f"news.{form}")
            assert ranked is not None
            assert ordinary is not None
            assert (ranked.delta_index, bool(ordinary.delta_index)) == (b"", True)
            assert "prev-archive" not in ranked.links


@pytest.mark.parametrize(("language", "heading"), [("en", "Most read in 7 days"), ("zh", "7 天阅读排行")])
async def test_the_page_shows_rank_and_views(tmp_path: Path, language: str, heading: str) -> None:
    async with newsroom(tmp_path) as site:
        page = html.document_fromstring(await site.body(f"news/top.{language}.html"))
        assert found(page, "string(//h2[@id='latest'])") == [heading]
        titles = ["Ferry 2 arrives", "Ferry 4 arrives", "Ferry 3 arrives"]
        assert found(page, "//ol[@class='ranking']//h4//text()") == titles
        assert found(page, "//li[@class='reads']/text()") == ["50", "40", "30"]
        assert found(page, "//section[@class='latest']//h3") == []


async def test_a_record_cannot_name_a_ranked_channel(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        taken = await site.orchestrator.take("desk", readings(article(6, channels=("news/top",))))
        await site.publish()
        assert taken.unknown == {"news/top"}
        assert "Ferry 6 arrives" in await site.titles("news.json")
        assert await site.order() == [2, 4, 3]


async def test_the_first_read_of_a_source_is_ranked_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        began = site.clock()
        await site.take(article(7, views=99, origin="wire"))
        await site.orchestrator.end_of_pass("wire", began)
        assert site.orchestrator.to_rank.is_set()
        await site.publish()
        assert await site.order() == [7, 2, 4]
        await site.count(a1=1_000)
        await site.orchestrator.end_of_pass("wire", began)
        assert not site.orchestrator.to_rank.is_set()
        await site.publish()
        assert await site.order() == [7, 2, 4]


async def test_views_before_the_period_do_not_count(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as site:
        await site.publish(26 * 3_600)
        assert await site.order("top") == []
        await site.count(a3=31)
        await site.publish(EVERY_S)
        assert await site.order("top") == [3]
        assert await site.order() == [2, 4, 3]
        await site.publish(8 * 86_400)
        assert await site.order() == []


async def test_a_channel_can_start_and_stop_ranking(tmp_path: Path) -> None:
    plain = replace(TOP, most_read=None)
    async with newsroom(tmp_path, (*CHANNELS, plain)) as site:
        await site.take(article(8, channels=("news/top",)), article(9, channels=("news/top",), views=70))
        await site.publish()
        assert await site.order() == [8, 9]
        await site.orchestrator.start(SiteContext(SITE, (*CHANNELS, TOP), CREDITS))
        await site.publish()
        assert await site.order() == [9, 2, 4]
        atom = await site.body("news/top.atom")
        assert check(atom, now=site.clock()).errors == ()
        assert b'ref="tag:post.example,2024:00009"' not in atom
        await site.orchestrator.start(SiteContext(SITE, (*CHANNELS, plain), CREDITS))
        await site.publish()
        now_s = int(site.clock().timestamp())
        await change(
            site.store, revisions.set_withdrawn, article(9).id, withdrawn=True, note="test", now_s=now_s
        )
        await site.publish()
        assert b'ref="tag:post.example,2024:00009"' in await site.body("news/top.atom")


async def test_records_found_by_a_sweep_are_ranked_at_once(tmp_path: Path) -> None:
    ferries = Channel(path="ferries", title="Ferries", where=Selection(tags=("ferries",)))
    best = Channel(path="best", title="Best", most_read=Period.WEEK, of="ferries")
    async with newsroom(tmp_path) as site:
        await site.orchestrator.start(SiteContext(SITE, (*CHANNELS, ferries, best), CREDITS))
        await site.orchestrator.rank()
        await site.publish()
        assert await site.order("best") == [2, 4, 3, 1]
