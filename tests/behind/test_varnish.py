"""Varnish in front of ``feeds serve``, as it comes and with ``docs/varnish/feeds.vcl``."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from feeds.model import Format
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.behind.conftest import ATTEMPTS, SETTINGS, pause
from tests.behind.nginx import LANGUAGES
from tests.behind.varnish import needs_varnish, varnish
from tests.relay import Relay, relaying
from tests.server.http.test_deltas import story, tag
from tests.server.memory_source import MemorySource
from tests.server.raw import Headers, RawConnection, RawResponse, connection
from tests.server.samples import publication

ZIPPED = ("Accept-Encoding", "gzip")
pytestmark = [needs_varnish, pytest.mark.slow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """A client of Varnish; ``relay`` remembers what Varnish asked the server."""

    client: RawConnection
    relay: Relay
    source: MemorySource
    normalises: bool

    async def until_fresh(self, target: str, body: bytes, headers: Headers) -> RawResponse:
        """Ask until the whole new body comes; everything before must be a whole feed too."""
        for _ in range(ATTEMPTS):
            response = await self.client.ask(target, [ZIPPED, *headers])
            assert response.status == 200
            if gzip.decompress(response.body) == body:
                return response
            await pause()
        raise AssertionError("the new revision never came")


@pytest.fixture(params=["as it comes", "configured"])
async def cached(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cached]:
    source = MemorySource()
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS), [listening]):
        with relaying(listening.getsockname()[1]) as relay:
            configured = request.param == "configured"
            with varnish(tmp_path / "varnish", relay.port, configured=configured) as port:
                async with connection(port) as client:
                    yield Cached(client=client, relay=relay, source=source, normalises=configured)


async def test_a_revalidation_never_stores_a_delta(cached: Cached) -> None:
    """R-HTTP-56: Varnish asks with the tag it holds, on behalf of a client that takes deltas."""
    held, now = (replace(one, max_age_s=1) for one in story(Format.ATOM))
    cached.source.put(held)
    first = await cached.client.ask("/news.atom", [ZIPPED])
    assert first["ETag"] == tag(held, 1)
    cached.source.put(now)
    await cached.until_fresh("/news.atom", now.body, [("A-IM", "feed")])
    plain = await cached.client.ask("/news.atom", [ZIPPED])
    assert (plain.status, gzip.decompress(plain.body), plain.get("IM")) == (200, now.body, None)
    assert {exchange.status for exchange in cached.relay.take()} <= {200, 304}


async def test_a_page_is_fetched_once_for_each_language(cached: Cached) -> None:
    """R-HTTP-28: two copies, whatever readers prefer besides; without a configuration one for each value."""
    for language in ("zh", "en"):
        cached.source.put(
            publication(f"news.{language}.html", body=language.encode() * 200, language=language)
        )
    for _ in range(2):
        for accept, language in LANGUAGES.items():
            response = await cached.client.ask("/news", [ZIPPED, ("Accept-Language", accept)])
            assert response["Content-Language"] == language, accept
    fetched = len(cached.relay.take())
    assert fetched <= 3 if cached.normalises else fetched == len(LANGUAGES)
