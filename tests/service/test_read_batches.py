"""Single names that are read together."""

import asyncio
from collections.abc import Sequence

import pytest

from feeds.errors import StoreError
from feeds.service.read_batches import ReadBatches


class SlowReads:
    """Reads names when the test lets it; ``batches`` are those that were read."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.may_end = asyncio.Semaphore(0)
        self.broken = False

    async def read(self, names: Sequence[str]) -> dict[str, str]:
        self.batches.append(tuple(names))
        await self.may_end.acquire()
        if self.broken:
            raise StoreError("the database is not available")
        return {name: f"{name} of read {len(self.batches)}" for name in names}


async def begin(batches: ReadBatches[str], *names: str) -> list[asyncio.Task[str]]:
    """Request names, and return once they are requested."""
    tasks = [asyncio.create_task(batches.get(name)) for name in names]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_what_is_requested_during_a_read_is_read_once_by_the_next() -> None:
    reads = SlowReads()
    batches = ReadBatches(reads.read, at_once=2)
    first = await begin(batches, "a")
    later = await begin(batches, "b", "a", "b", "c")
    assert reads.batches == [("a",)]
    for _ in range(3):
        reads.may_end.release()
    assert await asyncio.gather(*first, *later) == [
        "a of read 1", "b of read 2", "a of read 2", "b of read 2", "c of read 3"
    ]  # fmt: skip
    assert reads.batches == [("a",), ("b", "a"), ("c",)]


async def test_a_failure_reaches_all_who_wait_and_no_one_else() -> None:
    reads = SlowReads()
    batches = ReadBatches(reads.read, at_once=5)
    first = await begin(batches, "a")
    later = await begin(batches, "b", "c")
    later[0].cancel()
    reads.broken = True
    reads.may_end.release()
    with pytest.raises(StoreError):
        await first[0]
    reads.broken = False
    reads.may_end.release()
    assert await later[1] == "c of read 2"
    assert later[0].cancelled()


async def test_a_failure_that_nobody_waits_for_is_no_error_of_the_loop() -> None:
    """Warnings are errors here, and an exception that is never retrieved is logged."""
    reads = SlowReads()
    reads.broken = True
    batches = ReadBatches(reads.read, at_once=5)
    (left,) = await begin(batches, "a")
    left.cancel()
    reads.may_end.release()
    reported: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    for _ in range(5):
        await asyncio.sleep(0)
    assert reported == []
    reads.broken = False
    reads.may_end.release()
    assert await batches.get("a") == "a of read 2"
