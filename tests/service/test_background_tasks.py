"""Each background task of a serving process is killed in turn, and comes back."""

import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.config import load
from feeds.errors import SourceError
from feeds.model import Reading
from feeds.readers import jsonl
from feeds.service import loops, running, source_reading
from feeds.store import replication
from tests.cli.newsroom import article, newsroom
from tests.service.processes import Process, process, until

Kill = Callable[[Process, pytest.MonkeyPatch], None]


class KilledError(Exception):
    """What the tests inject."""


def fail_once(owner: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the next call of a function raise."""
    original = getattr(owner, name)

    def failing(*_: object, **__: object) -> Any:
        monkeypatch.setattr(owner, name, original)
        raise KilledError("injected")

    monkeypatch.setattr(owner, name, failing)


def attribute(name: str, owner: Callable[[Process], object]) -> Kill:
    return lambda parts, monkeypatch: fail_once(owner(parts), name, monkeypatch)


KILLS: dict[str, tuple[str, Kill]] = {
    "sweep": ("publish", attribute("sweep", lambda parts: parts.service.orchestrator)),
    "due times": ("publish", attribute("apply_due", lambda parts: parts.service.orchestrator)),
    "publish": ("publish", attribute("publish_waiting", lambda parts: parts.service.orchestrator)),
    "show": ("publish", attribute("_published", lambda parts: parts.tasks)),
    "rank": ("rank", attribute("rank", lambda parts: parts.service.orchestrator)),
    "readings": ("store readings", attribute("wait", lambda parts: parts.service.progress._has_waiting)),
    "files": ("check files", attribute("check_due", lambda parts: parts.service.file_checks)),
    "streams": ("watch streams", attribute("_send_heartbeats", lambda parts: parts.tasks._streams)),
    "follow": ("follow", attribute("following", lambda _: replication)),
    "count": ("count access", attribute("rest_s", lambda parts: parts.flusher)),
    "watch": ("watch files", attribute("awatch", lambda _: loops)),
    "read": ("read desk", attribute("_read_once", lambda _: source_reading)),
}


@pytest.mark.parametrize(("task", "kill"), KILLS.values(), ids=KILLS)
async def test_a_killed_task_is_restarted_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str, kill: Kill
) -> None:
    file = newsroom(tmp_path, article(1))
    async with process(file, prepare=lambda parts: kill(parts, monkeypatch)) as parts:
        await until(lambda: restarted(parts, task))
        newsroom(tmp_path, article(1), article(2))
        await until(lambda: shows(parts, "Ferry 2"))
        reported = json.loads(await parts.get("/health"))["tasks"][task]
        assert (reported["restarts"], reported["error"]) in {(1, "KilledError"), (1, "ExceptionGroup")}
        assert reported["failed"] is not None
        assert f'feeds_task_restarts_total{{process="0",task="{task}"}} 1.0' in await parts.get("/metrics")


async def test_a_reload_that_fails_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = newsroom(tmp_path, article(1))
    async with process(file) as parts:
        await until(lambda: shows(parts, "Ferry 1"))
        fail_once(parts.service.orchestrator, "start", monkeypatch)
        more = '[[channels]]\npath = "boats"\ntitle = "Boats"\n'
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        parts.tasks.request_reload()
        await until(lambda: answers(parts, "/boats.atom"))
        assert await restarted(parts, "reload settings")
        newsroom(tmp_path, article(1), article(2))
        await until(lambda: shows(parts, "Ferry 2"))


async def test_a_step_that_always_fails_stops_no_other_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ``OperationalError`` in every sweep once ended publishing for good."""
    file = newsroom(tmp_path, article(1))

    async def failing() -> bool:
        raise KilledError("injected")

    async with process(file) as parts:
        await until(lambda: shows(parts, "Ferry 1"))
        monkeypatch.setattr(parts.service.orchestrator, "sweep", failing)
        newsroom(tmp_path, article(1), article(2))
        await until(lambda: shows(parts, "Ferry 2"))
        assert json.loads(await parts.get("/health"))["status"] == "degraded"


async def test_a_fault_of_a_reader_is_a_failure_of_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source is read again and shown as failing meanwhile; no task ends."""
    file = newsroom(tmp_path, article(1))

    async def broken(_: jsonl.JsonlReader) -> AsyncIterator[tuple[Reading, ...]]:
        yield ()
        raise KilledError("injected")

    with monkeypatch.context() as while_broken:
        while_broken.setattr(jsonl.JsonlReader, "read", broken)
        async with running(load(file)) as service:
            (result,) = await service.ingest()
        assert isinstance(result.error, SourceError)
        assert "KilledError: injected" in result.error.message
    with monkeypatch.context() as while_broken:
        while_broken.setattr(jsonl.JsonlReader, "read", broken)
        monkeypatch.setattr(source_reading, "_FILES_FIRST_S", 0.01)
        async with process(file) as parts:
            await until(lambda: source_is(parts, "failing"))
            while_broken.undo()
            await until(lambda: shows(parts, "Ferry 1"))
            await until(lambda: source_is(parts, "unknown"))
            assert not await restarted(parts, "read desk")


async def test_shutdown_ends_every_task_at_once(tmp_path: Path) -> None:
    async with process(newsroom(tmp_path, article(1))) as parts:
        await until(lambda: shows(parts, "Ferry 1"))
        began_s = time.monotonic()
    assert parts.tasks.supervisor.statuses() == ()
    assert time.monotonic() - began_s < 10


async def restarted(parts: Process, task: str) -> bool:
    return any(one.name == task and one.restarts for one in parts.tasks.supervisor.statuses())


async def shows(parts: Process, title: str) -> bool:
    return title in await parts.get("/news.atom")


async def answers(parts: Process, target: str) -> bool:
    return await parts.status(target) == 200


async def source_is(parts: Process, state: str) -> bool:
    return bool(json.loads(await parts.get("/health"))["sources"]["desk"]["state"] == state)
