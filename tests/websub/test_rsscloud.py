"""rssCloud: registrations and notifications of a real server, and callbacks on loopback."""

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import feedparser
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from lxml import etree

from feeds.config import load
from feeds.errors import ConfigError
from feeds.model import Protocol
from feeds.store import open_store, websub
from feeds.validate import check
from feeds.websub.protocol import HubRequestError
from feeds.websub.rsscloud import LEASE_S, notification, parse_registration
from tests.service.processes import until
from tests.transactions import query
from tests.websub.callbacks import Callback, listening
from tests.websub.test_hub import SITE, Newsroom, newsroom_with_hub, write

TOPIC = f"{SITE}/news.rss"
ENABLED = 'enabled = true\nrsscloud = true\nallow_hosts = ["127.0.0.1", "localhost"]'
FORM = {"notifyProcedure": "", "port": "8080", "path": "/notify", "protocol": "http-post", "url1": TOPIC}


def parsed(requester: str = "203.0.113.9", **changes: str) -> tuple[str, Protocol, tuple[str, ...]]:
    found = parse_registration(tuple((FORM | changes).items()), requester)
    return found.callback, found.protocol, found.topics


def test_the_target_is_the_requester_unless_a_domain_is_given() -> None:
    """R-CLOUD-03."""
    assert parsed() == ("http://203.0.113.9:8080/notify", Protocol.RSSCLOUD_ADDRESS, (TOPIC,))
    assert parsed("2001:db8::1")[0] == "http://[2001:db8::1]:8080/notify"
    expected = ("http://reader.example:8080/notify?x=1", Protocol.RSSCLOUD, (TOPIC, f"{TOPIC}2"))
    assert parsed(domain="reader.example", path="/notify?x=1", url2=f"{TOPIC}2") == expected
    assert parsed(domain="reader.example", port="443")[0] == "https://reader.example:443/notify"
    assert parsed(domain="reader.example", protocol="https-post")[0] == "https://reader.example:8080/notify"


@pytest.mark.parametrize(
    "changes",
    [
        {"protocol": "xml-rpc"},
        {"protocol": "soap"},
        {"protocol": ""},
        {"port": ""},
        {"port": "-1"},
        {"port": "22"},
        {"port": "99999"},
        {"path": ""},
        {"path": "notify"},
        {"path": "@127.0.0.1/x"},
        {"domain": "a.example/x?"},
        {"domain": "user@a.example"},
        {"domain": "a.example:22"},
        {"domain": "0x7f.1"},
        {"domain": "a\nb"},
        {"url1": ""},
        {f"url{number}": f"{TOPIC}{number}" for number in range(30)},
    ],
)
def test_malformed_registrations_are_refused(changes: dict[str, str]) -> None:
    """R-CLOUD-03, R-CLOUD-04: the target is a host and a port that a web server may have."""
    with pytest.raises(HubRequestError):
        parsed(**changes)


def test_a_notification_is_the_address_of_the_feed_alone() -> None:
    """R-CLOUD-03."""
    assert parse_qs(notification(TOPIC).decode()) == {"url": [TOPIC]}


def test_rsscloud_needs_the_hub(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="hub"):
        load(write(tmp_path, 1, "rsscloud = true"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with newsroom_with_hub(tmp_path_factory.mktemp("cloud"), ENABLED) as found:
        found.server.wait_for("/news.rss", lambda answer: answer.status == 200)
        yield found


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@dataclass
class Reader:
    """A callback of rssCloud: answers challenges, and keeps what it is notified of."""

    echoes: bool = True
    inner: Callback = field(default_factory=Callback)

    async def handle(self, request: web.Request) -> web.Response:
        async with self.inner.arrived:
            self.inner.arrived.notify_all()
            if request.method == "GET":
                self.inner.verifications.append(dict(request.query))
                return web.Response(text=request.query["challenge"] if self.echoes else "no")
            form = dict(await request.post())
            self.inner.verifications.append({name: str(value) for name, value in form.items()})
            return web.Response()


async def register(
    client: aiohttp.ClientSession, site: Newsroom, url: str, **changes: str
) -> tuple[bool, str]:
    """Register a callback; return whether the answer says success, and its message."""
    parts = urlsplit(url)
    form = FORM | {"port": str(parts.port), "path": parts.path} | changes
    async with client.post(f"{site.hub}/cloud", data=form) as response:
        assert response.status == 200
        assert response.content_type == "text/xml"
        root = etree.fromstring(await response.read())
    assert root.tag == "notifyResult"
    return root.get("success") == "true", str(root.get("msg"))


async def subscriptions(site: Newsroom) -> dict[str, int]:
    """Return the seconds that the registrations of each callback lasted at first, by callback."""
    store = await open_store(f"sqlite:///{site.folder}/feeds.db")
    found = await query(store, websub.subscriptions.list_all)
    await store.close()
    return {one.callback: round(one.lease_until.timestamp()) for one in found}


def test_rss_offers_all_five_attributes_and_is_valid(site: Newsroom) -> None:
    """R-CLOUD-01."""
    body = site.server.get("/news.rss").body
    cloud = feedparser.parse(body).feed.cloud
    expected = {
        "domain": "post.example",
        "port": "443",
        "path": "/hub/cloud",
        "registerprocedure": "",
        "protocol": "http-post",
    }
    assert dict(cloud) == expected
    assert check(body).errors == ()
    assert b"cloud" not in site.server.get("/news.atom").body


def test_it_is_off_by_default(tmp_path: Path) -> None:
    """R-CLOUD-05: WebSub is advertised, and there is no place to register at."""
    with newsroom_with_hub(tmp_path) as plain:
        feed = plain.server.wait_for("/news.rss", lambda answer: answer.status == 200)
        assert b'rel="hub"' in feed.body
        assert b"<cloud" not in feed.body
        assert plain.server.get("/hub/cloud").status == 404


async def test_a_registered_address_is_notified(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-CLOUD-02, R-CLOUD-03: verified by a notification, for 25 hours."""
    reader = Reader()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", reader.handle)
    async with TestServer(app) as server:
        url = str(server.make_url("/notify"))
        assert (await register(client, site, url))[0]
        await reader.inner.wait(verifications=1)
        lasts = await until_registered(site, url)
        assert abs(lasts - LEASE_S) < 60
        site.publish()
        await reader.inner.wait(verifications=2)
    assert reader.inner.verifications == [{"url": TOPIC}, {"url": TOPIC}]


async def until_registered(site: Newsroom, url: str) -> int:
    """Wait for a registration; return how many seconds it lasts from now."""

    async def registered() -> bool:
        return url in await subscriptions(site)

    await until(registered, timeout_s=60)
    return (await subscriptions(site))[url] - int(time.time())


async def test_a_domain_has_to_echo_a_challenge(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-CLOUD-03."""
    reader = Reader()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", reader.handle)
    async with TestServer(app, host="localhost") as server:
        port = str(server.port)
        url = f"http://localhost:{port}/notify"
        assert (await register(client, site, url, domain="localhost", port=port))[0]
        await reader.inner.wait(verifications=1)
        (asked,) = reader.inner.verifications
        assert (asked["url"], len(asked["challenge"]) >= 32) == (TOPIC, True)
        await until_registered(site, url)
        reader.echoes = False
        other = f"http://localhost:{port}/other"
        assert (await register(client, site, other, domain="localhost", port=port, path="/other"))[0]
        await reader.inner.wait(verifications=2)
        site.publish()
        await reader.inner.wait(verifications=3)
        assert reader.inner.verifications[2] == {"url": TOPIC}
        assert other not in await subscriptions(site)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url1": "https://else.example/news.rss"}, "not an RSS feed of this site"),
        ({"url1": f"{SITE}/news.atom"}, "not an RSS feed of this site"),
        ({"domain": "10.0.0.1"}, "not on a public host"),
        ({"domain": "post.example"}, "on this site"),
        ({"protocol": "xml-rpc"}, "protocol is not http-post"),
    ],
)
async def test_the_rules_of_the_hub_hold(
    site: Newsroom, client: aiohttp.ClientSession, changes: dict[str, str], message: str
) -> None:
    """R-CLOUD-04: private and own hosts, unknown feeds and other protocols are refused."""
    success, text = await register(client, site, "http://127.0.0.1:8080/notify", **changes)
    assert (success, message in text) == (False, True)


async def test_bodies_are_bounded_and_xml_is_not_parsed(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-CLOUD-04: an XML-RPC call with a document type is refused by its media type."""
    address = f"{site.hub}/cloud"
    async with client.post(address, data={"x": "y" * 9_000}) as response:
        assert response.status == 413
    dtd = '<!DOCTYPE x [<!ENTITY a "b">]><methodCall>&a;</methodCall>'
    async with client.post(address, data=dtd, headers={"Content-Type": "text/xml"}) as response:
        assert response.status == 415
    async with client.get(address) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_both_protocols_are_delivered_side_by_side(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-CLOUD-05: a WebSub subscriber of the same feed receives its content as before."""
    async with listening() as callback:
        form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": callback.url}
        async with client.post(site.hub, data=form) as response:
            assert response.status == 202
        await callback.wait(verifications=1)
        await until_registered(site, callback.url)
        number = site.publish()
        await callback.wait(deliveries=1)
        assert f"Ferry {number}".encode() in callback.deliveries[0].body
