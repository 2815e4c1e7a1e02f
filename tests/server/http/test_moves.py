"""Removed channels (R-HTTP-42 to R-HTTP-46) and well-known addresses (R-DISC-07)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from feeds.errors import ConfigError
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.http.addresses import Addresses, ChannelMove
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection

SITE = "https://news.example.org"


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/old.atom", f"{SITE}/news.atom"),
        ("/old.json", f"{SITE}/news.json"),
        ("/old.atom?x", f"{SITE}/news.atom"),
        ("/old", f"{SITE}/news"),
        ("/old.en.html", f"{SITE}/news.en.html"),
        ("/old/archive/2024-10.atom", f"{SITE}/news/archive/2024-10.atom"),
        ("/older.rss", f"{SITE}/news.rss"),
        ("/%E6%97%A7.atom", f"{SITE}/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom"),
        ("/away.rss", "https://other.example.com/feeds/away.rss"),
    ],
)
async def test_a_moved_channel_leads_to_its_new_place_in_one_hop(
    client: RawConnection, target: str, location: str
) -> None:
    """R-HTTP-42: an absolute address, never made of ``Host``; R-HTTP-43: 301."""
    response = await client.ask(target)
    assert (response.status, response["Location"]) == (301, location)


@pytest.mark.parametrize("target", ["/old.atom", "/news.atom?login=1", "/feed"])
async def test_redirects_lead_only_to_the_same_thing_for_good(client: RawConnection, target: str) -> None:
    """R-HTTP-44: no login, consent or maintenance page is ever the target."""
    response = await client.ask(target)
    assert response.status == 301
    path = response["Location"].removeprefix(SITE)
    assert (await client.ask(path)).status == 200


@pytest.fixture
async def proxied(source: MemorySource) -> AsyncIterator[RawConnection]:
    """A connection such as the proxy on this machine makes."""
    listening = open_socket("127.0.0.1", 0)
    settings = replace(SETTINGS, trusted_proxies=("127.0.0.1/32",))
    async with (
        serving(make_app(source, settings), [listening]),
        connection(listening.getsockname()[1]) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/news.atom", f"{SITE}/news.atom"),
        ("/news.atom?x", f"{SITE}/news.atom"),
        ("/", f"{SITE}/"),
        ("/news", f"{SITE}/news"),
        ("/%E6%96%B0%E9%97%BB", f"{SITE}/%E6%96%B0%E9%97%BB"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_who_came_by_http_is_led_to_https(
    proxied: RawConnection, target: str, location: str, method: str
) -> None:
    """R-HTTP-45: by 301 to the same path."""
    for proto in ("http", "https, http"):
        response = await proxied.ask(target, [("X-Forwarded-Proto", proto)], method=method)
        assert (response.status, response["Location"]) == (301, location)
        assert response.get("Strict-Transport-Security") is None


@pytest.mark.parametrize("target", ["/news.atom", "/", "/missing.atom", "/ended.atom"])
async def test_who_came_by_https_is_told_to_stay(proxied: RawConnection, target: str) -> None:
    """R-HTTP-45."""
    secure = await proxied.ask(target, [("X-Forwarded-Proto", "https")])
    assert secure.status != 301
    assert secure["Strict-Transport-Security"] == "max-age=31536000"
    assert (await proxied.ask(target)).get("Strict-Transport-Security") is None


async def test_a_site_without_https_leads_nowhere(source: MemorySource) -> None:
    """R-HTTP-45."""
    listening = open_socket("127.0.0.1", 0)
    settings = replace(SETTINGS, site_url="http://news.example.org", trusted_proxies=("127.0.0.1/32",))
    async with (
        serving(make_app(source, settings), [listening]),
        connection(listening.getsockname()[1]) as client,
    ):
        assert (await client.ask("/news.atom", [("X-Forwarded-Proto", "http")])).status == 200


@pytest.mark.parametrize("target", ["/ended.atom", "/ended", "/ended.en.html", "/ended/archive/2024-10.atom"])
async def test_only_what_has_ended_is_gone(client: RawConnection, target: str) -> None:
    """R-HTTP-46."""
    response = await client.ask(target)
    assert response.status == 410
    assert response["Content-Type"] == "text/plain; charset=utf-8"


async def test_an_address_that_ended_is_gone_until_it_comes_back(
    client: RawConnection, source: MemorySource
) -> None:
    """R-HTTP-46, R-PAGE-13."""
    before = source.stored["news.atom"]
    source.drop("news.atom")
    for target in ("/news.atom", "/news.atom?x", "/news.atom/"):
        response = await client.ask(target)
        assert (response.status, response["Cache-Control"]) == (410, "no-store")
    source.put(before)
    assert (await client.ask("/news.atom")).status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/missing.atom",
        "/missing",
        "/news.pdf",
        "/news/ended.atom",
        "/..%2f..%2fetc/passwd",
        "/a//b",
        "/a%00b",
        "/a%FFb",
        "/%0d%0aSet-Cookie:x=1",
        "/news.atom/x",
        "/archive/2024-10.atom",
        "/\\news.atom",
        "/news.ATOM",
    ],
)
async def test_what_never_was_is_not_found(client: RawConnection, target: str) -> None:
    """R-HTTP-46."""
    response = await client.ask(target)
    assert response.status == 404
    assert len(response.body) < 100


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/feed", "index.atom"),
        ("/feed/", "index.atom"),
        ("/atom.xml", "index.atom"),
        ("/index.xml", "index.atom"),
        ("/rss.xml", "index.atom"),
        ("/feed.json", "index.json"),
        ("/index", ""),
    ],
)
async def test_where_readers_look_leads_to_the_main_feed(
    client: RawConnection, target: str, name: str
) -> None:
    """R-DISC-07: to the format meant, or to one there is."""
    response = await client.ask(target)
    assert (response.status, response["Location"]) == (301, f"{SITE}/{name}")


async def test_without_a_main_feed_there_is_nowhere_to_lead(
    client: RawConnection, source: MemorySource
) -> None:
    """R-DISC-07."""
    for name in ("index.atom", "index.json"):
        source.drop(name)
    assert (await client.ask("/feed")).status == 404


def test_moves_in_a_circle_are_an_error_of_the_settings() -> None:
    """R-HTTP-42."""
    with pytest.raises(ConfigError, match="leads back"):
        Addresses(
            SITE,
            (ChannelMove(path="a", to="b"), ChannelMove(path="b", to="c"), ChannelMove(path="c", to="a")),
        )


async def test_a_removed_part_of_an_archive_redirects_for_now(
    client: RawConnection, source: MemorySource
) -> None:
    """R-PAGE-08, R-HTTP-44: the target may change, so the redirect is temporary and not kept."""
    source.drop("news/archive/2024-10.atom")
    source.successors["news/archive/2024-10.atom"] = "news/archive/2024-09.atom"
    response = await client.ask("/news/archive/2024-10.atom")
    assert (response.status, response["Location"]) == (302, f"{SITE}/news/archive/2024-09.atom")
    assert response["Cache-Control"] == "public, max-age=0"


async def test_a_removed_part_of_a_private_archive_shows_itself_to_subscribers_only(
    client: RawConnection, source: MemorySource
) -> None:
    """R-AUTH-05."""
    source.drop("news/archive/2024-10.atom")
    source.private_parts.add("news/archive/2024-10.atom")
    source.successors["news/archive/2024-10.atom"] = "news.atom"
    assert (await client.ask("/news/archive/2024-10.atom")).status == 401
