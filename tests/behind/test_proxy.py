"""``docs/nginx/proxy.conf``: nginx as a cache in front of ``feeds serve``."""

import gzip
from dataclasses import replace
from datetime import timedelta

import brotli
import pytest

from feeds.model import Format, Publication
from tests.behind.conftest import Site, pause
from tests.behind.nginx import LANGUAGES, needs_nginx
from tests.server.http.test_deltas import story, tag
from tests.server.raw import RawResponse, connection
from tests.server.samples import T0, TYPES, publication

pytestmark = [needs_nginx, pytest.mark.slow]

FEEDS = ("/news.atom", "/news.rss", "/news.json", "/opml.xml", "/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom")
PAGES = ("/", "/news", "/news.en.html")
CODINGS = (None, "gzip", "br", "gzip, deflate, br;q=0.9", "gzip;q=0, identity", "deflate")
OWN = {"server", "date", "connection", "accept-ranges"}
"""What nginx says by itself."""

VALIDATORS = ("ETag", "Last-Modified", "Cache-Control", "Vary")
Fields = tuple[tuple[str, str], ...]


def accepting(coding: str | None, *more: tuple[str, str]) -> Fields:
    return (*(() if coding is None else (("Accept-Encoding", coding),)), *more)


def said(answer: RawResponse) -> tuple[int, set[tuple[str, str]], bytes]:
    """Status, fields and body, without what a proxy is to say itself."""
    headers = {(name, value) for name, value in answer.lines if name.lower() not in OWN}
    return answer.status, headers, answer.body


def decoded(answer: RawResponse) -> bytes:
    coding = answer.get("Content-Encoding")
    if coding == "gzip":
        return gzip.decompress(answer.body)
    return bytes(brotli.decompress(answer.body)) if coding == "br" else answer.body


def newer(held: Publication, number: int, max_age_s: int = 900) -> Publication:
    later = T0 + timedelta(seconds=number)
    return publication(held.name, number=number, body=b"<feed>corrected</feed>" * 40, modified_at=later,
                       max_age_s=max_age_s)  # fmt: skip


@pytest.mark.parametrize("target", [*FEEDS, *PAGES])
async def test_nginx_answers_what_feeds_answers(site: Site, target: str) -> None:
    """R-HTTP-12, R-HTTP-16 to R-HTTP-21, R-HTTP-24, R-HTTP-28, R-HTTP-39: fetched and from the cache."""
    async with connection(site.origin) as origin:
        for coding in CODINGS * 2:
            for method in ("GET", "HEAD"):
                headers = accepting(coding, ("Accept-Language", "en"), ("X-Forwarded-Proto", "http"))
                wanted = await origin.ask(target, headers, method=method)
                answer = await site.ask(target, *headers, method=method)
                assert said(answer) == said(wanted), (coding, method)
                assert answer.status == 200
                held = (*headers, ("If-None-Match", answer["ETag"]))
                unchanged = await site.ask(target, *held, method=method)
                status, expected, body = said(await origin.ask(target, held, method=method))
                assert (unchanged.status, unchanged.body) == (status, body) == (304, b"")
                assert said(unchanged)[1] >= expected
                assert [unchanged[name] for name in VALIDATORS] == [answer[name] for name in VALIDATORS]


@pytest.mark.parametrize("target", FEEDS)
async def test_content_types_pass(site: Site, target: str) -> None:
    """R-HTTP-39."""
    assert (await site.ask(target))["Content-Type"] == TYPES[target.rpartition(".")[2]]


async def test_one_fetch_serves_all_who_accept_the_same(site: Site) -> None:
    """R-HTTP-16, R-HTTP-22: the origin is asked once; the answer keeps the time when it was made."""
    first = await site.ask("/news.atom", ("Accept-Encoding", "gzip"))
    for method in ("GET", "HEAD", "GET"):
        again = await site.ask("/news.atom", ("Accept-Encoding", "gzip"), method=method)
        assert (again.status, again["Date"]) == (200, first["Date"])
        assert not again["ETag"].startswith("W/")
    held = ("If-None-Match", first["ETag"])
    assert (await site.ask("/news.atom", ("Accept-Encoding", "gzip"), held)).status == 304
    assert [exchange.method for exchange in site.relay.take()] == ["GET"]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("If-None-Match", 'W/"000000000000", W/{etag}', 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", '"000000000000"', 200),
        ("If-Modified-Since", "Tue, 22 Oct 2024 09:07:16 GMT", 304),
        ("If-Modified-Since", "Wed, 23 Oct 2024 10:00:00 GMT", 304),
        ("If-Modified-Since", "Tue, 22 Oct 2024 09:07:15 GMT", 200),
    ],
)
async def test_the_cache_answers_conditions_itself(site: Site, name: str, value: str, status: int) -> None:
    """R-HTTP-12: also for dates later than ours, which ``exact`` would not match."""
    first = await site.ask("/news.atom")
    site.relay.take()
    answer = await site.ask("/news.atom", (name, value.format(etag=first["ETag"])))
    assert answer.status == status
    assert [answer[field] for field in VALIDATORS] == [first[field] for field in VALIDATORS]
    assert site.relay.take() == []


async def test_codings_are_not_mixed_up(site: Site) -> None:
    """R-HTTP-24, R-HTTP-28: in whichever order they come, each with an ETag of its own."""
    tags = set()
    for coding, sent in (("br", "br"), ("gzip", "gzip"), (None, None), ("gzip;q=0", None), ("br", "br")):
        answer = await site.ask("/news.rss", *accepting(coding))
        assert answer.get("Content-Encoding") == sent
        assert decoded(answer) == site.source.stored["news.rss"].body
        tags.add(answer["ETag"])
    assert len(tags) == 3


async def test_languages_are_not_mixed_up(site: Site) -> None:
    """R-HTTP-28: a page is kept in each language it is asked for."""
    for _ in range(2):
        for language, sent in (("zh", "zh-CN"), ("en", "en"), ("en;q=0.1, zh", "zh-CN")):
            assert (await site.ask("/news", ("Accept-Language", language)))["Content-Language"] == sent


async def test_a_page_is_fetched_once_for_each_language(site: Site) -> None:
    """R-HTTP-28: two copies and one for readers of other languages, not one for each browser."""
    for _ in range(2):
        for accept, language in LANGUAGES.items():
            answer = await site.ask("/news", ("Accept-Language", accept))
            assert answer["Content-Language"].startswith(language), accept
            assert answer["Vary"] == "Accept-Language, Accept-Encoding"
    assert len(site.relay.take()) <= 3


async def test_codings_are_fetched_once_each(site: Site) -> None:
    for coding in (
        "gzip",
        "gzip, deflate",
        "gzip;q=1.0",
        "x-gzip",
        "br, gzip",
        "gzip, br",
        "br;q=1",
        "deflate",
    ):
        await site.ask("/news.atom", ("Accept-Encoding", coding))
    assert len(site.relay.take()) == 3


async def test_what_is_stale_is_asked_for_again_with_its_validators(site: Site) -> None:
    """R-HTTP-22: the origin sends a 304 to the cache, the cache the feed to whoever has none."""
    first = await site.ask("/brief.atom")
    while not any(exchange.status == 304 for exchange in site.relay.exchanges):
        await pause()
        answer = await site.ask("/brief.atom")
        assert said(answer) == said(first)
        assert answer["Date"] == first["Date"], "caches behind must not count the freshness of a copy twice"
    revalidation = next(exchange for exchange in site.relay.take() if exchange.status == 304)
    assert revalidation.request_headers["if-none-match"] == first["ETag"]
    assert revalidation.size_bytes == 0


async def test_an_update_becomes_visible(site: Site) -> None:
    """R-HTTP-19: once the old one is no longer fresh; who holds the old one gets the new one then."""
    first = await site.ask("/brief.atom")
    site.source.put(newer(site.source.stored["brief.atom"], 43, max_age_s=1))
    held = [("If-None-Match", first["ETag"]), ("If-Modified-Since", first["Last-Modified"])]
    second = await site.until("/brief.atom", lambda answer: answer.status == 200, held)
    assert second.body == site.source.stored["brief.atom"].body
    assert second["ETag"] != first["ETag"]


@pytest.mark.parametrize("outage", ["answers 503", "is down"])
async def test_an_outage_leaves_the_last_good_feed(site: Site, outage: str) -> None:
    """R-HTTP-19, R-HTTP-47, R-HTTP-52: the 200 and the 304.

    After a 503 that must not be kept nginx forgets to compare, and sends the whole to those who hold it.
    """
    first = await site.ask("/brief.atom")
    site.relay.take()
    if outage == "is down":
        site.open.close()
        while (await site.ask("/news.rss")).status != 503:
            await pause()
    else:
        site.relay.broken = True
    for _ in range(150):  # three seconds: fresh for one, and stale since
        assert said(await site.ask("/brief.atom")) == said(first)
        again = await site.ask("/brief.atom", ("If-None-Match", first["ETag"]))
        assert again.status == 304 or (outage == "answers 503" and said(again) == said(first))
        await pause()
    if outage == "answers 503":
        assert {exchange.status for exchange in site.relay.take()} == {503}


async def test_an_outage_with_nothing_kept_is_told_and_not_kept(site: Site) -> None:
    """R-HTTP-23, R-HTTP-47, R-HTTP-48: also where nginx has to say it."""
    site.relay.broken = True
    answer = await site.ask("/news.atom")
    assert (answer.status, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    site.relay.broken = False
    assert (await site.ask("/news.atom")).status == 200
    site.open.close()
    for target in ("/news.json", "/news.json?x", "/api/openapi.json"):
        answer = await site.until(target, lambda answer: answer.status == 503)
        assert (answer["Retry-After"], answer["Cache-Control"]) == ("30", "no-store")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"


async def test_errors_are_not_kept(site: Site) -> None:
    """R-HTTP-23."""
    assert (await site.ask("/later.atom")).status == 404
    site.source.put(publication("later.atom"))
    assert (await site.ask("/later.atom")).status == 200
    assert (await site.ask("/ended.atom")).status == 410


async def test_a_delta_is_for_those_who_asked_for_it_alone(site: Site) -> None:
    """R-HTTP-56: it is passed on, and neither kept nor sent to anybody else."""
    held, now = story(Format.ATOM)
    site.source.put(now)
    wanting = (("A-IM", "feed"), ("If-None-Match", tag(held)))
    for _ in range(2):
        delta = await site.ask("/news.atom", *wanting)
        assert (delta.status, delta["IM"], delta["Cache-Control"]) == (226, "feed", "no-store, im")
        for others in ((), (("If-None-Match", tag(held)),), (("A-IM", "feed"),)):
            whole = await site.ask("/news.atom", *others)
            assert (whole.status, whole.body, whole["ETag"]) == (200, now.body, delta["ETag"])
    current = (("A-IM", "feed"), ("If-None-Match", tag(now)))
    assert (await site.ask("/news.atom", *current)).status == 304
    assert (await site.ask("/news.atom", *wanting, method="HEAD")).status == 200


async def test_a_revalidation_never_brings_a_delta_into_the_cache(site: Site) -> None:
    """R-HTTP-56: the cache asks with the tag it holds, on behalf of a client that takes deltas."""
    held, now = (replace_age(one) for one in story(Format.ATOM))
    site.source.put(held)
    await site.ask("/news.atom")
    site.source.put(now)
    answer = await site.until("/news.atom", lambda answer: answer["ETag"] == tag(now), [("A-IM", "feed")])
    assert (answer.status, answer.body) == (200, now.body)
    asked = site.relay.take()
    assert any(exchange.request_headers.get("if-none-match") == tag(held) for exchange in asked)
    assert {exchange.status for exchange in asked} <= {200, 304}


def replace_age(one: Publication) -> Publication:
    return replace(one, max_age_s=1)


async def test_who_takes_deltas_is_served_from_the_cache_in_an_outage(site: Site) -> None:
    """R-HTTP-52."""
    first = await site.ask("/news.atom")
    site.open.close()
    current = (("A-IM", "feed"), ("If-None-Match", first["ETag"]))
    assert (await site.until("/news.atom", lambda answer: answer.status != 502, current)).status == 304
    other = (("A-IM", "feed"), ("If-None-Match", '"000000000000"'))
    assert said(await site.ask("/news.atom", *other)) == said(first)


@pytest.mark.parametrize("target", ["/news.atom?", "/news.atom?1712345", "/news.atom/"])
async def test_other_spellings_lead_to_the_address_and_do_not_take_its_place(site: Site, target: str) -> None:
    """R-HTTP-35: nor fill the cache."""
    moved = await site.ask(target)
    assert moved.status == 301
    assert moved["Location"] == "/news.atom"
    assert (await site.ask("/news.atom")).status == 200


async def test_what_is_private_is_not_kept(site: Site) -> None:
    """R-AUTH-04: who shows a password is answered by the origin, also with a 304; so is a token's address."""
    first = await site.ask("/news.atom", ("Authorization", "Basic OnNlY3JldA=="))
    held = ("If-None-Match", first["ETag"])
    assert (await site.ask("/news.atom", ("Authorization", "Basic OnNlY3JldA=="), held)).status == 304
    await site.ask("/~secret/news.atom", held)
    await site.ask("/%7Esecret/news.atom", held)
    headers = [(one.target, one.request_headers.get("if-none-match")) for one in site.relay.take()]
    tag = first["ETag"]
    assert headers == [
        ("/news.atom", None),
        ("/news.atom", tag),
        ("/~secret/news.atom", tag),
        ("/%7Esecret/news.atom", tag),
    ]


@pytest.mark.parametrize("target", ["/health", "/ready", "/metrics", "/%68ealth", "//health", "/health?x"])
async def test_operations_are_not_public(site: Site, target: str) -> None:
    assert (await site.ask(target)).status == 404
    assert site.relay.take() == []


async def test_the_origin_is_told_who_asks(site: Site) -> None:
    """R-HTTP-67: nginx adds the address it sees to what the client claims."""
    await site.ask("/news.atom", ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https"))
    (exchange,) = site.relay.take()
    assert exchange.request_headers["x-forwarded-for"] == "192.0.2.7, 127.0.0.1"
    assert exchange.request_headers["x-forwarded-proto"] == "http"


async def test_a_purge_takes_back_at_once(site: Site) -> None:
    """R-TOMB-08: what must go is gone from the cache when its files are."""
    first = await site.ask("/news.atom")
    site.source.put(newer(site.source.stored["news.atom"], 43))
    assert (await site.ask("/news.atom")).body == first.body
    for file in site.cache.rglob("*"):
        if file.is_file():
            file.unlink()
    assert (await site.ask("/news.atom")).body == site.source.stored["news.atom"].body
