"""``check_files``: length and type of an article's files come from their server (R-MEDIA-01)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from structlog.testing import capture_logs

from feeds.config import load
from feeds.model import FileFacts
from feeds.service import Service, running
from feeds.service.file_checks import KNOWN_FOR_S, PER_HOST, corrected
from feeds.store import identity, ledger
from tests.cli.newsroom import article, newsroom, rewrite
from tests.pipeline.site import ManualClock
from tests.service.processes import process, until
from tests.transactions import query


@dataclass
class Files:
    """A server of files, and the requests that it got."""

    url: str = ""
    status: int = 200
    size_bytes: int = 5_000
    content_type: str = "audio/mpeg"
    requests: list[tuple[str, str]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((request.method, request.path))
        await self.gate.wait()
        if request.path.startswith("/moved"):
            raise web.HTTPFound("/a.mp3")
        body = b"x" * self.size_bytes
        return web.Response(status=self.status, body=body, headers={"Content-Type": self.content_type})


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    serving = Files()
    serving.gate.set()
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
    """Neither at first nor later, after a restart; it is asked again after a while."""
    file, clock = settings(tmp_path, files.url), ManualClock()
    files.status = 503
    async with running(load(file), clock) as service:
        assert await facts(service) == [(7, "audio/mpeg")] * 2
        asked = len(files.requests)
        assert await facts(service) == [(7, "audio/mpeg")] * 2
        assert len(files.requests) == asked, "not again within the minute"
        files.status = 200
        clock.advance(61)
        assert await facts(service) == [(5_000, "audio/mpeg")] * 2
    files.status = 404
    clock.advance(KNOWN_FOR_S + 1)
    async with running(load(file), clock) as service:
        asked = len(files.requests)
        assert await facts(service) == [(5_000, "audio/mpeg")] * 2
        assert len(files.requests) > asked


async def test_a_file_is_asked_for_again_once_a_day_while_it_is_brought(tmp_path: Path, files: Files) -> None:
    file, clock = settings(tmp_path, files.url), ManualClock()
    async with running(load(file), clock) as service:
        await facts(service)
        asked = len(files.requests)
        clock.advance(KNOWN_FOR_S + 1)
        assert await service.file_checks.check_due() == 0, "no reading brought it"
        files.size_bytes = 6_000
        assert await facts(service) == [(6_000, "audio/mpeg")] * 2
        assert len(files.requests) == 2 * asked


async def test_reading_does_not_wait_and_only_changes_are_published(tmp_path: Path, files: Files) -> None:
    """R-MEDIA-01: the article is public while its server thinks; its answer corrects the entry."""
    files.gate.clear()
    async with process(settings(tmp_path, files.url)) as parts:

        async def shows(length: str) -> bool:
            return await parts.status("/news.rss") == 200 and length in await parts.get("/news.rss")

        await until(lambda: shows('length="7"'))
        files.gate.set()
        await until(lambda: shows('length="5000"'))
        before = await parts.get("/news.rss")
        async with parts.service.store.read() as tx:
            number = await ledger.last_number(tx)
        assert await parts.service.file_checks.check_due() == 0
        assert await facts(parts.service) == [(5_000, "audio/mpeg")] * 2
        assert await parts.get("/news.rss") == before
        async with parts.service.store.read() as tx:
            assert await ledger.last_number(tx) == number


async def test_a_host_that_is_down_holds_no_other_up(tmp_path: Path, files: Files) -> None:
    """Of its files two are tried at most; the others wait for the next round."""
    down = unused_port()
    attachments = [{"url": f"http://127.0.0.1:{down}/{n}.mp3", "size_in_bytes": 7} for n in range(20)]
    attachments.append({"url": f"{files.url.replace('127.0.0.1', 'localhost')}a.mp3", "size_in_bytes": 7})
    file = settings(tmp_path, files.url, hosts='["127.0.0.1", "localhost"]')
    rewrite(file, article(1, attachments=attachments))
    async with running(load(file)) as service:
        with capture_logs() as logs:
            found = await facts(service)
    assert found == [(7, "audio/mpeg")] * 20 + [(5_000, "audio/mpeg")]
    failures = [one for one in logs if one["event"] == "a file could not be requested"]
    assert 1 <= len(failures) <= PER_HOST


async def test_a_correction_keeps_what_was_stored_meanwhile(tmp_path: Path, files: Files) -> None:
    """A newer version of the article, and the warnings of its reading."""
    file = settings(tmp_path, files.url)
    async with running(load(file)) as service:
        await facts(service)
        files.size_bytes = 9_000
        newer = article(
            1, title="Ferry 1, late", language="klingon", attachments=[{"url": f"{files.url}a.mp3"}]
        )
        rewrite(file, newer)
        await service.ingest()
        id_ = "tag:post.example,2024:1"
        facts_now = {f"{files.url}a.mp3": FileFacts(size_bytes=9_000, mime_type=None)}
        assert await service.orchestrator.revise([id_], lambda record: corrected(record, facts_now)) == 1
        stored = await query(service.store, identity.by_name, id_)
    assert stored is not None
    assert (stored.record.title, stored.record.attachments[0].size_bytes) == ("Ferry 1, late", 9_000)
    assert [finding.element for finding in stored.warnings] == ["language"]


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
