"""Streams of events through the configurations of nginx and Varnish."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.server.events.opening import STREAMS
from tests.behind.live_site import in_front
from tests.behind.nginx import needs_nginx
from tests.behind.varnish import needs_varnish
from tests.server.conftest import Clock
from tests.server.events.client import listening_to
from tests.server.events.conftest import Site, running
from tests.server.events.test_streams import etag_digest, revisions, titles
from tests.server.http.test_deltas import entry
from tests.server.memory_source import MemorySource

FRONTS = [
    pytest.param("nginx", marks=needs_nginx),
    pytest.param("varnish configured", marks=needs_varnish),
]
pytestmark = pytest.mark.slow


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running(MemorySource(), Clock()) as site:
        yield site


@pytest.mark.parametrize("front", FRONTS)
async def test_events_come_at_once_and_several_clients_have_streams(
    front: str, site: Site, tmp_path: Path
) -> None:
    """Neither buffered nor held back behind another client's stream, and never cached."""
    first, second = revisions([entry(9)], [entry(8), entry(9)])
    site.publish(first)
    with in_front(front, tmp_path, site.port) as port:
        async with (
            listening_to(port, "/news.events") as one,
            listening_to(port, "/news.events") as other,
            asyncio.timeout(10),
        ):
            for client in (one, other):
                ready = await client.next()
                assert ready is not None
                assert ready.id == etag_digest(first)
            site.publish(second)
            for client in (one, other):
                assert titles(await client.events(1)) == ["Ferry 8 first"]
        query = f"/news.events?lastEventId={etag_digest(first)}"
        async with listening_to(port, query) as resumed:
            assert titles(await resumed.events(1)) == ["Ferry 8 first"]
        async with listening_to(port, "/news.events", {"Last-Event-ID": etag_digest(first)}) as resumed:
            assert titles(await resumed.events(1)) == ["Ferry 8 first"]
        async with asyncio.timeout(10):
            while site.app[STREAMS].totals.open:  # noqa: ASYNC110  # a connection's end has no event
                await asyncio.sleep(0.01)
