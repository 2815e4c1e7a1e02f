"""Large bodies are sent from files in memory: the same bytes in the same order, however the client reads."""

import asyncio
import os
import random
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import pytest
import uvloop

from feeds.server.app import make_app
from feeds.server.fastpath.body_files import HAS_SENDFILE, LEAST_BYTES, BodyFiles, open_stream, send
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection, request_bytes
from tests.server.samples import publication

pytestmark = pytest.mark.skipif(not HAS_SENDFILE, reason="this platform has no files in memory")

LARGE = random.Random(1).randbytes(200_000)


def test_a_body_gets_a_file_the_second_time() -> None:
    files, body = BodyFiles(), b"x" * 100_000
    assert files.descriptor(body) is None
    file = files.descriptor(body)
    assert file is not None
    assert os.pread(file, 200_000, 0) == body
    assert files.descriptor(body) == file
    files.close()
    assert files.size_bytes == 0


def test_the_files_are_bounded_in_number_and_size() -> None:
    files = BodyFiles(most_bytes=350_000, most_files=3)
    bodies = [bytes([number]) * 100_000 for number in range(8)]
    for body in bodies:
        files.descriptor(body)
        assert files.descriptor(body) is not None
        assert files.size_bytes <= 350_000
    assert files.size_bytes == 300_000
    assert files.descriptor(bytes(400_000)) is None
    files.close()


def test_a_connection_takes_what_fits() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        files, body = BodyFiles(), b"y" * 3_000_000
        files.descriptor(body)
        file = files.descriptor(body)
        assert file is not None
        stream = open_stream(ours.fileno())
        sent, taken = send(stream, b"head", file, len(body))
        assert sent == 4
        assert 0 < taken < len(body)
        assert send(stream, b"head", file, len(body)) == (0, 0)
        assert stream.detach() == ours.fileno()
        files.close()


@pytest.fixture
def sent_files(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    sizes: list[int] = []

    def noted(stream: socket.socket, head: bytes, file: int, size_bytes: int) -> tuple[int, int]:
        sizes.append(size_bytes)
        return send(stream, head, file, size_bytes)

    monkeypatch.setattr("feeds.server.fastpath.reply_writer.send", noted)
    return sizes


@asynccontextmanager
async def client() -> AsyncIterator[RawConnection]:
    source = MemorySource(publication("small.atom"), publication("large.atom", body=LARGE))
    source.warm()
    listening = open_socket("127.0.0.1", 0)
    async with (
        serving(make_app(source, SETTINGS), [listening]),
        connection(listening.getsockname()[1]) as raw,
    ):
        yield raw


async def in_a_pipeline() -> None:
    async with client() as raw:
        for order in (("small", "large", "small"), ("large", "large", "small"), ("small", "large", "large")):
            await raw.send(b"".join(request_bytes(f"/{name}.atom") for name in order))
            for name in order:
                body = (await raw.read()).body
                assert body == LARGE if name == "large" else len(body) < LEAST_BYTES


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_responses_keep_their_order_in_a_pipeline(
    run: Callable[[Coroutine[None, None, None]], None], sent_files: list[int]
) -> None:
    run(in_a_pipeline())
    assert set(sent_files) == {len(LARGE)}


async def test_a_large_body_is_the_same_every_time(sent_files: list[int]) -> None:
    async with client() as raw:
        for _ in range(3):
            response = await raw.ask("/large.atom")
            assert (response.status, response.body) == (200, LARGE)
    assert sent_files == [len(LARGE)] * 2
