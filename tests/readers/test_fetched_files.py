"""Files from addresses: requested as their servers ask, read like those of folders, and not trusted."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import SourceError
from feeds.model import Reading, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers.reader import Reader
from tests.readers import test_contract as contract
from tests.readers.conftest import a_context, a_source, all_of, reader_of

KINDS = {
    "csv": contract.csv,
    "ghost": contract.ghost,
    "jsonl": contract.jsonl,
    "newsml": contract.newsml,
    "ninjs": contract.ninjs,
    "nitf": contract.nitf,
    "wordpress": contract.wordpress,
    "xml": contract.xml,
}


class Files:
    """A server on loopback with one file; ``statuses`` are those of its answers."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 200
        self.headers: dict[str, str] = {"ETag": '"1"'}
        self.statuses: list[int] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        known = (
            self.status == 200
            and "ETag" in self.headers
            and request.headers.get("If-None-Match") == self.headers.get("ETag")
        )
        status = 304 if known else self.status
        self.statuses.append(status)
        return web.Response(status=status, body=b"" if known else self.body, headers=self.headers)


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    found = Files()
    app = web.Application()
    app.router.add_get("/file", found.handle)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("/file"))
    yield found
    await server.close()


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    async with Outgoing(allow_private=True) as client:
        yield client


def moved(source: SourceSettings, url: str) -> SourceSettings:
    """The source of a file, reading an address instead."""
    return a_source(source.kind, urls=(url,), options=source.options, fields=source.fields)


def body_of(source: SourceSettings) -> bytes:
    return Path(source.paths[0]).read_bytes()


def shown(readings: list[Reading]) -> list[Any]:
    return [
        (one.record.id, one.record.title, one.record.content_html, one.record.published_at)
        for one in readings
        if one.record and one.accepted
    ]


async def read(reader: Reader) -> list[Reading]:
    return await all_of(reader)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_address_gives_what_a_file_gives(
    kind: str, tmp_path: Path, files: Files, outgoing: Outgoing
) -> None:
    source = KINDS[kind](tmp_path)
    files.body = body_of(source)
    expected = shown(await read(reader_of(source)))
    reader = reader_of(moved(source, files.url), a_context(outgoing))
    assert shown(await read(reader)) == expected != []
    assert reader.was_read
    assert reader.complete


async def test_an_unchanged_file_is_not_sent_again(tmp_path: Path, files: Files, outgoing: Outgoing) -> None:
    """R-HTTP-20: requests are conditional."""
    source = contract.csv(tmp_path)
    files.body = gzip.compress(body_of(source))
    first = reader_of(moved(source, files.url), a_context(outgoing))
    assert len(shown(await read(first))) == 2
    second = reader_of(moved(source, files.url), a_context(outgoing, marks=first.marks))
    assert await read(second) == []
    assert files.statuses == [200, 304]
    assert second.was_read
    assert not second.complete


@pytest.mark.parametrize(("status", "hint"), [(503, None), (404, None), (410, "Remove the source")])
async def test_a_server_that_fails_is_left_alone(
    status: int, hint: str | None, tmp_path: Path, files: Files, outgoing: Outgoing
) -> None:
    source = moved(contract.jsonl(tmp_path), files.url)
    files.status, files.headers = status, {"Retry-After": "120"}
    reader = reader_of(source, a_context(outgoing))
    with pytest.raises(SourceError, match=str(status)) as raised:
        await read(reader)
    assert raised.value.hint == hint
    again = reader_of(source, a_context(outgoing, marks=reader.marks))
    assert await read(again) == []
    assert not again.was_read
    assert files.statuses == [status]


async def test_what_an_address_holds_back_is_not_published(files: Files, outgoing: Outgoing) -> None:
    """Content of others sets no status; a draft among it is held instead of published."""
    files.body = (
        b"id,title,status,date_release\nhttps://a.example/1,One,draft,\nhttps://a.example/2,Two,published,\n"
        b"https://a.example/3,Three,,2030-01-01T00:00:00Z\n"
    )
    readings = await read(reader_of(a_source("csv", urls=(files.url,)), a_context(outgoing)))
    assert [one.accepted for one in readings] == [False, True, False]
    assert readings[0].findings[0].code == "REC024"
    assert "'draft'" in readings[0].findings[0].message
    trusted = await read(reader_of(a_source("csv", urls=(files.url,), trust=True), a_context(outgoing)))
    assert [one.record.status.value for one in trusted if one.record] == ["withheld", "usable", "usable"]
    mapped = a_source(
        "csv", urls=(files.url,), fields=(("status", "status"), ("date_release", "date_release"))
    )
    assert all(one.accepted for one in await read(reader_of(mapped, a_context(outgoing))))


async def test_a_file_that_is_no_file_of_its_kind_is_told(files: Files, outgoing: Outgoing) -> None:
    files.body, files.headers = gzip.compress(b"x")[:-4], {}
    with pytest.raises(SourceError, match="could not be unpacked"):
        await read(reader_of(a_source("jsonl", urls=(files.url,)), a_context(outgoing)))
