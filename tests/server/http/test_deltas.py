"""Deltas, RFC 3229 ``feed``: R-HTTP-54 to R-HTTP-60."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import shake_256

import brotli
import feedparser
import pytest
from lxml import etree

from feeds.model import (
    Entry,
    Format,
    Head,
    Person,
    Publication,
    PublicationDraft,
    Representation,
    Tombstone,
)
from feeds.publish import base_of, build_delta_index, build_publication, offer_codings
from feeds.publish.codings import ENCODERS
from feeds.publish.publication import etag_of
from feeds.render import FORMATS
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection
from tests.server.samples import T0

SITE = "https://news.example.org"
FEED = [("A-IM", "feed")]


def entry(number: int, revision: str = "first") -> Entry:
    at = T0 - timedelta(minutes=number)
    return Entry(
        id=f"{SITE}/a/{number}",
        url=f"{SITE}/a/{number}",
        title=f"Ferry {number} {revision}",
        published_at=at,
        updated_at=at,
        authors=(Person(name="Desk"),),
        content_html=f"<p>{shake_256(f'{revision} {number}'.encode()).hexdigest(400)}</p>",
    )


def feed(
    form: Format,
    number: int,
    entries: list[Entry],
    gone: tuple[Tombstone, ...] = (),
    last: Publication | None = None,
) -> Publication:
    renderer = FORMATS[form]
    head = Head(
        id="tag:news.example.org,2024:news",
        title="News",
        description="News",
        page_url=f"{SITE}/news",
        self_urls=tuple((one, f"{SITE}/news.{one}") for one in Format),
        updated_at=T0 + timedelta(seconds=number),
        author=Person(name="Desk"),
    )
    pieces = renderer.pieces(head, [renderer.entry(one) for one in entries], gone)
    held = base_of(last.number, last.digest) if last else None
    index = build_delta_index(
        pieces, gone, number=number, previous=held, previous_index=last.delta_index if last else b""
    )
    made = build_publication(
        PublicationDraft(name=f"news.{form}", media_type=renderer.media_type, body=pieces.body),
        number=number,
        modified_at=T0 + timedelta(seconds=number),
        delta_index=index.pack(),
    )
    return offer_codings(made)


def story(form: Format) -> tuple[Publication, Publication]:
    """Twenty entries; then one is new and one corrected."""
    first = feed(form, 50, [entry(number) for number in range(20)])
    later = [entry(-1), *(entry(number, "again" if number == 7 else "first") for number in range(19))]
    return first, feed(form, 53, later, last=first)


def tag(publication: Publication, coding: int = 0) -> str:
    return publication.representations[coding].etag


def in_every_coding(publication: Publication) -> Publication:
    """Encode it in every coding whatever the size: which is the smallest differs by processor."""
    body = publication.representations[0].body
    coded = (
        Representation(coding=coding, body=encode(body), etag=etag_of(publication.digest, coding))
        for coding, encode in ENCODERS.items()
    )
    return replace(publication, representations=(publication.representations[0], *coded))


def titles(body: bytes) -> list[str]:
    return [str(one.title) for one in feedparser.parse(body).entries]


@pytest.mark.parametrize("form", list(Format))
async def test_a_client_that_says_what_it_has_is_sent_what_is_new(
    client: RawConnection, source: MemorySource, form: Format
) -> None:
    """R-HTTP-54: a complete valid feed with the new and the corrected entry alone."""
    held, now = story(form)
    source.put(now)
    delta = await client.ask(f"/news.{form}", [*FEED, ("If-None-Match", tag(held))])
    assert (delta.status, delta.reason) == (226, "IM Used")
    if form is Format.JSON:
        found = [item["title"] for item in json.loads(delta.body)["items"]]
    else:
        etree.fromstring(delta.body)
        found = titles(delta.body)
    assert found == ["Ferry -1 first", "Ferry 7 again"]
    assert delta["Content-Type"] == now.media_type


@pytest.mark.parametrize("sent", ["{}", '{}, "other"', 'W/{}, "49-0123456789ab"'])
async def test_a_delta_says_what_it_leads_to_and_what_from(
    client: RawConnection, source: MemorySource, sent: str
) -> None:
    """R-HTTP-55."""
    held, now = story(Format.ATOM)
    source.put(now)
    delta = await client.ask("/news.atom", [*FEED, ("If-None-Match", sent.format(tag(held)))])
    full = await client.ask("/news.atom")
    assert delta["IM"] == "feed"
    assert delta["Delta-Base"] == tag(held)
    assert (delta["ETag"], delta["Last-Modified"]) == (full["ETag"], full["Last-Modified"])


async def test_no_cache_keeps_a_delta(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-56."""
    held, now = story(Format.ATOM)
    source.put(now)
    delta = await client.ask("/news.atom", [*FEED, ("If-None-Match", tag(held))])
    assert delta["Cache-Control"] == "no-store, im"
    assert delta["Vary"] == "A-IM, If-None-Match, Accept-Encoding"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("If-None-Match", '"1-0123456789ab"')],
        [("If-None-Match", '"50-0123456789ab"')],
        [("If-None-Match", "nonsense")],
        [("If-Modified-Since", "Tue, 22 Oct 2024 09:07:16 GMT")],
    ],
)
async def test_without_a_known_base_everything_is_sent(
    client: RawConnection, source: MemorySource, headers: list[tuple[str, str]]
) -> None:
    """R-HTTP-57."""
    source.put(story(Format.ATOM)[1])
    full = await client.ask("/news.atom", [*FEED, *headers])
    assert full.status == 200
    assert full.get("IM") is None
    assert len(titles(full.body)) == 20


@pytest.mark.parametrize("a_im", ["feed;q=0", "vcdiff", "", "feed;q=nonsense"])
async def test_who_does_not_want_deltas_gets_none(
    client: RawConnection, source: MemorySource, a_im: str
) -> None:
    """R-HTTP-57."""
    held, now = story(Format.ATOM)
    source.put(now)
    full = await client.ask("/news.atom", [("A-IM", a_im), ("If-None-Match", tag(held))])
    assert full.status == 200


async def test_nothing_new_is_304_and_a_head_is_never_a_delta(
    client: RawConnection, source: MemorySource
) -> None:
    """R-HTTP-57."""
    held, now = story(Format.ATOM)
    source.put(now)
    same = await client.ask("/news.atom", [*FEED, ("If-None-Match", tag(now))])
    assert same.status == 304
    both = await client.ask("/news.atom", [*FEED, ("If-None-Match", f"{tag(held)}, {tag(now)}")])
    assert both.status == 304
    head = await client.ask("/news.atom", [*FEED, ("If-None-Match", tag(held))], method="HEAD")
    assert head.status == 200


async def test_a_refused_whole_is_sent_where_there_is_no_delta(
    client: RawConnection, source: MemorySource
) -> None:
    """R-HTTP-58."""
    source.put(story(Format.ATOM)[1])
    full = await client.ask("/news.atom", [("A-IM", "identity;q=0, feed")])
    assert full.status == 200


@pytest.mark.parametrize(("coding", "which"), [("gzip", 1), ("br", 2)])
async def test_a_delta_is_coded_as_the_whole_would_be(
    client: RawConnection, source: MemorySource, coding: str, which: int
) -> None:
    """R-HTTP-59."""
    held, now = map(in_every_coding, story(Format.ATOM))
    source.put(now)
    headers = [*FEED, ("If-None-Match", tag(held, which)), ("Accept-Encoding", coding)]
    for _ in range(2):
        delta = await client.ask("/news.atom", headers)
        assert (delta.status, delta["Content-Encoding"]) == (226, coding)
        assert (delta["ETag"], delta["Delta-Base"]) == (tag(now, which), tag(held, which))
        plain = gzip.decompress(delta.body) if coding == "gzip" else brotli.decompress(delta.body)
        assert titles(plain) == ["Ferry -1 first", "Ferry 7 again"]


@pytest.mark.parametrize(("corrected", "status"), [(6, 226), (14, 200)])
async def test_a_delta_that_saves_little_is_not_worth_it(
    client: RawConnection, source: MemorySource, corrected: int, status: int
) -> None:
    """R-HTTP-60."""
    held = feed(Format.ATOM, 50, [entry(number) for number in range(20)])
    later = [entry(number, "again" if number < corrected else "first") for number in range(20)]
    source.put(feed(Format.ATOM, 51, later, last=held))
    answer = await client.ask("/news.atom", [*FEED, ("If-None-Match", tag(held))])
    assert answer.status == status


async def test_what_is_taken_back_comes_with_the_delta(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-54: tombstones included; RSS, which has none, sends everything."""
    gone = (Tombstone(id=f"{SITE}/a/3", deleted_at=T0),)
    statuses = {}
    for form in Format:
        held = feed(form, 50, [entry(number) for number in range(20)])
        source.put(feed(form, 51, [entry(number) for number in range(20) if number != 3], gone, held))
        answer = await client.ask(f"/news.{form}", [*FEED, ("If-None-Match", tag(held))])
        statuses[form] = answer.status
        if form is Format.ATOM:
            assert f'ref="{SITE}/a/3"'.encode() in answer.body
            assert titles(answer.body) == []
        if form is Format.JSON:
            feed_ = json.loads(answer.body)
            assert [tombstone["id"] for tombstone in feed_["_tombstones"]["deleted"]] == [f"{SITE}/a/3"]
            assert feed_["items"] == []
    assert statuses == {Format.RSS: 200, Format.ATOM: 226, Format.JSON: 226}


FEEDPARSER = "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,*/*;q=0.1"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("User-Agent", "newsboat/2.30.1 (Linux x86_64)")], 226),
        ([("User-Agent", "python-reader/3.20 (+https://example.org)"), ("Accept", FEEDPARSER)], 226),
        ([("User-Agent", "rss2email/3.14 (https://example.org)")], 200),
        ([("User-Agent", "SomeProgram/1.0"), ("Accept", FEEDPARSER)], 200),
        ([("Via", "1.1 cache (Varnish/7.1)")], 200),
        ([("X-Varnish", "32770")], 200),
    ],
)
async def test_a_delta_is_for_programs_that_process_it(
    client: RawConnection, source: MemorySource, headers: list[tuple[str, str]], status: int
) -> None:
    """R-HTTP-54, R-HTTP-56: feedparser sends ``A-IM`` for programs that know nothing of it."""
    held, now = story(Format.ATOM)
    source.put(now)
    response = await client.ask("/news.atom", [*FEED, ("If-None-Match", tag(held)), *headers])
    assert response.status == status
    assert response["ETag"] == tag(now)
