"""Sources that are subscribed to at hubs of others: from what a feed advertises to the article."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.config import load
from feeds.model import Upstream, UpstreamState
from feeds.server.hub_callback import callback_routes
from feeds.service.clock import utc_now
from feeds.service.pushed_reading import PushedReading
from feeds.service.service import Service, running
from feeds.service.supervisor import Supervisor
from feeds.service.upstreams import Upstreams
from feeds.store import identity, upstreams
from feeds.websub import UpstreamCallback
from tests.service.processes import until
from tests.test_journey import serving, titles
from tests.transactions import query
from tests.websub.origins import Origin, atom, publishing, push, signed, verify

TIMEOUT_S = 60
SITE = "https://planet.example"
SETTINGS = """
[site]
title = "Planet"
url = "{site}"
[store]
url = "sqlite:///{folder}/feeds.db"
[hub]
key_file = "{folder}/hub.key"
{sources}
[[channels]]
path = "news"
title = "News"
"""
SOURCE = """
[[sources]]
name = "harbour"
kind = "{kind}"
{place}
every = "1h"
allow_hosts = ["127.0.0.1"]
channel = "news"
{more}
"""


def write(
    folder: Path, url: str, *, site: str = "https://planet.example", more: str = "", **given: str
) -> Path:
    """Write settings of a source at an address, none without one."""
    place = f'path = "{given["path"]}"' if "path" in given else f'url = "{url}"'
    sources = SOURCE.format(kind=given.get("kind", "feed"), place=place, more=more) if url else ""
    settings = folder / "feeds.toml"
    settings.write_text(SETTINGS.format(folder=folder, site=site, sources=sources), encoding="utf-8")
    return settings


@dataclass
class Planet:
    """A service with its callbacks, as ``serve`` runs them; ``polled`` are sources to be read at once."""

    service: Service
    known: Upstreams
    session: aiohttp.ClientSession
    base: str = ""
    polled: list[str] = field(default_factory=list)
    poll: asyncio.Event = field(default_factory=asyncio.Event)

    def read_now(self, source: str) -> None:
        self.polled.append(source)
        self.poll.set()

    async def read(self) -> None:
        (source,) = self.service.sources()
        async for _ in self.service.read(source):
            pass

    async def upstreams(self) -> tuple[Upstream, ...]:
        return await query(self.service.store, upstreams.subscriptions.list_all)

    async def titles(self) -> list[str]:
        async with self.service.store.read() as tx:
            return [one.record.title or "" async for one in identity.everything(tx)]

    def at_base(self, callback: str) -> str:
        return callback.replace(SITE, self.base)

    async def subscribed(self, origin: Origin) -> str:
        """Read the source, let the hub verify, and return the callback."""
        await self.read()
        await origin.until(lambda: bool(origin.forms))
        callback = self.at_base(origin.forms[0]["hub.callback"])
        assert await verify(self.session, origin.forms[0], callback) == (200, "a challenge")
        return callback

    async def push(self, origin: Origin, body: str, **headers: str) -> None:
        form, data = origin.forms[0], body.encode()
        callback = self.at_base(form["hub.callback"])
        assert await push(self.session, callback, data, signed(form["hub.secret"], data), **headers) == 202

    async def until_read(self) -> None:
        """Wait until no document waits."""

        async def empty() -> bool:
            return not (await query(self.service.store, upstreams.subscriptions.counts)).documents

        await until(empty, timeout_s=TIMEOUT_S)


@asynccontextmanager
async def planet(settings: Path) -> AsyncIterator[Planet]:
    async with running(load(settings)) as service, aiohttp.ClientSession() as session:
        known = Upstreams(service.settings, service.store, service.outgoing, service.clock)
        service.upstreams = known
        endpoint = UpstreamCallback(
            service.store, lambda: known.secrets, service.clock, changed=known.changed.set
        )
        app = web.Application()
        app.add_routes(callback_routes(endpoint))
        found = Planet(service, known, session)
        async with TestServer(app) as server, Supervisor(service.clock) as supervisor:
            found.base = str(server.make_url("")).rstrip("/")
            PushedReading(service, known, found.read_now).start(supervisor)
            yield found


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with publishing() as found:
        found.body = atom("Ferry", links=f'<link rel="hub" href="{found.hub}"/>')
        found.etag = '"1"'
        yield found


async def test_a_pushed_document_is_read_like_a_polled_one(tmp_path: Path, origin: Origin) -> None:
    """R-HUB-13: the same identity; nothing that foreign content may not say."""
    async with planet(write(tmp_path, origin.topic)) as found:
        await found.subscribed(origin)
        assert await found.titles() == ["Ferry"]
        await found.push(origin, atom("Ferry", "Pilot").replace("<title>Ferry<", "<title>Corrected<"))
        await found.until_read()
        assert await found.titles() == ["Corrected", "Pilot"]
        claims = {
            "id": "tag:origin.example,2024:Pilot",
            "title": "Pilot",
            "content_text": "Pilot came in late.",
            "status": "withdrawn",
            "channel": "none",
            "date_release": "2999-01-01T00:00:00Z",
            "aliases": ["tag:origin.example,2024:Ferry"],
            "_feeds": {"origin": "desk"},
        }
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [claims]}
        await found.push(origin, json.dumps(feed), **{"Content-Type": "application/feed+json"})
        await found.until_read()
        async with found.service.store.read() as tx:
            stored = await identity.by_name(tx, "tag:origin.example,2024:Pilot")
        assert stored is not None
        assert (stored.state.value, stored.record.origin) == ("visible", "harbour")
        assert stored.record.content_text == "Pilot came in late."
        assert stored.record.aliases == ()


async def test_a_pushed_feed_is_polled_rarely_and_without_conditions(tmp_path: Path, origin: Origin) -> None:
    async with planet(write(tmp_path, origin.topic)) as found:
        await found.subscribed(origin)
        await found.read()
        assert origin.polls == ["", '"1"']
        await found.push(origin, atom("Pilot"))
        await found.until_read()
        await found.known.refresh()
        assert found.known.relied_on("harbour") == {origin.topic}
        await found.read()
        await found.read()
        assert origin.polls == ["", '"1"', ""]


async def test_a_poll_that_finds_what_was_not_pushed_ends_the_slow_rhythm(
    tmp_path: Path, origin: Origin
) -> None:
    async with planet(write(tmp_path, origin.topic)) as found:
        await found.subscribed(origin)
        await found.push(origin, atom("Pilot"))
        await found.until_read()
        origin.body, origin.etag = origin.body.replace("Ferry", "Missed"), '"2"'
        await found.known.refresh()
        await found.read()
        assert "Missed" in await found.titles()
        assert found.known.relied_on("harbour") == frozenset()
        (upstream,) = await found.upstreams()
        assert upstream.missed_at is not None


@pytest.mark.parametrize("how", ["denied", "not a feed", "replayed"])
async def test_the_source_is_polled_at_once_when_pushes_fail(
    tmp_path: Path, origin: Origin, how: str
) -> None:
    """R-HUB-08."""
    async with planet(write(tmp_path, origin.topic)) as found:
        callback = await found.subscribed(origin)
        for title in ("Pilot", "Tug"):
            await found.push(origin, atom(title))
        await found.until_read()
        await found.known.refresh()
        assert found.known.relied_on("harbour")
        if how == "denied":
            answer = await verify(found.session, origin.forms[0], callback, mode="denied")
            assert answer[0] == 200
        else:
            await found.push(origin, "no feed" if how == "not a feed" else atom("Pilot"))
        async with asyncio.timeout(TIMEOUT_S):
            await found.poll.wait()
        assert found.polled == ["harbour"]
        await found.until_read()
        assert await found.titles() == ["Ferry", "Pilot", "Tug"]


async def test_a_source_that_is_switched_off_is_unsubscribed(tmp_path: Path, origin: Origin) -> None:
    """R-HUB-06."""
    async with planet(write(tmp_path, origin.topic)) as found:
        callback = await found.subscribed(origin)
        await found.push(origin, atom("Pilot"))
        await found.until_read()
        found.known.reconfigure(load(write(tmp_path, origin.topic, more="websub = false")))
        await found.known.reconcile()
        await origin.until(lambda: len(origin.forms) == 2)
        assert origin.forms[1]["hub.mode"] == "unsubscribe"
        assert await verify(found.session, origin.forms[1], callback) == (200, "a challenge")
        assert await found.upstreams() == ()
        async with asyncio.timeout(TIMEOUT_S):
            await found.poll.wait()


async def test_a_removed_source_no_longer_reaches_a_private_hub(tmp_path: Path, origin: Origin) -> None:
    """R-HUB-26: its permission goes with it; the lease ends by itself."""
    async with planet(write(tmp_path, origin.topic)) as found:
        await found.subscribed(origin)
        found.known.reconfigure(load(write(tmp_path, "")))
        await found.known.reconcile()

        async def refused() -> bool:
            (upstream,) = await found.upstreams()
            return upstream.error == "the host has no public address"

        await until(refused, timeout_s=TIMEOUT_S)
        assert len(origin.forms) == 1


async def test_a_hub_that_is_no_longer_advertised_is_left(tmp_path: Path, origin: Origin) -> None:
    """R-WSP-11."""
    async with planet(write(tmp_path, origin.topic)) as found:
        await found.subscribed(origin)
        origin.body, origin.etag = atom("Ferry"), '"2"'
        await found.read()
        (upstream,) = await found.upstreams()
        assert upstream.state is UpstreamState.LEAVING
        await origin.until(lambda: len(origin.forms) == 2)


@pytest.mark.parametrize(
    ("site", "more", "expected"),
    [
        ("https://planet.example", "", True),
        ("https://planet.example", "websub = false", False),
        ("http://localhost:8080", "", False),
        ("http://127.0.0.1:8080", "", False),
        ("http://planet", "", False),
        ("http://planet", "websub = true", True),
    ],
)
def test_a_service_that_hubs_can_reach_subscribes_unless_it_should_not(
    tmp_path: Path, site: str, more: str, *, expected: bool
) -> None:
    settings = load(write(tmp_path, "https://origin.example/feed", site=site, more=more))
    known = Upstreams(settings, None, None, utc_now)  # type: ignore[arg-type]  # nothing is contacted
    assert known.subscribes(settings.sources[0]) is expected


async def test_the_own_hub_is_no_upstream(tmp_path: Path, origin: Origin) -> None:
    settings = write(tmp_path, origin.topic, site=origin.base, more="websub = true")
    async with planet(settings) as found:
        await found.read()
        assert await found.upstreams() == ()
        assert not (tmp_path / "hub.key").exists()


async def test_a_feed_of_a_reading_list_is_pushed_with_its_own_ids(tmp_path: Path, origin: Origin) -> None:
    origin.body = origin.body.replace("tag:origin.example,2024:Ferry", "1")
    (tmp_path / "planet.opml").write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{origin.topic}"/></body></opml>', encoding="utf-8"
    )
    async with planet(write(tmp_path, "x", kind="opml", path="planet.opml")) as found:
        await found.subscribed(origin)
        await found.push(origin, origin.body.replace(">Ferry<", ">Corrected<"))
        await found.until_read()
        assert await found.titles() == ["Corrected"]
        outlines = '<opml version="2.0"><body></body></opml>'
        (tmp_path / "planet.opml").write_text(outlines, encoding="utf-8")
        await found.read()
        (upstream,) = await found.upstreams()
        assert upstream.state is UpstreamState.LEAVING


async def test_a_document_is_read_after_kill_9(tmp_path: Path, origin: Origin) -> None:
    """R-HUB-31, as a subscriber: what was acknowledged is not lost; the feed itself does not have it yet."""
    settings = write(tmp_path, origin.topic)
    async with aiohttp.ClientSession() as session:
        with serving(settings) as server:
            await origin.until(lambda: bool(origin.forms))
            form = origin.forms[0]
            callback = form["hub.callback"].replace(SITE, server.base)
            assert (await verify(session, form, callback))[0] == 200
            body = atom("Pilot").encode()
            assert await push(session, callback, body, signed(form["hub.secret"], body)) == 202
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(TIMEOUT_S)
        with serving(settings) as server:

            async def shown() -> bool:
                answer = await asyncio.to_thread(server.get, "/news.atom")
                return titles(answer) == ["Pilot", "Ferry"]

            await until(shown, timeout_s=2 * TIMEOUT_S)
