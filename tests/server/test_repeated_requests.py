"""Heads that were answered before: the same answer, unless anything it depended on changed."""

import gc
from dataclasses import replace
from datetime import timedelta
from weakref import ref

import pytest
from multidict import CIMultiDict

from feeds.model import Limits
from feeds.server.http.date_header import DateHeader
from feeds.server.responder import Reply, Responder
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerOptions, server_state
from tests.server.auth.conftest import TOKEN, Readers
from tests.server.memory_source import MemorySource
from tests.server.samples import LATER_S, T0, publication

PEER, PROXY = "203.0.113.7", "127.0.0.1"
PUBLIC, PRIVATE = "/news.atom", f"/~{TOKEN}/news.atom"


class Asking:
    """A responder that is asked for the same head again and again."""

    def __init__(
        self,
        source: MemorySource,
        *,
        target: str = PUBLIC,
        method: str = "GET",
        peer: str = PEER,
        **headers: str,
    ) -> None:
        self.counters = ResponseCounters()
        self.readers = Readers(at_once=True)
        self.responder = Responder(
            source,
            server_state(ServerOptions(site_url="https://news.example.org")),
            date=DateHeader(lambda: LATER_S),
            counters=self.counters,
            subscribers=self.readers,
        )
        self.head = f"{method} {target} {headers}".encode()
        self._request = method, target, CIMultiDict({k.replace("_", "-"): v for k, v in headers.items()})
        self.peer = peer

    def first(self) -> Reply:
        reply = self.responder.respond_cached(*self._request, self.peer, self.head)
        assert reply is not None
        return reply

    def again(self) -> Reply | None:
        return self.responder.respond_again(self.head, self.peer)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip"}, {"If_None_Match": "*"}])
async def test_the_same_head_has_the_same_answer_and_is_counted(method: str, headers: dict[str, str]) -> None:
    """R-PERF-01."""
    source = MemorySource(publication())
    asking = Asking(source, method=method, **headers)
    assert asking.again() is None
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    first, second = asking.first(), asking.again()
    assert second is not None
    assert (second[0].status, second[0].block, second[1]) == (first[0].status, first[0].block, first[1])
    assert second[0].body == first[0].body
    hits = asking.counters.take().hits
    assert sum(sum(agents.values()) for names in hits.values() for agents in names.values()) == 3


async def test_a_new_revision_is_decided_anew() -> None:
    source = MemorySource(publication())
    asking = Asking(source)
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    asking.first()
    source.put(publication(number=43, body=b"<feed>new</feed>", modified_at=T0 + timedelta(hours=1)))
    source.warm()
    assert asking.again() is None
    assert asking.first()[0].body == b"<feed>new</feed>"


async def test_an_answer_is_no_longer_repeated_when_its_end_is_near() -> None:
    """Its freshness is then counted by the second (R-TOMB-08)."""
    source = MemorySource(publication())
    asking = Asking(source)
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    fresh = asking.first()[0].block
    source.dues["news"] = int(LATER_S) + 30
    assert asking.again() is None
    assert asking.first()[0].block != fresh
    assert asking.again() is None


async def test_a_date_alone_is_compared_each_time() -> None:
    """A date in the future counts as none (R-HTTP-07)."""
    source = MemorySource(publication())
    asking = Asking(source, If_Modified_Since="Tue, 01 Jan 2030 00:00:00 GMT")
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    asking.first()
    assert asking.again() is None


async def test_other_settings_forget_everything() -> None:
    source = MemorySource(publication())
    asking = Asking(source)
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    asking.first()
    asking.responder.reconfigure(server_state(ServerOptions(site_url="https://other.example")))
    assert asking.again() is None


async def test_a_head_from_a_proxy_says_nothing_about_a_client() -> None:
    """The scheme that a head reports counts only from trusted proxies (R-HTTP-67)."""
    source = MemorySource(publication())
    asking = Asking(source, peer=PROXY, X_Forwarded_Proto="https")
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    assert b"Strict-Transport-Security" in asking.first()[1]
    again = asking.again()
    assert again is not None
    assert b"Strict-Transport-Security" in again[1]
    asking.peer = PEER
    assert asking.again() is None


async def test_a_client_that_downloads_the_same_again_and_again_is_refused() -> None:
    """R-HTTP-50."""
    source = MemorySource(publication())
    asking = Asking(source)
    limits = Limits(again_bytes=5_000, again_bytes_per_s=1.0)
    options = ServerOptions(site_url="https://news.example.org", limits=limits)
    asking.responder.reconfigure(server_state(options))
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    asking.first()
    statuses = [reply[0].status for _ in range(8) if (reply := asking.again()) is not None]
    assert statuses[0] == 200
    assert statuses[-1] == 429


async def test_a_revoked_token_opens_nothing_again() -> None:
    """R-AUTH-03."""
    source = MemorySource(publication())
    private = Asking(source, target=PRIVATE.replace("news", "club"))
    club = publication("club.atom")
    source.put(replace(club, private=True))
    source.warm()
    private.first()
    private.first()
    assert private.again() is not None
    private.readers.revoke("0123456789ab")
    assert private.again() is None
    assert private.first()[0].status == 404


async def test_nothing_keeps_a_publication_alive() -> None:
    source = MemorySource(publication())
    asking = Asking(source)
    await asking.responder.respond("GET", PUBLIC, CIMultiDict(), PEER)
    asking.first()
    held = ref(source.stored["news.atom"])
    source.drop("news.atom")
    gc.collect()
    assert held() is None
    assert asking.again() is None
