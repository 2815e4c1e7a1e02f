"""What is stored after a reading: at once if it brought something, else together with others."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.model import Mark
from feeds.service import source_progress
from feeds.service.source_progress import ReadOutcome, SourceProgress
from feeds.store import Store, open_store, sources
from tests.pipeline.site import ManualClock
from tests.transactions import query

ONE, TWO = (Mark(key="url", value="1"),), (Mark(key="url", value="2"),)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield store
    await store.close()


@pytest.fixture
def progress(store: Store) -> SourceProgress:
    return SourceProgress(store, ManualClock())


async def read_s(store: Store, source: str) -> int | None:
    history = (await query(store, sources.read_histories)).get(source)
    return int(history.read_at.timestamp()) if history and history.read_at else None


async def test_what_brought_something_is_stored_at_once(store: Store, progress: SourceProgress) -> None:
    await progress.finished("wire", ReadOutcome(marks=ONE, read_s=100, new=True), at_once=True)
    assert await query(store, sources.cursors, "wire") == ONE
    assert await progress.marks("wire") == ONE
    assert await read_s(store, "wire") == 100


async def test_what_brought_nothing_waits_and_counts_meanwhile(
    store: Store, progress: SourceProgress
) -> None:
    await progress.keep("wire", ONE)
    await progress.finished("wire", ReadOutcome(marks=TWO, read_s=100), at_once=False)
    await progress.finished("wire", ReadOutcome(marks=None, read_s=200), at_once=False)
    assert await query(store, sources.cursors, "wire") == ONE
    assert await progress.marks("wire") == TWO
    await progress.flush()
    assert await query(store, sources.cursors, "wire") == TWO
    assert await read_s(store, "wire") == 200


async def test_a_later_reading_replaces_what_waits(store: Store, progress: SourceProgress) -> None:
    await progress.finished("wire", ReadOutcome(marks=ONE, read_s=100), at_once=False)
    await progress.finished("wire", ReadOutcome(marks=TWO, read_s=200, new=True), at_once=True)
    await progress.flush()
    assert await query(store, sources.cursors, "wire") == TWO
    assert await read_s(store, "wire") == 200


async def test_a_poll_without_changes_stores_its_time_alone(store: Store, progress: SourceProgress) -> None:
    await progress.finished("wire", ReadOutcome(marks=None, read_s=100), at_once=False)
    await progress.flush()
    assert await query(store, sources.cursors, "wire") == ()
    assert await read_s(store, "wire") == 100


async def test_what_waits_is_stored_while_the_service_runs(
    store: Store, progress: SourceProgress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after the store refused it once: the supervisor starts the task again."""
    monkeypatch.setattr(source_progress, "FLUSH_S", 0.0)
    await progress.finished("wire", ReadOutcome(marks=ONE, read_s=100), at_once=False)
    with monkeypatch.context() as patch:
        patch.setattr(store, "write_at_once", refuse)
        with pytest.raises(StoreError):
            await progress.keep_flushing()
    flushing = asyncio.create_task(progress.keep_flushing())
    await wait_until_stored(store, ONE)
    flushing.cancel()
    assert await read_s(store, "wire") == 100


async def wait_until_stored(store: Store, marks: tuple[Mark, ...]) -> None:
    while await query(store, sources.cursors, "wire") != marks:  # noqa: ASYNC110 - the store has no event
        await asyncio.sleep(0)


async def refuse(_: object) -> None:
    raise StoreError("locked")


async def test_marks_are_read_at_once_whoever_stored_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    store, other = await open_store(url), await open_store(url)
    progress = SourceProgress(store, ManualClock())
    await SourceProgress(other, ManualClock()).keep("wire", ONE)
    await progress.load()
    assert await progress.marks("wire") == ONE
    await SourceProgress(other, ManualClock()).keep("wire", TWO)
    assert await progress.marks("wire") == TWO
    await store.close()
    await other.close()
