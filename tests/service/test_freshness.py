"""What is outdated by the clock is known to be so until its successor is published."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.pipeline import PublishResult
from feeds.service.clock import utc_now
from feeds.store import revisions
from tests.cli.newsroom import article, newsroom
from tests.service.processes import Process, process, until

SOON = timedelta(seconds=4)


@pytest.mark.parametrize("field", ["date_expires", "date_release"])
async def test_a_channel_is_due_until_what_the_clock_did_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """Publishing is held up at the moment of a release or expiry; R-HTTP-17."""
    due_at = (utc_now() + SOON).replace(microsecond=0)
    file = newsroom(tmp_path, article(1), article(2, **{field: due_at.isoformat()}))
    async with process(file) as parts:
        shown_before = field == "date_expires"
        await until(lambda: shows(parts, "Ferry 1"))
        assert await shows(parts, "Ferry 2") is shown_before
        await until(lambda: due_is(parts, due_at))
        allowed = hold_publishing(parts, monkeypatch)
        await until(lambda: applied(parts, due_at))
        assert await shows(parts, "Ferry 2") is shown_before
        for _ in range(3):  # however often it is looked at
            await parts.tasks._look_ahead()
            assert parts.cache.due_s("news") == due_at.timestamp()
        resume_publishing(parts, allowed)
        await until(lambda: shows(parts, "Ferry 2", wanted=not shown_before))
        await until(lambda: due_is(parts, None))


async def test_a_change_left_by_a_killed_process_is_due_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[asyncio.Event] = []
    due_at = (utc_now() + SOON).replace(microsecond=0)
    file = newsroom(tmp_path, article(1), article(2, date_expires=due_at.isoformat()))
    async with process(file) as parts:
        await until(lambda: shows(parts, "Ferry 2"))
        hold_publishing(parts, monkeypatch)
        await until(lambda: applied(parts, due_at))
    async with process(
        file, prepare=lambda parts: allowed.append(hold_publishing(parts, monkeypatch))
    ) as parts:
        due_s = parts.cache.due_s("news")
        assert due_s is not None
        assert due_s <= utc_now().timestamp()


async def test_channels_are_awaited_until_their_first_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[asyncio.Event] = []
    file = newsroom(tmp_path, article(1))
    async with process(
        file, prepare=lambda parts: allowed.append(hold_publishing(parts, monkeypatch))
    ) as parts:
        assert parts.cache.is_awaited("news")
        assert not parts.cache.is_awaited("unknown")
        resume_publishing(parts, allowed[0])
        await until(lambda: shows(parts, "Ferry 1"))
        await parts.tasks._look_ahead()
        assert not parts.cache.is_awaited("news")
        monkeypatch.undo()
        file.write_text(
            file.read_text(encoding="utf-8") + '[[channels]]\npath = "boats"\ntitle = "Boats"\n',
            encoding="utf-8",
        )
        hold_publishing(parts, monkeypatch)
        parts.tasks.request_reload()
        await until(lambda: awaited(parts, "boats"))


def hold_publishing(parts: Process, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let nothing be published until the returned event is set."""
    orchestrator, allowed = parts.service.orchestrator, asyncio.Event()
    publish = orchestrator.publish_waiting

    async def held() -> tuple[PublishResult, ...]:
        return await publish() if allowed.is_set() else ()

    monkeypatch.setattr(orchestrator, "publish_waiting", held)
    return allowed


def resume_publishing(parts: Process, allowed: asyncio.Event) -> None:
    allowed.set()
    parts.service.orchestrator.work.set()


async def applied(parts: Process, due_at: datetime) -> bool:
    if datetime.now(UTC) < due_at:
        return False
    async with parts.service.store.read() as tx:
        return await revisions.next_due_s(tx) is None


async def shows(parts: Process, title: str, *, wanted: bool = True) -> bool:
    return (title in await parts.get("/news.atom")) is wanted


async def due_is(parts: Process, due_at: datetime | None) -> bool:
    return parts.cache.due_s("news") == (None if due_at is None else due_at.timestamp())


async def awaited(parts: Process, path: str) -> bool:
    return parts.cache.is_awaited(path)
