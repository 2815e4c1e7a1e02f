"""Where a source may lead: private networks and other hosts only as its own settings allow (DESIGN).

The attacker's server answers on every address of loopback, so that ``127.0.0.1`` is the host that a source
names and ``127.0.0.2`` one of the private network that it must not reach.
"""

import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import SourceError
from feeds.model import Record
from feeds.outgoing import Outgoing
from tests.readers.conftest import a_context, a_source, reader_of

SECRET = "The secret of the private network"


@dataclass
class Attacker:
    """A server; ``requested`` are the hosts and paths that it was asked for."""

    port: int = 0
    redirects: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)

    def at(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.Response:
        self.requested.append(f"{request.host.partition(':')[0]}{request.path_qs}")
        if request.path in self.redirects:
            return web.Response(status=302, headers={"Location": self.redirects[request.path]})
        if request.path in self.bodies:
            return web.Response(text=self.bodies[request.path], content_type="text/html")
        return web.Response(status=404)

    @property
    def reached(self) -> set[str]:
        return {place.partition("/")[0] for place in self.requested}


@pytest.fixture
async def attacker() -> AsyncIterator[Attacker]:
    attacker = Attacker()
    app = web.Application()
    app.router.add_get("/{path:.*}", attacker.answer)
    listening = socket.create_server(("0.0.0.0", 0))
    async with TestServer(app, socket_factory=lambda *_: listening, host="127.0.0.1") as server:
        assert server.port
        attacker.port = server.port
        yield attacker


def rss(title: str, head: str = "") -> str:
    guid = f"<guid isPermaLink='false'>{title}</guid>"
    item = f"<item><title>{title}</title>{guid}<description>x</description></item>"
    atom = "xmlns:atom='http://www.w3.org/2005/Atom'"
    return f"<rss version='2.0' {atom}><channel><title>F</title>{head}{item}</channel></rss>"


def secret_page() -> str:
    return f"<html><body><article><h1>{SECRET}</h1><p>{SECRET * 20}</p></article></body></html>"


def sitemap(*urls: str, kind: str = "urlset") -> str:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{kind}>'


async def read(
    kind: str, attacker: Attacker, path: str, *, allow_private: bool = False, **settings: object
) -> tuple[list[Record], str]:
    """What a source at 127.0.0.1 brings, and its error."""
    hosts = settings.pop("allow_hosts", () if allow_private else ("127.0.0.1",))
    source = a_source(kind, urls=(attacker.at("127.0.0.1", path),), allow_hosts=hosts, **settings)
    found: list[Record] = []
    async with Outgoing(allow_private=allow_private, total_timeout_s=5) as outgoing:
        reader = reader_of(source, a_context(outgoing))
        try:
            async for batch in reader.read():
                found += [reading.record for reading in batch if reading.record]
        except SourceError as error:
            return found, str(error)
    return found, ""


Arrange = Callable[[Attacker], None]


def redirecting(attacker: Attacker) -> None:
    attacker.redirects["/start"] = attacker.at("127.0.0.2", "/secret")
    attacker.bodies["/secret"] = secret_page()


def listing_pages(attacker: Attacker) -> None:
    attacker.bodies["/start"] = sitemap(attacker.at("127.0.0.2", "/secret"), attacker.at("[::1]", "/secret"))
    attacker.bodies["/secret"] = secret_page()


def listing_sitemaps(attacker: Attacker) -> None:
    attacker.bodies["/start"] = sitemap(attacker.at("127.0.0.2", "/more"), kind="sitemapindex")
    attacker.bodies["/more"] = sitemap(attacker.at("127.0.0.1", "/secret"))
    attacker.bodies["/secret"] = secret_page()


def redirecting_pages(attacker: Attacker) -> None:
    attacker.bodies["/start"] = sitemap(attacker.at("127.0.0.1", "/page"))
    attacker.redirects["/page"] = attacker.at("127.0.0.2", "/secret")
    attacker.bodies["/secret"] = secret_page()


def archiving(attacker: Attacker) -> None:
    older = f"<atom:link rel='prev-archive' href='{attacker.at('127.0.0.2', '/secret')}'/>"
    attacker.bodies["/start"] = rss("ours", older)
    attacker.bodies["/secret"] = rss(SECRET)


def listing_feeds(attacker: Attacker) -> None:
    outline = f"<outline text='x' xmlUrl='{attacker.at('127.0.0.2', '/secret')}'/>"
    attacker.bodies["/start"] = f"<opml version='2.0'><body>{outline}</body></opml>"
    attacker.bodies["/secret"] = rss(SECRET)


def paging(attacker: Attacker) -> None:
    items = [{"id": "1", "title": "ours", "content_text": "x"}]
    following = attacker.at("127.0.0.2", "/secret")
    attacker.bodies["/start"] = json.dumps({"items": items, "next": following})
    attacker.bodies["/secret"] = json.dumps({"items": [{"id": "2", "title": SECRET, "content_text": "x"}]})


def _name(value: object) -> str:
    return getattr(value, "__name__", str(value))


ATTACKS = [
    ("feed", redirecting),
    ("page", redirecting),
    ("opml", redirecting),
    ("json", redirecting),
    ("page", listing_pages),
    ("page", listing_sitemaps),
    ("page", redirecting_pages),
    ("feed", archiving),
    ("opml", listing_feeds),
    ("json", paging),
]


@pytest.mark.parametrize("allow_private", [False, True], ids=["allow_hosts", "allow_private_hosts"])
@pytest.mark.parametrize(("kind", "arrange"), ATTACKS, ids=_name)
async def test_a_source_leads_nowhere_else(
    attacker: Attacker, kind: str, arrange: Arrange, *, allow_private: bool
) -> None:
    """Neither a permission for one host nor the server's setting opens the private network (R-HUB-25)."""
    arrange(attacker)
    options = {"options": (("next", "next"),)} if arrange is paging else {}
    found, _ = await read(kind, attacker, "/start", allow_private=allow_private, **options)
    assert attacker.reached == {"127.0.0.1"}
    assert not [record for record in found if SECRET in str(record)]


@pytest.mark.parametrize(("kind", "arrange"), ATTACKS[4:-1], ids=_name)
async def test_a_source_leads_where_its_settings_allow(
    attacker: Attacker, kind: str, arrange: Arrange
) -> None:
    arrange(attacker)
    await read(kind, attacker, "/start", allow_hosts=("127.0.0.1", "127.0.0.2"))
    assert "127.0.0.2" in attacker.reached


async def test_an_address_elsewhere_is_an_error_with_the_setting_that_allows_it(attacker: Attacker) -> None:
    listing_pages(attacker)
    _, error = await read("page", attacker, "/start")
    assert "leads to another host" in error
    assert 'allow_hosts = ["127.0.0.2"]' in error


async def test_no_source_reaches_a_private_host_unless_allowed(attacker: Attacker) -> None:
    attacker.bodies["/start"] = rss(SECRET)
    for kind in ("feed", "page", "opml", "json"):
        found, error = await read(kind, attacker, "/start", allow_hosts=())
        assert not found
        assert "no public address" in error
    assert attacker.requested == []


async def test_archives_stay_with_the_feed(attacker: Attacker) -> None:
    """The history at another host is left out; the feed itself is read, now and later."""
    archiving(attacker)
    found, error = await read("feed", attacker, "/start")
    assert [record.title for record in found] == ["ours"]
    assert error == ""
