"""Requests that were written to hurt: over a socket, and what they must not cost."""

from contextlib import suppress
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from feeds.model import Limits
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.http import clients, headers, negotiation, user_agents
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection

FIELD = b"X-%d: " + b"y" * 8000 + b"\r\n"
OPERATIONAL = ("/health", "/ready", "/metrics", "/admin", "/admin/x", "/api/x", "/hub", "/%68ealth")


@pytest.mark.parametrize("end", [b"\r\n", b""])
async def test_a_head_has_a_length_in_all(client: RawConnection, end: bytes) -> None:
    """R-HTTP-47: 32 KB, complete or not."""
    fields = b"".join(FIELD % number for number in range(5))
    await client.send(b"GET /news.atom HTTP/1.1\r\nHost: x\r\n" + fields + end)
    response = await client.read()
    assert (response.status, response["Cache-Control"]) == (431, "no-store")
    with suppress(ConnectionResetError):
        assert await client.rest() == b""


async def test_a_head_below_that_length_is_answered(client: RawConnection) -> None:
    fields = [(f"X-{number}", "y" * 8000) for number in range(4)]
    for _ in range(2):
        assert (await client.ask("/news.atom", fields[:3])).status == 200
    long = ", ".join(f'"{number}-{"0" * 12}"' for number in range(400))
    tag = (await client.ask("/news.atom"))["ETag"]
    assert (await client.ask("/news.atom", [("If-None-Match", f"{tag}, {long}")])).status == 304
    assert (await client.ask("/news.atom", [("If-None-Match", long)] * 3)).status == 200


async def test_a_pipeline_of_many_requests_is_not_one_long_head(client: RawConnection) -> None:
    one = b"GET /news.atom HTTP/1.1\r\nHost: x\r\nX-A: " + b"y" * 1000 + b"\r\n\r\n"
    await client.send(one * 50)
    for _ in range(50):
        assert (await client.read()).status == 200


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/3.0"])
async def test_another_version_of_http_is_refused(client: RawConnection, version: str) -> None:
    """R-HTTP-51. Source: RFC 9110 §15.6.6."""
    await client.send(f"GET / {version}\r\nHost: x\r\n\r\n".encode())
    assert (await client.read()).status in {400, 505}
    await client.close()


async def test_http_2_0_is_505(client: RawConnection) -> None:
    """R-HTTP-51."""
    await client.send(b"GET / HTTP/2.0\r\nHost: x\r\n\r\n")
    assert (await client.read()).status == 505


@pytest.mark.parametrize("target", OPERATIONAL)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
async def test_operations_permit_no_other_origin(client: RawConnection, target: str, method: str) -> None:
    """R-HTTP-63: what is not public content is not for pages of other sites."""
    response = await client.ask(target, [("Origin", "https://attacker.example")], method=method)
    assert [name for name, _ in response.lines if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("/%68ealth", "/health"),
        ("/hea%6Cth", "/health"),
        ("/%72eady", "/ready"),
        ("/news%2eatom", "/news.atom"),
        ("/%6eews.atom", "/news.atom"),
        ("/a%2fb.atom", "/a%2Fb.atom"),
    ],
)
async def test_a_target_has_one_spelling_before_it_is_routed(
    client: RawConnection, spelling: str, plain: str
) -> None:
    """R-HTTP-35. Source: RFC 3986 §6.2.2."""
    expected = await client.ask(plain)
    response = await client.ask(spelling)
    assert (response.status, response.body) == (expected.status, expected.body)


async def test_details_of_the_service_are_for_operators(source: MemorySource, clock: Clock) -> None:
    """An embargo: counts of waiting channels and ledger numbers are not public."""
    forwarded = [("X-Forwarded-For", "203.0.113.7")]
    for proxies in ((), ("127.0.0.1/32",)):
        listening = open_socket("127.0.0.1", 0)
        app = make_app(source, replace(SETTINGS, trusted_proxies=proxies), clock=clock)
        async with serving(app, [listening]), connection(listening.getsockname()[1]) as client:
            assert (await client.ask("/health", forwarded)).body == b'{"status": "ok"}\n'
            assert b'"waiting"' in (await client.ask("/health")).body


async def test_a_refused_connection_is_one_line_in_the_log(source: MemorySource, clock: Clock) -> None:
    limits = Limits(client_connections=1, sweep_s=3600.0)
    listening = open_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    app = make_app(source, replace(SETTINGS, limits=limits), clock=clock)
    with capture_logs() as logs:
        async with serving(app, [listening]), connection(port) as first:
            assert (await first.ask("/news.atom")).status == 200
            for _ in range(3):
                async with connection(port) as other:
                    assert (await other.read()).status == 429
    refused = [line for line in logs if line["event"] == "connection refused"]
    assert [(line["status"], line["client"]) for line in refused] == [(429, "127.0.0.1")]
    assert [line for line in logs if line["log_level"] in {"error", "critical"}] == []


async def test_caches_keyed_by_fields_hold_short_keys(client: RawConnection) -> None:
    """Whatever clients send, a few MB are kept of it."""
    for number in range(20):
        long = f"{number}{'x' * 7000}"
        fields = ("Accept-Encoding", "Accept-Language", "User-Agent", "X-Forwarded-For", "A-IM")
        assert (await client.ask("/news", [(name, long) for name in fields[:4]])).status == 200
    agents = user_agents.short_agent.cache_info()
    codings = negotiation.ranked_codings.cache_info()
    hosts = headers.valid_host.cache_info()
    assert agents.maxsize is not None
    assert codings.maxsize is not None
    assert hosts.maxsize is not None
    assert agents.maxsize * user_agents.LONGEST_USER_AGENT <= 2 << 20
    assert codings.maxsize * negotiation.LONGEST_LIST <= 1 << 20
    assert hosts.maxsize * headers.LONGEST_HOST <= 1 << 20
    assert clients.Clients().resolve("127.0.0.1", "x" * 30_000) == "x" * 64
