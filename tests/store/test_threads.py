"""Transactions that run as a whole in another thread."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.store import Store, Transaction, facts, off_loop, open_store


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield store
    await store.close()


async def test_work_runs_in_one_other_thread_and_is_committed(opened: Store) -> None:
    seen = set()

    async def work(tx: Transaction) -> None:
        await facts.put(tx, "colour", "blue")
        seen.add(threading.get_ident())
        seen.add(await off_loop(threading.get_ident))

    await opened.write_at_once(work)
    assert len(seen) == 1
    assert threading.get_ident() not in seen
    assert await opened.read_at_once(lambda tx: facts.get(tx, "colour")) == "blue"


async def test_work_that_raises_changes_nothing(opened: Store) -> None:
    async def work(tx: Transaction) -> None:
        await facts.put(tx, "colour", "blue")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await opened.write_at_once(work)
    assert await opened.read_at_once(lambda tx: facts.get(tx, "colour")) is None


async def test_a_cancelled_write_ends_before_the_next_one_begins(opened: Store) -> None:
    began, go_on = threading.Event(), threading.Event()

    async def work(tx: Transaction) -> None:
        await facts.put(tx, "colour", "blue")
        began.set()
        go_on.wait()

    writing = asyncio.create_task(opened.write_at_once(work))
    await asyncio.to_thread(began.wait)
    writing.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with opened.write() as tx:
        assert await facts.get(tx, "colour") == "blue"


async def test_work_that_waits_for_something_else_is_refused(opened: Store) -> None:
    async def work(_tx: Transaction) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited for something"):
        await opened.read_at_once(work)


async def test_off_loop_leaves_the_thread_of_the_event_loop() -> None:
    """R-PERF-05."""
    assert await off_loop(threading.get_ident) != threading.get_ident()
