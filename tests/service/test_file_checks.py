"""``check_files``: length and type of an article's files come from their server (R-MEDIA-01)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.config import load
from feeds.service import Service, running
from feeds.store import identity
from tests.cli.newsroom import article, newsroom
from tests.transactions import query


@dataclass
class Files:
    """A server of files, and the requests that it got."""

    url: str = ""
    status: int = 200
    size_bytes: int = 5_000
    content_type: str = "audio/mpeg"
    requests: list[tuple[str, str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((request.method, request.path))
        if request.path.startswith("/moved"):
            raise web.HTTPFound("/a.mp3")
        body = b"x" * self.size_bytes
        return web.Response(status=self.status, body=body, headers={"Content-Type": self.content_type})


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    serving = Files()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serving.handle)
    async with TestServer(app) as server:
        serving.url = str(server.make_url("/"))
        yield serving


def settings(folder: Path, url: str, *, check: str = "true", hosts: str = '["127.0.0.1"]') -> Path:
    attachments = [{"url": f"{url}{name}", "size_in_bytes": 7} for name in ("a.mp3", "moved.mp3")]
    file = newsroom(folder, article(1, attachments=attachments))
    text = file.read_text(encoding="utf-8")
    options = f'kind = "jsonl"\ncheck_files = {check}\nallow_hosts = {hosts}'
    file.write_text(text.replace('kind = "jsonl"', options), encoding="utf-8")
    return file


async def facts(service: Service) -> list[tuple[int | None, str]]:
    (result,) = await service.ingest()
    assert result.error is None
    stored = await query(service.store, identity.by_name, "tag:post.example,2024:1")
    assert stored is not None
    return [(one.size_bytes, one.mime_type) for one in stored.record.attachments]


async def test_files_are_asked_for_once(tmp_path: Path, files: Files) -> None:
    """By HEAD, over redirects, and with the type that their server says."""
    files.content_type = "audio/mp4; charset=binary"
    async with running(load(settings(tmp_path, files.url))) as service:
        assert await facts(service) == [(5_000, "audio/mp4")] * 2
        assert await facts(service) == [(5_000, "audio/mp4")] * 2
    assert {method for method, _ in files.requests} == {"HEAD"}
    assert len(files.requests) == 3


async def test_a_server_that_fails_changes_nothing(tmp_path: Path, files: Files) -> None:
    """Neither at first nor later, after a restart."""
    file = settings(tmp_path, files.url)
    files.status = 503
    async with running(load(file)) as service:
        assert await facts(service) == [(7, "audio/mpeg")] * 2
        files.status = 200
        assert await facts(service) == [(5_000, "audio/mpeg")] * 2
    files.status = 404
    async with running(load(file)) as service:
        assert await facts(service) == [(5_000, "audio/mpeg")] * 2


async def test_types_that_say_nothing_are_not_taken(tmp_path: Path, files: Files) -> None:
    files.content_type = "application/octet-stream"
    async with running(load(settings(tmp_path, files.url))) as service:
        assert await facts(service) == [(5_000, "audio/mpeg")] * 2


@pytest.mark.parametrize(("check", "hosts"), [("false", '["127.0.0.1"]'), ("true", "[]")])
async def test_nothing_is_requested_that_is_not_allowed(
    tmp_path: Path, files: Files, check: str, hosts: str
) -> None:
    """Records cannot lead to hosts in private networks."""
    async with running(load(settings(tmp_path, files.url, check=check, hosts=hosts))) as service:
        assert await facts(service) == [(7, "audio/mpeg")] * 2
    assert files.requests == []
