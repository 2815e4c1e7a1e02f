"""Recommendations of the protocol checklist (SHOULD) that concern whole feeds."""

import json
import re
import struct
from pathlib import Path

import feedparser
from lxml import etree

from feeds.model import Format, Status
from feeds.publish import content_since
from feeds.store import publications
from tests.pipeline.site import SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import query

FEEDS = tuple(f"news/quay.{form}" for form in Format)


async def test_articles_of_one_import_have_times_of_their_own(tmp_path: Path) -> None:
    """R-ATOM-21: not the time of the import."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(n) for n in range(1, 6))))
        await orchestrator.finish()
        feed = await query(store, publications.fetch, "news/quay.atom")
        assert feed is not None
        updated = [entry.updated for entry in feedparser.parse(feed.body).entries]
    assert len(set(updated)) == len(updated) == 5


async def test_icons_are_square(tmp_path: Path) -> None:
    """R-ATOM-23, R-JSON-13: the icon of the service; the image of a channel is the newsroom's choice."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.finish()
        icon = await query(store, publications.fetch, "icon.png")
        feed = await query(store, publications.fetch, "news/quay.json")
    assert icon is not None
    assert feed is not None
    width, height = struct.unpack(">II", icon.body[16:24])
    assert width == height >= 64
    assert json.loads(feed.body)["favicon"].startswith(f"{SITE.url}/")


async def test_feeds_can_be_submitted_as_sitemaps(tmp_path: Path) -> None:
    """R-SMAP-09: each entry has a link and a date."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.finish()
        for name in ("news/quay.rss", "news/quay.atom"):
            feed = await query(store, publications.fetch, name)
            assert feed is not None
            entries = feedparser.parse(feed.body).entries
            assert len(entries) == 2
            assert all(entry.link and (entry.get("published") or entry.updated) for entry in entries)


async def test_a_withdrawal_is_reported_everywhere(tmp_path: Path) -> None:
    """R-TOMB-07: deltas and deliveries carry the tombstone, and the sitemaps drop the page."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.finish()
        before = await query(store, publications.fetch, "news/quay.atom")
        assert before is not None
        clock.advance(60)
        await orchestrator.take("desk", readings(article(1, status=Status.WITHDRAWN)))
        await orchestrator.finish()
        after = await query(store, publications.fetch, "news/quay.atom")
        assert after is not None
        delivered = etree.fromstring(content_since(after, before.number))
        names = [name for name in await query(store, publications.names) if "sitemap" in name]
        maps = [await query(store, publications.fetch, name) for name in names]
    deleted = delivered.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert [one.get("ref") for one in deleted] == [article(1).id]
    assert delivered.findall("{http://www.w3.org/2005/Atom}entry") == []
    listed = b"".join(one.body for one in maps if one is not None).decode()
    assert f"{article(2).url}<" in listed
    assert f"{article(1).url}<" not in listed


async def test_own_addresses_have_the_scheme_of_the_site(tmp_path: Path) -> None:
    """R-URL-07: with https in ``[site] url`` a feed names no address of this site by http."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        await orchestrator.finish()
        for name in await query(store, publications.names):
            found = await query(store, publications.fetch, name)
            assert found is not None
            host = SITE.url.removeprefix("https://").encode()
            assert not re.search(rb"http://" + re.escape(host), found.body), name
            assert f"http://{host.decode()}" not in found.links


async def test_an_entry_copied_from_a_feed_names_its_authors_itself(tmp_path: Path) -> None:
    """R-SRC-14: ``source`` has no author that readers could merge into the entry's."""
    from feeds.model import Source

    origin = Source(name="Wire", feed_url="https://wire.example/f.atom", feed_title="Wire", feed_id="urn:x:1")
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1, source=origin, authors=())))
        await orchestrator.finish()
        feed = await query(store, publications.fetch, "news/quay.atom")
    assert feed is not None
    (entry,) = etree.fromstring(feed.body).findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.find("{*}source") is not None
    assert entry.find("{*}source/{*}author") is None
    assert entry.findtext("{*}author/{*}name") == "Wire"
