"""Counts reach the store in the hour they belong to, and survive a store out of reach."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from feeds.errors import StoreError
from feeds.model import Access
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.user_agents import plain
from feeds.server.response_counters import ResponseCounters
from feeds.service import access_flusher as keeping
from feeds.service.access_flusher import AccessFlusher
from feeds.service.loops import count_once, keep_counting
from feeds.store import Store, access, open_store

UNCHANGED = RawResponse(status=304, block=b"")
NOON = datetime(2024, 10, 22, 12, tzinfo=UTC)
NOON_S = int(NOON.timestamp())
DAY_S = 86_400.0


class Clock:
    """A clock that shows the time to which it was set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield opened
    await opened.close()


def poll(counters: ResponseCounters, times: int = 1, name: str = "news.atom") -> None:
    for _ in range(times):
        counters.count(name, UNCHANGED, plain("curl"), has_body=False)


async def kept(store: Store) -> list[Access]:
    async with store.read() as tx:
        return [one async for one in access.between(tx, 0, 2**40)]


async def rename(store: Store, was: str, becomes: str) -> None:
    async with store.database.write() as connection:
        await connection.execute(text(f"ALTER TABLE {was} RENAME TO {becomes}"))


async def test_counts_belong_to_the_hour_before_the_flush(store: Store) -> None:
    clock, counters = Clock(), ResponseCounters()
    flusher = AccessFlusher(counters, store, clock, kept_s=DAY_S)
    poll(counters, 2)
    clock.now = NOON + timedelta(hours=1)
    await flusher.flush()
    poll(counters)
    await flusher.flush()
    assert [(one.hour_s - NOON_S, one.total) for one in await kept(store)] == [(0, 2), (3600, 1)]


async def test_flushes_fall_on_full_minutes(store: Store) -> None:
    clock = Clock()
    clock.now = NOON + timedelta(seconds=59.75)
    assert AccessFlusher(ResponseCounters(), store, clock, kept_s=DAY_S).rest_s() == pytest.approx(0.25)


async def test_two_processes_add_up(store: Store) -> None:
    all_counters = [ResponseCounters(), ResponseCounters()]
    for counters in all_counters:
        poll(counters, 3)
        await AccessFlusher(counters, store, Clock(), kept_s=DAY_S).flush()
    assert [one.total for one in await kept(store)] == [6]


async def test_a_store_out_of_reach_costs_no_counts(store: Store) -> None:
    clock, counters = Clock(), ResponseCounters()
    flusher = AccessFlusher(counters, store, clock, kept_s=DAY_S)
    await rename(store, "access", "away")
    poll(counters)
    with pytest.raises(StoreError):
        await flusher.flush()
    clock.now = NOON + timedelta(hours=1)
    poll(counters, 2)
    await count_once(flusher)
    await rename(store, "away", "access")
    poll(counters, 4)
    await flusher.flush()
    assert [(one.hour_s - NOON_S, one.total) for one in await kept(store)] == [(0, 3), (3600, 4)]


async def test_what_waits_for_the_store_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PENDING_AT_MOST", 3)
    counters = ResponseCounters()
    for number in range(5):
        poll(counters, name=f"c{number}.atom")
    await AccessFlusher(counters, store, Clock(), kept_s=DAY_S).flush()
    assert [one.channel for one in await kept(store)] == ["c2", "c3", "c4"]


async def test_a_flush_that_is_cut_off_loses_nothing(store: Store) -> None:
    counters = ResponseCounters()
    flusher = AccessFlusher(counters, store, Clock(), kept_s=DAY_S)
    poll(counters, 5)
    cut = asyncio.create_task(flusher.flush())
    await asyncio.sleep(0)
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    await flusher.flush()
    assert [one.total for one in await kept(store)] == [5]


async def test_old_hours_are_forgotten_by_the_one_who_forgets(store: Store) -> None:
    clock, counters = Clock(), ResponseCounters()
    flusher = AccessFlusher(counters, store, clock, kept_s=DAY_S)
    poll(counters)
    await count_once(flusher)
    clock.now = NOON + timedelta(days=1, seconds=1)
    await count_once(flusher)
    assert [one.total for one in await kept(store)] == [1]
    await count_once(flusher, forgets=True)
    assert await kept(store) == []


async def test_counting_goes_on_by_itself(store: Store) -> None:
    clock, counters = Clock(), ResponseCounters()
    clock.now = NOON + timedelta(seconds=59.99)
    poll(counters)
    loop = asyncio.create_task(
        keep_counting(AccessFlusher(counters, store, clock, kept_s=DAY_S), forgets=True)
    )
    async with asyncio.timeout(10):
        while not await kept(store):
            pass
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert [one.total for one in await kept(store)] == [1]
