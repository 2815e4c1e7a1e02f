"""Varnish in front of ``feeds serve``, as it comes and with ``docs/varnish/feeds.vcl``."""

import gzip
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from feeds.model import Format
from feeds.server.app import make_app
from feeds.server.fastpath.sockets import open_socket, serving
from tests.behind.conftest import ATTEMPTS, SETTINGS, pause
from tests.behind.nginx import LANGUAGES, free_port
from tests.relay import Relay, relaying
from tests.server.http.test_deltas import story, tag
from tests.server.memory_source import MemorySource
from tests.server.raw import Headers, RawConnection, RawResponse, connection
from tests.server.samples import publication

VARNISHD = shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
CONFIGURATION = Path(__file__).parents[2] / "docs/varnish/feeds.vcl"
START_S = 20.0
ZIPPED = ("Accept-Encoding", "gzip")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        VARNISHD is None or shutil.which("cc") is None, reason="varnish or its C compiler is not installed"
    ),
]


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


@contextmanager
def varnish(folder: Path, *arguments: str) -> Iterator[int]:
    assert VARNISHD is not None
    port = free_port()
    command = [
        VARNISHD,
        "-F",
        "-j",
        "none",
        "-a",
        f"127.0.0.1:{port}",
        "-n",
        str(folder),
        "-s",
        "malloc,16m",
        *arguments,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("varnishd does not listen")


@pytest.fixture(params=["as it comes", "configured"])
async def cached(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cached]:
    source = MemorySource()
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS), [listening]):
        with relaying(listening.getsockname()[1]) as relay:
            arguments = ["-b", f"127.0.0.1:{relay.port}"]
            if request.param == "configured":
                text = CONFIGURATION.read_text(encoding="utf-8")
                assert '.port = "8080"' in text
                own = tmp_path / "feeds.vcl"
                own.write_text(text.replace('"8080"', f'"{relay.port}"'), encoding="utf-8")
                arguments = ["-f", str(own)]
            with varnish(tmp_path / "varnish", *arguments) as port:
                async with connection(port) as client:
                    yield Cached(
                        client=client, relay=relay, source=source, normalises=request.param == "configured"
                    )


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
