import json
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from feeds.model import Channel, Finding, Place, Reading, Severity, Source, Status, Tag
from feeds.pipeline import SiteContext
from feeds.store import Store, publications, quarantine
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
from tests.transactions import query


async def bodies(store: Store) -> dict[str, bytes]:
    found = {}
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert publication is not None
        found[name] = publication.body
    return found


async def items(store: Store, name: str) -> list[dict[str, object]]:
    publication = await query(store, publications.fetch, name)
    assert publication is not None
    found: list[dict[str, object]] = json.loads(publication.body)["items"]
    return found


async def ids(store: Store, name: str) -> list[str]:
    return [str(item["id"])[-5:] for item in await items(store, name)]


async def test_one_record_is_published_in_all_formats(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        taken = await orchestrator.take("desk", readings(article(1)))
        await orchestrator.finish()
        assert (taken.read, taken.new) == (1, 1)
        names = await query(store, publications.names)
        for path in ("index", "news", "news/quay", "robots", "briefs"):
            assert {f"{path}.{end}" for end in ("rss", "atom", "json", "zh.html", "en.html")} <= set(names)
        for form in ("rss", "atom"):
            publication = await query(store, publications.fetch, f"news/quay.{form}")
            assert publication is not None
            parsed = feedparser.parse(publication.body)
            (entry,) = parsed.entries
            assert not parsed.bozo
            assert (entry.id, entry.title) == ("tag:post.example,2024:00001", "Ferry 1 arrives")
            assert entry.link == "https://post.example/a/1"


async def test_everything_published_is_valid(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(n) for n in range(40))))
        await orchestrator.finish()
        for name, body in (await bodies(store)).items():
            if name.endswith((".rss", ".atom", ".json", ".opml", "opml.xml")):
                assert check(body, now=clock()).errors == (), name


async def test_the_same_input_again_changes_no_byte(tmp_path: Path) -> None:
    """R-PERF-04."""
    clock = ManualClock()
    batch = readings(*(article(n) for n in range(30)))
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", batch)
        await orchestrator.finish()
        before = await bodies(store)
        clock.advance(3600)
        taken = await orchestrator.take("desk", batch)
        assert taken.unchanged == 30
        assert await orchestrator.finish() == ()
        assert await bodies(store) == before


async def test_records_of_different_seconds_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    """No time of the clock enters a publication; arrival decides only between articles of one second."""
    found = []
    for turn in (1, -1):
        folder = tmp_path / str(turn)
        folder.mkdir()
        async with open_orchestrator(folder, ManualClock()) as (orchestrator, store):
            for record in [article(n) for n in range(10, 30)][::turn]:
                await orchestrator.take("desk", readings(record))
            await orchestrator.finish()
            found.append(dict((await bodies(store)).items()))
    assert found[0] == found[1]


async def test_arrival_decides_between_articles_of_one_second(tmp_path: Path) -> None:
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        for number in (3, 1, 2):
            await orchestrator.take("desk", readings(article(number, published_at=START)))
        await orchestrator.finish()
        assert await ids(store, "news.json") == ["00002", "00001", "00003"]


async def test_channels_form_a_tree_with_limits_and_selections(tmp_path: Path) -> None:
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        robot = article(30, tags=(Tag(term="robotics"),), channels=("news",))
        await orchestrator.take("desk", readings(robot, *(article(n) for n in range(8))))
        await orchestrator.finish()
        assert await ids(store, "news/quay.json") == ["00000", "00001", "00002", "00003", "00004"]
        assert len(await ids(store, "news.json")) == 9
        assert await ids(store, "robots.json") == ["00030"]
        (brief,) = [item for item in await items(store, "briefs.json") if str(item["id"]).endswith("00030")]
        assert "content_html" not in brief
        assert brief["content_text"] == "Number 30 is on time."


async def test_a_reading_without_a_record_is_quarantined_until_it_is_corrected(tmp_path: Path) -> None:
    clock = ManualClock()
    fault = Finding(code="REC001", name="no-id", severity=Severity.ERROR, message="no id and no url")
    bad = Reading(place=Place(path="desk.jsonl", line=7), findings=(fault,), raw='{"title": "x"}')
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        taken = await orchestrator.take("desk", (bad, *readings(article(1))))
        await orchestrator.end_of_pass("desk", clock())
        assert (taken.read, taken.new, taken.quarantined) == (2, 1, 1)
        (item,) = await query(store, quarantine.list_items)
        assert (item.place, item.raw, item.findings) == (
            "desk.jsonl:7",
            '{"title": "x"}',
            (fault,),
        )
        clock.advance(60)
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.end_of_pass("desk", clock())
        assert await query(store, quarantine.list_items) == ()


async def test_an_invalid_entry_is_quarantined_and_its_last_valid_revision_stays(tmp_path: Path) -> None:
    """R-XML-15: a document is published whole or not at all."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.finish()
        clock.advance(5)
        broken = article(1, title="Not\x00XML")  # what cleaning would never let through
        hopeless = article(3, title="Nor\x0bthis")
        await orchestrator.take("desk", readings(broken, hopeless))
        await orchestrator.finish()
        titles = {item["title"] for item in await items(store, "news/quay.json")}
        assert titles == {"Ferry 1 arrives", "Ferry 2 arrives"}
        assert {item.subject[-5:] for item in await query(store, quarantine.list_items)} == {
            "00001",
            "00003",
        }
        clock.advance(5)
        await orchestrator.take("desk", readings(article(1, title="Corrected"), article(3)))
        await orchestrator.finish()
        assert await query(store, quarantine.list_items) == ()
        assert len(await items(store, "news/quay.json")) == 3


async def test_two_changes_in_one_second_are_published_in_two(tmp_path: Path) -> None:
    """R-HTTP-09, R-HTTP-10: Last-Modified increases with each change and is never in the future."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        await orchestrator.finish()
        first = await query(store, publications.fetch, "news.atom")
        await orchestrator.take("desk", readings(article(2)))
        result = await orchestrator.publish_waiting()
        assert all(one.too_soon for one in result)
        assert await query(store, publications.fetch, "news.atom") == first
        clock.advance(1)
        await orchestrator.finish()
        second = await query(store, publications.fetch, "news.atom")
        assert first is not None
        assert second is not None
        assert second.modified_at == first.modified_at + timedelta(seconds=1)


async def test_an_embargoed_article_appears_at_its_release_time(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        secret = article(1, title="Hush", release_at=START + timedelta(seconds=90))
        await orchestrator.take("desk", readings(secret, article(2)))
        await orchestrator.finish()
        assert not any(b"Hush" in body for body in (await bodies(store)).values())
        clock.advance(89)
        await orchestrator.finish()
        assert not any(b"Hush" in body for body in (await bodies(store)).values())
        assert await orchestrator.apply_due() == int((START + timedelta(seconds=90)).timestamp())
        clock.advance(1)
        await orchestrator.finish()
        assert b"Hush" in (await bodies(store))["news/quay.rss"]


async def test_a_withdrawn_article_becomes_a_tombstone(tmp_path: Path) -> None:
    """R-TOMB-01."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1), article(2)))
        await orchestrator.finish()
        clock.advance(10)
        await orchestrator.take("desk", readings(article(1, status=Status.WITHDRAWN)))
        await orchestrator.finish()
        atom = (await bodies(store))["news/quay.atom"]
        assert b"Ferry 1" not in atom
        assert b'ref="tag:post.example,2024:00001" when="2024-10-22T08:00:10Z"' in atom
        assert check(atom, now=clock()).errors == ()
        tombstones = json.loads((await bodies(store))["news/quay.json"])["_tombstones"]["deleted"]
        assert tombstones == [{"id": "tag:post.example,2024:00001", "date_deleted": "2024-10-22T08:00:10Z"}]


async def test_a_changed_selection_applies_to_stored_records(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(n) for n in range(12))))
        await orchestrator.finish()
        clock.advance(5)
        wider = (*CHANNELS[:3], Channel(path="boats", title="Boats", where=CHANNELS[3].where), CHANNELS[4])
        ferries = Channel(path="boats", title="Boats", where=CHANNELS[3].where)
        assert ferries in wider
        await orchestrator.start(SiteContext(SITE, wider, CREDITS))
        await orchestrator.take("desk", readings(article(40, tags=(Tag(term="robotics"),))))
        await orchestrator.finish()
        assert await ids(store, "boats.json") == ["00040"]
        assert "robots.json" not in await query(store, publications.names)


async def test_a_document_stays_within_its_size_limit(tmp_path: Path) -> None:
    """R-PAGE-14, R-PERF-10: a huge article is shown as a summary, and the oldest go."""
    small = (Channel(path="index", title="All", max_bytes=20_000),)
    async with open_orchestrator(tmp_path, ManualClock(), small) as (orchestrator, store):
        huge = article(0, content_html="<p>" + "long words " * 2_000 + "</p>")
        await orchestrator.take("desk", readings(huge, *(article(n) for n in range(1, 60))))
        await orchestrator.finish()
        for name, body in (await bodies(store)).items():
            if not name.endswith((".html", "opml.xml")):
                assert len(body) <= 20_000 + 2_000, name
        shown = await items(store, "index.json")
        assert "content_html" not in shown[0]
        assert 10 < len(shown) < 60


@pytest.mark.parametrize("name", ["Wire", "The Wire"])
async def test_a_source_name_is_completed_in_every_format(tmp_path: Path, name: str) -> None:
    """R-SRC-08, R-SRC-13."""
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1, source=Source(name=name))))
        await orchestrator.finish()
        found = await bodies(store)
        assert b'<source url="https://wire.example/all.xml">Wire</source>' in found["news.rss"]
        assert b"https://wire.example/all.xml" in found["news.atom"]
        assert b"https://wire.example/all.xml" in found["news.json"]
