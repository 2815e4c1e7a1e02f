"""Ids of entries and feeds, and where withdrawals are reported."""

import json
from datetime import datetime
from pathlib import Path

from lxml import etree
from msgspec.structs import replace

from feeds.compose.entry import variant_of
from feeds.model import Channel, Status
from feeds.pipeline.fragment_cache import FragmentCache
from feeds.pipeline.site_context import SiteContext
from feeds.store import Store, identity, publications
from tests.pipeline.archive_walk import read
from tests.pipeline.site import CHANNELS, CREDITS, SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import query

FORMS = ("atom", "rss", "json")
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ATOM = "{http://www.w3.org/2005/Atom}"


async def body(store: Store, name: str) -> bytes:
    found = await query(store, publications.fetch, name)
    assert found is not None, name
    return found.body


async def ids(store: Store, channel: str) -> list[list[str]]:
    """The ids of a channel's entries in each format."""
    names = [f"{channel}.{form}" for form in FORMS]
    return [list(read(name, await body(store, name)).entries) for name in names]


async def test_an_article_that_comes_back_has_its_id(tmp_path: Path) -> None:
    """R-ID-05: after a withdrawal another article never has it, and the same one has it again."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        usable = article(1, id="tag:post.example,2024:first")
        seen = []
        for status in (Status.USABLE, Status.WITHDRAWN, Status.USABLE):
            clock.advance(60)
            await orchestrator.take("desk", readings(replace(usable, status=status)))
            await orchestrator.finish()
            seen.append(await ids(store, "news/quay"))
        assert seen[0] == seen[2] == [[usable.id]] * 3
        assert seen[1] == [[], [], []]
        other = article(2)
        await orchestrator.take("desk", readings(replace(usable, status=Status.WITHDRAWN), other))
        clock.advance(60)
        await orchestrator.finish()
        assert await ids(store, "news/quay") == [[other.id]] * 3


async def test_an_id_with_other_letters_is_not_mapped(tmp_path: Path) -> None:
    """R-ID-08: an address to follow becomes a URI, an id that looks like one stays what it is."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        name = "tag:post.example,2024:fähre-一"
        await orchestrator.take("desk", readings(article(1, id=name)))
        await orchestrator.finish()
        _, rss, jsonfeed = await ids(store, "news/quay")
        assert rss == jsonfeed == [name]


async def test_feeds_have_ids_of_their_own(tmp_path: Path) -> None:
    """R-ID-09, R-ID-11: one for each channel, in the live feed and its archive, whatever its host is."""
    clock = ManualClock()
    channels = (*CHANNELS[:2], Channel(path="news/quay", title="Quay", limit=2))
    async with open_orchestrator(tmp_path, clock, channels) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(n * 10_000) for n in range(1, 9))))
        await orchestrator.finish()
        names = [name for name in await query(store, publications.names) if name.endswith(".atom")]
        found: dict[str, set[str]] = {}
        for name in names:
            channel = name.removesuffix(".atom").partition("/archive/")[0]
            found.setdefault(channel, set()).add(read(name, await body(store, name)).feed_id)
        assert any("/archive/" in name for name in names)
        assert set(found) == {"index", "news", "news/quay"}
        assert all(len(one) == 1 for one in found.values())
        everything = {id_ for one in found.values() for id_ in one}
        assert len(everything) == 3
        assert not any("?" in id_ or SITE.url in id_ for id_ in everything)


async def test_withdrawals_are_reported_where_the_article_was(tmp_path: Path) -> None:
    """R-TOMB-04, R-TOMB-05, R-TOMB-06: without ``source``, and without who withdrew it or why."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.finish()
        clock.advance(60)
        await orchestrator.take("desk", readings(article(1, status=Status.WITHDRAWN)))
        await orchestrator.finish()
        reported = {}
        for channel in ("index", "news", "news/quay", "robots"):
            root = etree.fromstring(await body(store, f"{channel}.atom"))
            tombstones = list(root.iter(DELETED))
            reported[channel] = [one.get("ref") for one in tombstones]
            assert all(len(one) == 0 and set(one.attrib) == {"ref", "when"} for one in tombstones)
            tags = [child.tag for child in root if child.tag in {DELETED, f"{ATOM}entry"}]
            assert tags == sorted(tags, key=lambda tag: tag != DELETED)
        in_all = [article(1).id]
        assert reported == {"index": in_all, "news": in_all, "news/quay": in_all, "robots": []}
        listed = json.loads(await body(store, "news.json"))["_tombstones"]["deleted"]
        assert [set(one) for one in listed] == [{"id", "date_deleted"}]


async def test_an_entry_is_rendered_once_per_revision(tmp_path: Path) -> None:
    """R-PERF-02: the same fragments go into every document of its channels."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        fragments = FragmentCache(SiteContext(SITE, CHANNELS, CREDITS))

        async def render(number: int, channel: Channel, now: datetime) -> object:
            stored = await query(store, identity.by_name, article(number).id)
            assert stored is not None
            async with store.read() as tx:
                found = await fragments.render(tx, [(stored.key, stored.number)], channel, now)
            ((_, entry),) = found.entries
            return entry

        news, quay, briefs = CHANNELS[1], CHANNELS[2], CHANNELS[4]
        first = await render(1, news, clock())
        assert await render(1, quay, clock()) is first
        assert variant_of(briefs, SITE) != variant_of(news, SITE)
        assert await render(1, briefs, clock()) is not first
        clock.advance(60)
        await orchestrator.take("desk", readings(article(1, title="Ferry 1 is late")))
        assert await render(1, news, clock()) is not first
