"""Channels of what is read most, from the counter to the feed, by a clock in the hand."""

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
from tests.pipeline.house import CHANNELS, CREDITS, SITE, START, HandClock, article, desk, readings
from tests.render.pages import found
from tests.transactions import change, query

TOP = Channel(path="news/top", title="Most read", limit=3, most_read=Period.WEEK)
SITE_TOP = Channel(path="top", title="Most read today", most_read=Period.DAY)
ALL = (*CHANNELS, TOP, SITE_TOP)
FORMS = tuple(form.value for form in Format)
EVERY_S = 300


class Newsroom:
    """A conductor with five counted articles, and what its feeds say."""

    def __init__(self, conductor: Orchestrator, store: Store, clock: HandClock) -> None:
        self.orchestrator = conductor
        self.store = store
        self.clock = clock

    async def count(self, **views: int) -> None:
        """Read articles again with counters that moved."""
        records = [article(int(name[1:]), views=count) for name, count in views.items()]
        await self.orchestrator.take("desk", readings(*records))

    async def tell(self, *records: Record) -> None:
        await self.orchestrator.take("desk", readings(*records))

    async def publish(self, after_s: float = 2) -> set[str]:
        """Let time pass, publish, and return the addresses that changed."""
        self.clock.pass_s(after_s)
        return {name for pressed in await self.orchestrator.finish() for name in pressed.changed}

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
        """The articles of a ranked feed: the same in every format."""
        told = {form: await self.titles(f"{path}.{form}") for form in FORMS}
        assert len({tuple(titles) for titles in told.values()}) == 1
        return [int(title.split()[1]) for title in told["json"]]


@asynccontextmanager
async def newsroom(folder: Path, channels: tuple[Channel, ...] = ALL) -> AsyncIterator[Newsroom]:
    clock = HandClock()
    async with desk(folder, clock, channels) as (conductor, store):
        room = Newsroom(conductor, store, clock)
        await room.count(a1=10, a2=50, a3=30, a4=40, a5=0)
        await room.publish()
        yield room


async def test_entries_stand_in_the_order_of_rank_in_every_format(tmp_path: Path) -> None:
    """R-ATOM-27: order says nothing to a reader of feeds, so that it may say the rank."""
    async with newsroom(tmp_path) as room:
        assert await room.order() == [2, 4, 3]
        assert await room.order("top") == [2, 4, 3, 1]
        for form in FORMS:
            report = check(await room.body(f"news/top.{form}"), now=room.clock())
            assert report.findings == ()
        assert await room.titles("news.json") == [f"Ferry {number} arrives" for number in range(1, 6)]


async def test_a_ranking_is_worked_out_every_five_minutes_at_most(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.count(a1=1_000)
        assert await room.publish(EVERY_S - 10) == set()
        changed = await room.publish(10)
        assert await room.order() == [1, 2, 4]
        assert {name.partition(".")[0] for name in changed} == {"news/top", "top"}
        assert await room.publish(EVERY_S) == set()


async def test_counters_change_no_ordinary_byte_and_no_entrys_time(tmp_path: Path) -> None:
    """R-EXT-03, R-PERF-04."""
    async with newsroom(tmp_path) as room:
        names = [name for name in await query(room.store, publications.names) if "top" not in name]
        before = {name: await query(room.store, publications.fetch, name) for name in names}
        entries = {
            entry.id: entry.updated for entry in feedparser.parse(await room.body("news/top.atom")).entries
        }
        await room.count(a1=1_000, a3=2_000)
        await room.publish(EVERY_S)
        assert await room.order() == [3, 1, 2]
        assert {name: await query(room.store, publications.fetch, name) for name in names} == before
        after = feedparser.parse(await room.body("news/top.atom"))
        assert {entry.id: entry.updated for entry in after.entries}.items() >= {
            id_: entries[id_] for id_ in (article(2).id, article(3).id)
        }.items()
        assert after.feed.updated == "2024-10-22T08:05:02Z"


async def test_a_ranking_is_fresh_for_as_long_as_it_stands(tmp_path: Path) -> None:
    """R-HTTP-16: its rhythm is not that of its entries."""
    async with newsroom(tmp_path) as room:
        publication = await query(room.store, publications.fetch, "news/top.rss")
        assert publication is not None
        assert publication.max_age_s == EVERY_S
        assert b"<ttl>5</ttl>" in publication.body


async def test_only_another_order_is_published(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.count(a1=11, a2=55, a3=33, a4=44)
        assert await room.publish(EVERY_S) == set()
        assert await query(room.store, channels.dirty_channels) == ()


async def test_who_is_taken_back_leaves_the_ranking_in_the_same_pass(tmp_path: Path) -> None:
    """R-TOMB-01."""
    async with newsroom(tmp_path) as room:
        now_s = int(room.clock().timestamp())
        await change(
            room.store, revisions.set_withdrawn, article(2).id, withdrawn=True, note="test", now_s=now_s
        )
        changed = await room.publish()
        assert {"news/quay.atom", "news.atom", "news/top.atom", "top.atom"} <= changed
        assert await room.order() == [4, 3]
        atom = await room.body("news/top.atom")
        assert b'<at:deleted-entry ref="tag:post.example,2024:00002"' in atom
        assert check(atom, now=room.clock()).errors == ()


async def test_expiry_and_embargo_reach_the_ranking_too(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        later = START + timedelta(seconds=60)
        await room.tell(article(2, views=50, expires_at=later), article(4, views=40, release_at=later))
        await room.publish()
        assert await room.order() == [2, 3]
        await room.publish(60)
        assert await room.order() == [4, 3]
        assert b'ref="tag:post.example,2024:00002"' in await room.body("news/top.atom")


async def test_a_correction_reaches_the_ranking_in_the_same_pass(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.tell(article(4, title="Ferry 4 sank", views=40))
        changed = await room.publish()
        assert {"news.rss", "news/top.rss"} <= changed
        assert await room.titles("news/top.rss") == ["Ferry 2 arrives", "Ferry 4 sank", "Ferry 3 arrives"]


async def test_who_drops_out_leaves_no_tombstone_no_archive_and_no_delta(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.count(a1=500, a5=400)
        await room.publish(EVERY_S)
        assert await room.order() == [1, 5, 2]
        assert b"deleted-entry" not in await room.body("news/top.atom")
        names = await query(room.store, publications.names)
        assert [name for name in names if name.startswith(("news/top/", "top/"))] == []
        for form in FORMS:
            ranked = await query(room.store, publications.fetch, f"news/top.{form}")
            ordinary = await query(room.store, publications.fetch, f"news.{form}")
            assert ranked is not None
            assert ordinary is not None
            assert (ranked.delta_index, bool(ordinary.delta_index)) == (b"", True)
            assert "prev-archive" not in ranked.links


@pytest.mark.parametrize(("language", "heading"), [("en", "Most read in 7 days"), ("zh", "7 天阅读排行")])
async def test_the_page_shows_the_rank_and_what_was_read(tmp_path: Path, language: str, heading: str) -> None:
    async with newsroom(tmp_path) as room:
        page = html.document_fromstring(await room.body(f"news/top.{language}.html"))
        assert found(page, "string(//h2[@id='latest'])") == [heading]
        titles = ["Ferry 2 arrives", "Ferry 4 arrives", "Ferry 3 arrives"]
        assert found(page, "//ol[@class='ranking']//h4//text()") == titles
        assert found(page, "//li[@class='reads']/text()") == ["50", "40", "30"]
        assert found(page, "//section[@class='latest']//h3") == []


async def test_a_record_cannot_name_a_ranked_channel(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        taken = await room.orchestrator.take("desk", readings(article(6, channels=("news/top",))))
        await room.publish()
        assert taken.unknown == {"news/top"}
        assert "Ferry 6 arrives" in await room.titles("news.json")
        assert await room.order() == [2, 4, 3]


async def test_what_a_source_brings_first_is_ranked_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        began = room.clock()
        await room.tell(article(7, views=99, origin="wire"))
        await room.orchestrator.end_of_pass("wire", began)
        assert room.orchestrator.to_rank.is_set()
        await room.publish()
        assert await room.order() == [7, 2, 4]
        await room.count(a1=1_000)
        await room.orchestrator.end_of_pass("wire", began)
        assert not room.orchestrator.to_rank.is_set()
        await room.publish()
        assert await room.order() == [7, 2, 4]


async def test_a_time_that_is_over_no_longer_counts(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.publish(26 * 3_600)
        assert await room.order("top") == []
        await room.count(a3=31)
        await room.publish(EVERY_S)
        assert await room.order("top") == [3]
        assert await room.order() == [2, 4, 3]
        await room.publish(8 * 86_400)
        assert await room.order() == []


async def test_a_channel_may_begin_and_cease_to_rank(tmp_path: Path) -> None:
    plain = replace(TOP, most_read=None)
    async with newsroom(tmp_path, (*CHANNELS, plain)) as room:
        await room.tell(article(8, channels=("news/top",)), article(9, channels=("news/top",), views=70))
        await room.publish()
        assert await room.order() == [8, 9]
        await room.orchestrator.start(SiteContext(SITE, (*CHANNELS, TOP), CREDITS))
        await room.publish()
        assert await room.order() == [9, 2, 4]
        atom = await room.body("news/top.atom")
        assert check(atom, now=room.clock()).errors == ()
        assert b'ref="tag:post.example,2024:00009"' not in atom
        await room.orchestrator.start(SiteContext(SITE, (*CHANNELS, plain), CREDITS))
        await room.publish()
        now_s = int(room.clock().timestamp())
        await change(
            room.store, revisions.set_withdrawn, article(9).id, withdrawn=True, note="test", now_s=now_s
        )
        await room.publish()
        assert b'ref="tag:post.example,2024:00009"' in await room.body("news/top.atom")


async def test_what_a_sweep_finds_is_ranked_as_soon_as_it_is_found(tmp_path: Path) -> None:
    ferries = Channel(path="ferries", title="Ferries", where=Selection(tags=("ferries",)))
    best = Channel(path="best", title="Best", most_read=Period.WEEK, of="ferries")
    async with newsroom(tmp_path) as room:
        await room.orchestrator.start(SiteContext(SITE, (*CHANNELS, ferries, best), CREDITS))
        await room.orchestrator.rank()
        await room.publish()
        assert await room.order("best") == [2, 4, 3, 1]
