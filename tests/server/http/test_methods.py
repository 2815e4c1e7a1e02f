"""Methods, connections and query strings: R-HTTP-32 to R-HTTP-36."""

import pytest

from tests.server.raw import RawConnection, connection, request_bytes
from tests.server.samples import publication

EVERYWHERE = [
    "/news.atom",
    "/news.rss",
    "/news.json",
    "/opml.xml",
    "/",
    "/news",
    "/news.en.html",
    "/missing.atom",
    "/old.atom",
    "/ended.atom",
    "/news.atom?x=1",
    "/health",
    "/ready",
]
CONDITIONS = [
    [],
    [("If-None-Match", "*")],
    [("Accept-Encoding", "br")],
    [("If-Modified-Since", "Fri, 31 Dec 2100 23:59:59 GMT")],
]


@pytest.mark.parametrize("headers", CONDITIONS)
@pytest.mark.parametrize("target", EVERYWHERE)
async def test_head_equals_get(client: RawConnection, target: str, headers: list[tuple[str, str]]) -> None:
    """R-HTTP-32: the same status, the same fields in the same order, and no body."""
    full = await client.ask(target, headers)
    head = await client.ask(target, headers, method="HEAD")
    assert (head.status, head.lines, head.body) == (full.status, full.lines, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
@pytest.mark.parametrize("target", ["/news.atom", "/", "/opml.xml", "/health"])
async def test_other_methods_are_not_allowed(client: RawConnection, method: str, target: str) -> None:
    """R-HTTP-33."""
    response = await client.ask(target, method=method)
    assert response.status == 405
    assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))


async def test_a_body_that_nobody_wants_does_no_harm(client: RawConnection) -> None:
    """R-HTTP-33."""
    await client.send(request_bytes("/news.atom", [("Content-Length", "3")], method="POST") + b"abc")
    assert (await client.read()).status == 405
    await client.send(request_bytes("/news.atom", [("Content-Length", "3")]) + b"abc")
    assert (await client.read()).status == 200
    assert (await client.ask("/news.rss")).status == 200


@pytest.mark.parametrize("target", ["/news.atom", "/", "*"])
async def test_options_tells_what_is_allowed(client: RawConnection, target: str) -> None:
    """R-HTTP-33."""
    response = await client.ask(target, method="OPTIONS")
    assert (response.status, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_ranges_are_ignored(client: RawConnection, coding: str) -> None:
    """R-HTTP-34."""
    lines = [("Accept-Encoding", coding)]
    whole = await client.ask("/news.atom", lines)
    response = await client.ask("/news.atom", [*lines, ("Range", "bytes=0-9"), ("If-Range", whole["ETag"])])
    assert (response.status, response.body) == (200, whole.body)
    assert response["Accept-Ranges"] == "none"


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/news.atom?null", "/news.atom"),
        ("/news.atom?1712345", "/news.atom"),
        ("/news.atom?", "/news.atom"),
        ("/news.atom?a=1&b=%0d%0aX:1", "/news.atom"),
        ("/?utm_source=x", "/"),
        ("/news?lang=en", "/news"),
        ("/news/", "/news"),
        ("/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom?x", "/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom"),
        ("http://attacker.example/news.atom?x", "/news.atom"),
    ],
)
async def test_unknown_queries_lead_to_the_canonical_address(
    client: RawConnection, target: str, location: str
) -> None:
    """R-HTTP-35."""
    response = await client.ask(target)
    assert (response.status, response["Location"]) == (301, location)
    assert (await client.ask(location)).status == 200


async def test_http_1_0_is_answered_and_closed(port: int) -> None:
    """R-HTTP-36."""
    async with connection(port) as client:
        response = await client.ask("/news.atom", version="HTTP/1.0", host=False)
        assert response.status == 200
        assert response.body == publication("news.atom").body
        assert await client.rest() == b""


async def test_http_1_0_may_keep_alive(port: int) -> None:
    """R-HTTP-36."""
    async with connection(port) as client:
        for headers in (
            [("Connection", "keep-alive")],
            [("Connection", "keep-alive"), ("If-None-Match", "*")],
        ):
            response = await client.ask("/news.atom", headers, version="HTTP/1.0")
            assert response["Connection"].lower() == "keep-alive"


@pytest.mark.parametrize("headers", [[], [("If-None-Match", "*")], [("Accept-Encoding", "gzip")]])
async def test_connection_close_is_heeded(port: int, headers: list[tuple[str, str]]) -> None:
    """R-HTTP-36: Miniflux sends it."""
    async with connection(port) as client:
        response = await client.ask("/news.atom", [*headers, ("Connection", "close")])
        assert response["Connection"].lower() == "close"
        assert await client.rest() == b""


async def test_pipelined_requests_are_answered_in_order(port: int, client: RawConnection) -> None:
    """R-HTTP-36: warm and cold ones mixed."""
    targets = [
        "/news.atom",
        "/",
        "/missing.atom",
        "/news.rss",
        "/health",
        "/news.json",
        "/old.atom",
        "/news.atom",
    ] * 6
    await client.send(b"".join(request_bytes(target, [("Accept-Encoding", "gzip")]) for target in targets))
    piped = [await client.read() for _ in targets]
    async with connection(port) as other:
        single = [await other.ask(target, [("Accept-Encoding", "gzip")]) for target in targets]
    assert [(one.status, one.lines, one.body) for one in piped] == [
        (one.status, one.lines, one.body) for one in single
    ]


async def test_a_request_in_pieces_is_one_request(client: RawConnection) -> None:
    """R-HTTP-36."""
    request = request_bytes("/news.atom", [("If-None-Match", "*")])
    for at in range(0, len(request), 7):
        await client.send(request[at : at + 7])
    assert (await client.read()).status == 304
    assert (await client.ask("/news.atom")).status == 200


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "Host: a.example\r\nHost: b.example\r\n",
        "Host: bad host\r\n",
        "Host: a/b\r\n",
        "Host: user@a\r\n",
        "Host: a.example:port\r\n",
        "Host: <script>\r\n",
    ],
)
async def test_the_host_is_checked(client: RawConnection, lines: str) -> None:
    """R-HTTP-36: exactly one, and one that can be a host (RFC 9112 §3.2)."""
    await client.send(f"GET /news.atom HTTP/1.1\r\n{lines}\r\n".encode())
    response = await client.read()
    assert response.status == 400
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["news.example.org", "127.0.0.1:8080", "[::1]:80", "xn--fiqs8s", "a_b.example", ""]
)
async def test_any_host_is_served(client: RawConnection, host: str) -> None:
    """R-HTTP-36: which names lead here is the business of whoever runs it."""
    await client.send(f"GET /news.atom HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert (await client.read()).status == 200
