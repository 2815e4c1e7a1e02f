"""Links, CORS and security: R-HTTP-61 to R-HTTP-68."""

import re

import pytest

from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection
from tests.server.samples import LINKS, publication

EVERYWHERE = [
    "/news.atom",
    "/news.json",
    "/opml.xml",
    "/",
    "/news.en.html",
    "/missing.atom",
    "/old.atom",
    "/ended.atom",
    "/health",
    "/ready",
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_links_of_the_document_are_in_the_header(client: RawConnection, method: str) -> None:
    """R-HTTP-61: as they were published, in one line, ``rel`` first on ``self``."""
    response = await client.ask("/news.atom", method=method)
    assert response["Link"] == LINKS
    assert response["Link"].count('rel="self"') == 1


async def test_pages_link_to_their_feeds(client: RawConnection, source: MemorySource) -> None:
    """R-DISC-06."""
    links = '<https://news.example.org/news.atom>; rel="alternate"; type="application/atom+xml"'
    source.put(publication("news.en.html", number=43, links=links))
    assert (await client.ask("/news", [("Accept-Language", "en")]))["Link"] == links


async def test_links_are_ascii_and_cannot_break_out(client: RawConnection, source: MemorySource) -> None:
    """R-HTTP-62."""
    links = '<https://news.example.org/新闻.atom>; rel="self"\r\nSet-Cookie: a=b'
    source.put(publication("news.atom", number=43, links=links))
    response = await client.ask("/news.atom")
    assert response["Link"].startswith('<https://news.example.org/%E6%96%B0%E9%97%BB.atom>; rel="self"')
    assert response.get("Set-Cookie") is None


@pytest.mark.parametrize("headers", [[], [("Origin", "https://reader.example")], [("If-None-Match", "*")]])
@pytest.mark.parametrize("target", ["/news.atom", "/missing.atom", "/old.atom"])
async def test_web_readers_of_any_origin_may_read(
    client: RawConnection, target: str, headers: list[tuple[str, str]]
) -> None:
    """R-HTTP-63: constantly, without credentials."""
    response = await client.ask(target, headers)
    assert response["Access-Control-Allow-Origin"] == "*"
    exposed = {"ETag", "Last-Modified", "Link", "Retry-After", "IM", "Delta-Base"}
    assert set(response["Access-Control-Expose-Headers"].split(", ")) == exposed
    assert response.get("Access-Control-Allow-Credentials") is None
    assert "Origin" not in (response.get("Vary") or "")


async def test_web_readers_may_ask_conditionally(client: RawConnection) -> None:
    """R-HTTP-63."""
    lines = [
        ("Origin", "https://reader.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "if-none-match, a-im"),
    ]
    response = await client.ask("/news.atom", lines, method="OPTIONS")
    assert response.status == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Headers"] == (
        "If-None-Match, If-Modified-Since, A-IM, Last-Event-ID"
    )
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert int(response["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("target", EVERYWHERE)
async def test_browsers_run_nothing(client: RawConnection, target: str) -> None:
    """R-HTTP-64."""
    response = await client.ask(target)
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    is_page = (response.get("Content-Type") or "").startswith("text/html")
    assert ("sandbox" in policy) != is_page
    assert ("style-src 'sha256-" in policy) == is_page


@pytest.mark.parametrize("target", EVERYWHERE)
async def test_no_client_is_told_apart(client: RawConnection, target: str) -> None:
    """R-HTTP-65."""
    first = await client.ask(target)
    other = await client.ask(
        target, [("Cookie", "session=1"), ("User-Agent", "other"), ("From", "a@example.org")]
    )
    assert (first.status, first.lines, first.body) == (other.status, other.lines, other.body)
    assert first.get("Set-Cookie") is None


@pytest.mark.parametrize("target", EVERYWHERE)
async def test_the_server_has_no_version(client: RawConnection, target: str) -> None:
    """R-HTTP-66."""
    response = await client.ask(target)
    assert response["Server"] == "feeds"
    assert not re.search(r"aiohttp|python", str(response.lines), re.IGNORECASE)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.get("Timing-Allow-Origin") is None


@pytest.mark.parametrize("target", ["/news.atom", "/old.atom", "/news.atom?x", "/feed", "/"])
async def test_forwarding_headers_and_host_change_nothing(client: RawConnection, target: str) -> None:
    """R-HTTP-67."""
    plain = await client.ask(target)
    forged = await client.ask(
        target,
        [
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Prefix", "/evil"),
            ("Forwarded", "host=evil.example;proto=http"),
            ("X-Original-URL", "/evil"),
        ],
    )
    assert (plain.status, plain.lines, plain.body) == (forged.status, forged.lines, forged.body)
    assert "attacker.example" not in str(plain.lines)


async def test_early_gets_are_safe(client: RawConnection) -> None:
    """R-HTTP-68."""
    assert (await client.ask("/news.atom", [("Early-Data", "1")])).status == 200
