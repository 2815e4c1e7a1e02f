"""The fast path: which requests take it, how few functions they pass, and that it changes no response."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from aiohttp import web

import feeds
from feeds.server.app import make_app
from feeds.server.fastpath.aiohttp_private import _ProbeConnection
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.publications import COUNTERS
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import connection, request_bytes
from tests.server.samples import newsroom

ROOT = str(Path(feeds.__file__).parents[1])
OURS = (f"{ROOT}/feeds/", f"{ROOT}/tests/server/memory_source.py")
MOST_FUNCTIONS = 15


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The targets that the application handles instead of the fast path."""
    targets: list[str] = []
    handle = web.Application._handle

    async def recorded(app: web.Application, request: web.Request) -> web.StreamResponse:
        targets.append(request.raw_path)
        return await handle(app, request)

    monkeypatch.setattr(web.Application, "_handle", recorded)
    return targets


@pytest.fixture
async def warm_port(handled: list[str], clock: Clock) -> AsyncIterator[int]:
    source = MemorySource(*newsroom())
    source.warm()
    listening = open_socket("127.0.0.1", 0)
    async with serving(make_app(source, SETTINGS, clock=clock), [listening]):
        yield listening.getsockname()[1]


async def test_a_warm_304_passes_few_functions(warm_port: int) -> None:
    """R-PERF-01."""
    passed: list[str] = []

    def record(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS):
            passed.append(f"{code.co_filename.removeprefix(ROOT)}: {code.co_qualname}")

    async with connection(warm_port) as client:
        accepting = ("Accept-Encoding", "gzip, br")
        tag = (await client.ask("/news.atom", [accepting]))["ETag"]
        condition = [("If-None-Match", tag), ("User-Agent", "curl/8.5.0"), accepting]
        await client.ask("/news.atom", condition)
        await client.send(request_bytes("/news.atom", condition))
        sys.setprofile(record)
        try:
            response = await client.read()
        finally:
            sys.setprofile(None)
    print(*passed, sep="\n")
    assert response.status == 304
    assert 0 < len(passed) <= MOST_FUNCTIONS


@pytest.mark.parametrize("target", ["/news.atom", "/news", "/news.atom?x", "/index", "/ended.atom", "/a//b"])
async def test_what_is_in_memory_is_never_handled_by_the_application(
    warm_port: int, handled: list[str], target: str
) -> None:
    async with connection(warm_port) as client:
        first = await client.ask(target)
        assert first.status in {200, 301, 404, 410}
        for _ in range(2):
            assert await client.ask(target) == first
    assert handled in ([], [target])  # the first request of a connection may precede its task


@pytest.mark.parametrize(
    ("version", "headers", "ends"),
    [
        ("HTTP/1.1", [("Connection", "close")], True),
        ("HTTP/1.0", [], True),
        ("HTTP/1.0", [("Connection", "keep-alive")], False),
    ],
)
async def test_connections_for_one_request_take_it_too(
    warm_port: int, handled: list[str], version: str, headers: list[tuple[str, str]], *, ends: bool
) -> None:
    """R-HTTP-36."""
    async with connection(warm_port) as client:
        response = await client.ask("/news.atom", headers, version=version)
        assert response.status == 200
        assert response["Connection"] == ("close" if ends else "keep-alive")
        if ends:
            assert await client.rest() == b""
        else:
            assert (await client.ask("/news.atom", headers, version=version)).status == 200
    assert handled == []


async def test_the_first_request_takes_it_before_the_task_of_its_connection_runs(
    warm_port: int, handled: list[str]
) -> None:
    for _ in range(20):
        async with connection(warm_port) as client:
            await client.send(request_bytes("/news.atom") + request_bytes("/health"))
            assert (await client.read()).status == 200
            assert (await client.read()).status == 200
    assert set(handled) == {"/health"}


@pytest.mark.parametrize(
    ("method", "target"), [("DELETE", "/news.atom"), ("OPTIONS", "/news.atom"), ("GET", "/health")]
)
async def test_other_requests_are_for_the_application(
    warm_port: int, handled: list[str], method: str, target: str
) -> None:
    async with connection(warm_port) as client:
        await client.ask(target, method=method)
    assert handled == [target]


async def test_without_support_everything_works_through_the_application(
    monkeypatch: pytest.MonkeyPatch, handled: list[str], clock: Clock
) -> None:
    """An aiohttp that queues requests in another way costs speed, and nothing else."""
    source = MemorySource(*newsroom())
    listening = open_socket("127.0.0.1", 0)
    app = make_app(source, SETTINGS, clock=clock)
    monkeypatch.setattr(_ProbeConnection, "respond_now", lambda *_: False)
    async with serving(app, [listening]), connection(listening.getsockname()[1]) as client:
        first = await client.ask("/news.atom")
        unchanged = await client.ask("/news.atom", [("If-None-Match", first["ETag"])])
        assert (first.status, unchanged.status) == (200, 304)
        assert (await client.ask("/missing.atom", method="POST")).status == 405
        assert app[COUNTERS].answered().statuses == {200: 1, 304: 1, 405: 1}
        assert handled == ["/news.atom", "/news.atom", "/missing.atom"]
