"""A change whose caller is cut off leaves no trace, and no lock."""

import asyncio
from contextlib import suppress

import pytest

from feeds.model import Access
from feeds.store import Store, access, open_store, sqlite_connections
from tests.transactions import change

HOUR_S = 3600
CHANNELS = 300


def polled(*channels: str) -> list[Access]:
    return [Access(channel=channel, hour_s=HOUR_S, polls=(("atom", 1),)) for channel in channels]


async def cut_off(store: Store, after_s: float) -> asyncio.Task[None]:
    """Begin a long change and end it midway; its task, and with it the error, stays."""
    task = asyncio.create_task(
        change(store, access.add, polled(*(f"c{number}" for number in range(CHANNELS))))
    )
    await asyncio.wait([task], timeout=after_s)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return task


async def test_the_next_change_does_not_wait_for_one_that_was_cut_off(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connections, "BUSY_TIMEOUT_S", 1)
    kept: list[asyncio.Task[None]] = []
    for number in range(25):
        store = await open_store(store_url)
        kept.append(await cut_off(store, number / 1000))
        await change(store, access.add, polled("after"))
        async with store.read() as tx:
            found = [one async for one in access.between(tx, 0, 2**40)]
        assert {one.total for one in found if one.channel == "after"} == {number + 1}
        assert len({one.total for one in found if one.channel != "after"}) <= 1
        await store.close()
