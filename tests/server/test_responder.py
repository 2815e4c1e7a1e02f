"""What the responder answers from memory, and what it keeps."""

import gc
from weakref import ref

from multidict import CIMultiDict

from feeds.server.http.date_header import DateHeader
from feeds.server.resolver import CACHED_TARGETS
from feeds.server.responder import Reply, Responder
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerOptions, server_state
from tests.server.memory_source import MemorySource
from tests.server.samples import LATER_S, publication

NO_HEADERS: CIMultiDict[str] = CIMultiDict()
PEER = "203.0.113.7"


def responder_over(source: MemorySource, counters: ResponseCounters | None = None) -> Responder:
    return Responder(
        source,
        server_state(ServerOptions(site_url="https://news.example.org")),
        date=DateHeader(lambda: LATER_S),
        counters=counters or ResponseCounters(),
    )


def cached(responder: Responder, target: str, **headers: str) -> Reply | None:
    fields = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    return responder.respond_cached("GET", target, fields, PEER)


async def test_what_the_source_drops_is_freed() -> None:
    source = MemorySource(publication("news.atom"), publication("news.zh.html"))
    responder = responder_over(source)
    for target in ("/news.atom", "/news"):
        assert (await responder.respond("GET", target, NO_HEADERS, PEER))[0].status == 200
    held = [ref(one) for one in source.stored.values()]
    for name in tuple(source.stored):
        source.drop(name)
    gc.collect()
    assert [one() for one in held] == [None, None]


async def test_an_equal_publication_that_is_another_object_is_prepared_anew() -> None:
    source = MemorySource(publication("news.atom", max_age_s=60))
    responder = responder_over(source)
    await responder.respond("GET", "/news.atom", NO_HEADERS, PEER)
    source.put(publication("news.atom", max_age_s=120))
    reply = cached(responder, "/news.atom")
    assert reply is not None
    assert b"max-age=120" in reply[0].block


async def test_spellings_of_a_target_fill_no_cache() -> None:
    source = MemorySource(publication("news.atom"))
    responder = responder_over(source)
    for number in range(100):
        for target in (f"http://{number}.example/news.atom", "/ne%77s.atom", f"/news.atom?{number}"):
            await responder.respond("GET", target, NO_HEADERS, PEER)
    assert len(responder._resolver.prepared) == 1


async def test_prepared_publications_are_bounded() -> None:
    names = [f"n{number}.atom" for number in range(CACHED_TARGETS + 1)]
    one = publication("news.atom")
    source = MemorySource(one)
    responder = responder_over(source)
    resolver = responder._resolver
    for name in names:
        resolver._prepare(f"/{name}", one)
    assert len(resolver.prepared) == CACHED_TARGETS


async def test_memory_suffices_for_feeds_pages_and_redirects() -> None:
    source = MemorySource(publication("news.atom"), publication("news.zh.html"))
    responder = responder_over(source)
    for target, status in (
        ("/news.atom", 200),
        ("/news", 200),
        ("/news.atom?x", 301),
        ("/news.atom/", 301),
        ("/index", 301),
        ("/a//b", 404),
        ("/~token/news.atom", 404),
    ):
        source.memory.clear()
        first, _ = await responder.respond("GET", target, NO_HEADERS, PEER)
        reply = cached(responder, target)
        assert reply is not None, target
        assert reply[0] == first
        assert first.status == status


async def test_what_memory_does_not_know_is_left_to_the_store() -> None:
    source = MemorySource(publication("news.atom"))
    responder = responder_over(source)
    for target in (
        "/news.atom",
        "/missing.atom",
        "/news",
        "/health",
        "/api/records/a//b",
    ):
        assert cached(responder, target) is None


async def test_a_reply_is_counted_once_whichever_way_it_was_made() -> None:
    source, counters = MemorySource(publication("news.atom")), ResponseCounters()
    responder = responder_over(source, counters)
    await responder.respond("GET", "/news.atom", NO_HEADERS, PEER)
    await responder.respond("GET", "/news.atom", NO_HEADERS, PEER)
    assert cached(responder, "/news.atom") is not None
    assert counters.answered().statuses == {200: 3}
    assert cached(responder, "/missing.atom") is None
    assert counters.answered().statuses == {200: 3}


async def test_a_new_state_replaces_the_old_one_as_a_whole() -> None:
    source = MemorySource(publication("news.atom"))
    responder = responder_over(source)
    await responder.respond("GET", "/news.atom", NO_HEADERS, PEER)
    responder.reconfigure(server_state(ServerOptions(site_url="https://other.example", gone=("news",))))
    reply = cached(responder, "/news.atom")
    assert reply is not None
    assert reply[0].status == 410
    moved, _ = await responder.respond("GET", "/index", NO_HEADERS, PEER)
    assert b"Location: https://other.example/" in moved.block
