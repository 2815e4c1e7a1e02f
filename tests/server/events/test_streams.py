"""Streams of events on a real server: what is sent, where it goes on, and when it ends."""

import asyncio
import base64
import socket
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest
from aiohttp import ClientSession

from feeds.model import Entry, Format, Limits, Publication, Tombstone
from feeds.publish import read_etag
from feeds.server.histogram import Histogram
from feeds.server.metrics import ProcessMetrics, metrics
from feeds.server.publication_source import CacheStats
from feeds.server.publications import COUNTERS
from tests.server.auth.conftest import SECRET
from tests.server.conftest import Clock
from tests.server.events.client import Event, listening_to
from tests.server.events.conftest import Site, running
from tests.server.http.test_deltas import entry, feed
from tests.server.memory_source import MemorySource
from tests.server.raw import connection
from tests.server.samples import LATER_S, T0

TOKEN = f"0123456789ab{SECRET}"


def etag_digest(publication: Publication) -> str:
    found = read_etag(publication.representations[0].etag)
    assert found is not None
    return found


def revisions(*states: list[Entry], gone: tuple[Tombstone, ...] = ()) -> list[Publication]:
    """One publication after another; ``gone`` is listed in the last."""
    made: list[Publication] = []
    for number, entries in enumerate(states, start=1):
        tombstones = gone if number == len(states) else ()
        made.append(feed(Format.JSON, number, entries, tombstones, made[-1] if made else None))
    return made


def titles(events: list[Event]) -> list[str]:
    return [event.data["title"] for event in events]


async def until_open(site: Site, count: int) -> None:
    async with asyncio.timeout(10):
        while site.streams.totals.open != count:  # noqa: ASYNC110  # a connection's end has no event
            await asyncio.sleep(0.001)


async def test_new_entries_and_corrections_are_json_feed_items(site: Site) -> None:
    """The last event's id is the ETag of the JSON feed; a correction has the same item id."""
    first, second, third = revisions(
        [entry(9)], [entry(7), entry(8), entry(9)], [entry(7), entry(8, "corrected"), entry(9)]
    )
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        assert await client.next() == Event(kind="ready", id=etag_digest(first), data={"feed": "news.json"})
        assert client.retry_ms in range(2_000, 8_001)
        site.publish(second)
        news = await client.events(2)
        assert titles(news) == ["Ferry 8 first", "Ferry 7 first"], "oldest first"
        assert [event.id for event in news] == [f"{etag_digest(first)}+1", etag_digest(second)]
        assert {event.kind for event in news} == {"message"}
        site.publish(third)
        (corrected,) = await client.events(1)
    assert corrected.data["id"] == entry(8).id
    assert corrected.data["title"] == "Ferry 8 corrected"
    assert corrected.id == etag_digest(third)


async def test_a_withdrawal_is_an_event_of_its_own(site: Site) -> None:
    gone = (Tombstone(id=entry(9).id, deleted_at=T0 + timedelta(hours=1)),)
    first, second = revisions([entry(8), entry(9)], [entry(7), entry(8)], gone=gone)
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.publish(second)
        withdrawn, item = await client.events(2)
    assert (withdrawn.kind, withdrawn.data["id"]) == ("withdrawn", entry(9).id)
    assert (item.kind, item.data["id"]) == ("message", entry(7).id)


@pytest.mark.parametrize("how", ["field", "query", "middle", "etag"])
async def test_a_client_goes_on_where_it_was(site: Site, how: str) -> None:
    """One that was interrupted between two events of a revision gets both again."""
    first, second, third = revisions([entry(9)], [entry(8), entry(9)], [entry(7), entry(8), entry(9)])
    for one in (first, second, third):
        site.publish(one)
    digest = etag_digest(first)
    headers = {
        "field": {"Last-Event-ID": digest},
        "middle": {"Last-Event-ID": f"{digest}+1"},
        "etag": {"Last-Event-ID": first.representations[-1].etag},
    }
    target = f"/news.events?lastEventId={digest}" if how == "query" else "/news.events"
    async with listening_to(site.port, target, headers.get(how)) as client:
        assert titles(await client.events(2)) == ["Ferry 8 first", "Ferry 7 first"]
        assert client.last_id == etag_digest(third)


async def test_an_up_to_date_client_gets_nothing_twice(site: Site) -> None:
    first, second = revisions([entry(9)], [entry(8), entry(9)])
    site.publish(second)
    async with listening_to(site.port, "/news.events", {"Last-Event-ID": etag_digest(second)}) as client:
        ready = await client.next()
    assert ready is not None
    assert (ready.kind, ready.id) == ("ready", etag_digest(second))
    assert first.digest != second.digest


@pytest.mark.parametrize("id_", ["0" * 12, "what?", "9" * 5_000, "ids;DROP"])
async def test_a_gap_that_cannot_be_filled_is_a_reset(site: Site, id_: str) -> None:
    (first,) = revisions([entry(9)])
    site.publish(first)
    async with listening_to(site.port, "/news.events", {"Last-Event-ID": id_}) as client:
        reset = await client.next()
    assert reset == Event(kind="reset", id=etag_digest(first), data={"feed": "news.json"})


async def test_a_revision_without_changed_entries_moves_the_id(site: Site) -> None:
    first, second = revisions([entry(8), entry(9)], [entry(8)])
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.publish(second)
        ready = await client.next()
    assert ready == Event(kind="ready", id=etag_digest(second), data={"feed": "news.json"})


async def test_the_header_lines(site: Site) -> None:
    """R-HTTP-63; and nginx must not buffer."""
    site.publish(revisions([entry(9)])[0])
    async with listening_to(site.port, "/news.events") as client:
        headers = client.answer.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Access-Control-Allow-Origin"] == "*"
    async with connection(site.port) as raw:
        assert (await raw.ask("/news.events", method="HEAD"))["Content-Type"] == "text/event-stream"
        preflight = await raw.ask("/news.events", method="OPTIONS")
        assert "Last-Event-ID" in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/old.events", 301),
        ("/ended.events", 410),
        ("/nothing.events", 404),
        ("/news/archive/2024-10.events", 404),
        ("/news.events/", 301),
        ("/tiny.events", 404),
        ("/young.events", 503),
    ],
)
async def test_addresses_without_a_stream(site: Site, target: str, status: int) -> None:
    site.source.awaited.add("young")
    site.publish(revisions([entry(9)])[0])
    async with connection(site.port) as raw:
        answer = await raw.ask(target)
    assert answer.status == status
    if status == 301:
        assert answer["Location"].removeprefix("https://news.example.org") == "/news.events"


async def test_escapes_in_the_ending_open_the_same_stream(site: Site) -> None:
    site.publish(revisions([entry(9)])[0])
    async with (
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{site.port}/%6eews%2Eevents") as answer,
    ):
        assert answer.headers["Content-Type"] == "text/event-stream"


async def test_what_is_known_to_be_outdated_is_not_sent(site: Site, clock: Clock) -> None:
    """Between the second of an expiry and its publication a client that resumes gets nothing."""
    first, second, third = revisions([entry(9)], [entry(8), entry(9)], [entry(7), entry(9)])
    site.publish(second)
    site.source.dues["news"] = int(clock())
    async with listening_to(site.port, "/news.events", {"Last-Event-ID": etag_digest(first)}) as client:
        await until_open(site, 1)
        site.source.dues.clear()
        site.publish(third)
        assert titles(await client.events(1)) == ["Ferry 7 first"]


async def test_a_stream_that_waits_goes_on_without_another_publication(site: Site, clock: Clock) -> None:
    first, second = revisions([entry(9)], [entry(8), entry(9)])
    site.publish(second)
    site.source.dues["news"] = int(clock())
    async with listening_to(site.port, "/news.events", {"Last-Event-ID": etag_digest(first)}) as client:
        await until_open(site, 1)
        site.source.dues["news"] = int(LATER_S) + 60
        assert titles(await client.events(1)) == ["Ferry 8 first"]


async def test_heartbeats_are_comments(site: Site) -> None:
    site.publish(revisions([entry(9)])[0])
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        async with asyncio.timeout(10):
            line = await client.answer.content.readline()
        assert line == b":\n"


@pytest.mark.parametrize(
    ("limits", "second"),
    [(Limits(streams=1), 503), (Limits(client_streams=1), 503), (Limits(streams=2), 200)],
)
async def test_streams_are_limited(limits: Limits, second: int, source: MemorySource, clock: Clock) -> None:
    """In all and for one address; the place of a client that leaves is free at once."""
    source.put(revisions([entry(9)])[0])
    async with running(source, clock, limits) as site:
        async with (
            listening_to(site.port, "/news.events") as first,
            listening_to(site.port, "/news.events") as other,
        ):
            assert (first.answer.status, other.answer.status) == (200, second)
            if second == 503:
                assert int(other.answer.headers["Retry-After"]) > 0
                assert site.streams.totals.refused == 1
        await until_open(site, 0)
        async with listening_to(site.port, "/news.events") as again:
            assert again.answer.status == 200


async def test_streams_count_as_connections(source: MemorySource, clock: Clock) -> None:
    source.put(revisions([entry(9)])[0])
    async with (
        running(source, clock, Limits(connections=1)) as site,
        listening_to(site.port, "/news.events") as first,
    ):
        await first.next()
        async with connection(site.port) as raw:
            assert (await raw.read()).status == 503


def large(number: int) -> Entry:
    return replace(entry(number), content_html=f"<p>{'word ' * 60_000}</p>")


async def test_a_slow_client_is_disconnected_and_holds_nobody_up(source: MemorySource, clock: Clock) -> None:
    made = revisions(*([large(number)] for number in range(12)))
    source.put(made[0])
    async with running(source, clock, Limits(stall_s=0.0)) as site:
        with socket.create_connection(("127.0.0.1", site.port)) as slow:
            slow.sendall(b"GET /news.events HTTP/1.1\r\nHost: x\r\n\r\n")
            await until_open(site, 1)
            async with listening_to(site.port, "/news.events") as client, asyncio.timeout(20):
                await client.next()
                for one in cycle((*made[1:], made[0])):
                    if site.streams.totals.ended["slow"]:
                        break
                    site.publish(one)
                    await client.events(1)


async def test_a_client_that_was_slow_gets_what_it_missed(site: Site) -> None:
    """Of what it missed it gets the current state, once."""
    made = revisions(*([large(number)] for number in range(40)))
    site.publish(made[0])
    async with listening_to(site.port, "/news.events") as client, asyncio.timeout(20):
        await client.next()
        for one in made[1:]:
            site.publish(one)
            await asyncio.sleep(0)
        while client.last_id != etag_digest(made[-1]):
            assert await client.next() is not None


async def test_a_client_that_sends_more_is_disconnected(site: Site) -> None:
    site.publish(revisions([entry(9)])[0])
    async with connection(site.port) as raw:
        await raw.send(b"GET /news.events HTTP/1.1\r\nHost: x\r\n\r\n")
        await until_open(site, 1)
        await raw.send(b"GET /news.json HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await raw.rest()).count(b"HTTP/1.1") == 1
    await until_open(site, 0)


def private(publication: Publication) -> Publication:
    return replace(publication, name=publication.name.replace("news", "club"), private=True)


@pytest.mark.parametrize("how", ["path", "password"])
async def test_a_private_stream_ends_with_its_token(site: Site, how: str) -> None:
    """R-AUTH-04, R-AUTH-05, R-AUTH-07: no other origin may read it, and a revoked token ends it."""
    first, second = map(private, revisions([entry(9)], [entry(8), entry(9)]))
    site.publish(first)
    basic = {"Authorization": f"Basic {base64.b64encode(f'any:{TOKEN}'.encode()).decode()}"}
    target, headers = ("/club.events", basic) if how == "password" else (f"/~{TOKEN}/club.events", {})
    async with listening_to(site.port, target, headers) as client:
        assert "Access-Control-Allow-Origin" not in client.answer.headers
        assert client.answer.headers["Cache-Control"] == "private, no-store"
        await client.next()
        site.publish(second)
        assert titles(await client.events(1)) == ["Ferry 8 first"]
        site.readers.revoke("0123456789ab")
        assert await client.rest() == []
    async with listening_to(site.port, target, headers) as client:
        assert client.answer.status == (401 if how == "password" else 404)


@pytest.mark.parametrize(("target", "status"), [("/club.events", 401), ("/~wrong/club.events", 404)])
async def test_nobody_else_opens_a_private_stream(site: Site, target: str, status: int) -> None:
    site.publish(private(revisions([entry(9)])[0]))
    async with listening_to(site.port, target) as client:
        assert client.answer.status == status


async def test_a_channel_that_becomes_private_ends_its_streams(site: Site) -> None:
    """Nothing that is published from then on is sent to anybody without access."""
    first, second = revisions([entry(9)], [entry(8), entry(9)])
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.publish(replace(second, private=True))
        assert await client.rest() == []


async def test_a_removed_channel_ends_its_streams(site: Site) -> None:
    site.publish(revisions([entry(9)])[0])
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.source.drop("news.json")
        site.streams.notify(None)
        assert await client.rest() == []
    assert site.streams.totals.ended["gone"] == 1


async def test_a_store_that_is_away_ends_no_stream(site: Site) -> None:
    first, second = revisions([entry(9)], [entry(8), entry(9)])
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.source.memory.clear()
        site.source.broken = True
        site.publish(second)
        await asyncio.sleep(0)
        site.source.broken = False
        task = asyncio.create_task(site.streams.deliver())  # the supervisor starts it again
        assert titles(await client.events(1)) == ["Ferry 8 first"]
        task.cancel()


async def test_a_stop_ends_streams_and_refuses_new_ones(source: MemorySource, clock: Clock) -> None:
    source.put(revisions([entry(9)])[0])
    async with running(source, clock) as site:
        async with listening_to(site.port, "/news.events") as client:
            await client.next()
            site.streams.stop()
            assert await client.rest() == []
        async with listening_to(site.port, "/news.events") as refused:
            assert (refused.answer.status, refused.answer.headers["Retry-After"]) == (503, "5")


async def test_metrics_count_streams_and_events(site: Site) -> None:
    first, second = revisions([entry(9)], [entry(7), entry(8), entry(9)])
    site.publish(first)
    async with listening_to(site.port, "/news.events") as client:
        await client.next()
        site.publish(second)
        await client.events(2)
        process = ProcessMetrics(
            number="0",
            answered=site.app[COUNTERS].answered(),
            connections=0,
            cache=CacheStats(),
            publish_durations=Histogram(),
            streams=site.streams.totals,
        )
        text = metrics(process, None)
    assert 'feeds_streams{process="0"} 1.0' in text
    assert 'feeds_events_total{kind="item",process="0"} 2.0' in text
