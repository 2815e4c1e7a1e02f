"""Work for many hosts at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from feeds.errors import StoreError
from feeds.websub.dispatch import Dispatcher, DispatchLimits

LIMITS = DispatchLimits(claimed=8, concurrent=4, slow=2, of_a_host=3, of_a_slow_host=1)


@dataclass
class Work:
    """Jobs are names of hosts; those in ``held`` do not end before they are released."""

    jobs: list[str] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    running: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    most: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    broken: bool = False

    @property
    def hosts(self) -> "Work":
        return self

    async def next_due_ms(self) -> int | None:
        if self.broken:
            raise StoreError("the database did not answer")
        return 0 if self.jobs else None

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> list[str]:
        free = [job for job in self.jobs if job not in busy_hosts][:limit]
        for job in free:
            self.jobs.remove(job)
        return free

    def slow_hosts(self) -> Sequence[str]:
        return tuple(self.slow)

    async def release(self, jobs: Sequence[str]) -> None:
        self.jobs += jobs
        await self._changed()

    def host(self, job: str) -> str:
        return job

    def is_slow(self, host: str) -> bool:
        return host in self.slow

    async def run(self, job: str) -> None:
        self.running.append(job)
        self.most = max(self.most, len(self.running))
        await self._changed()
        if job in self.held:
            await self.held[job].wait()
        if job == "broken":
            raise StoreError("the database did not answer")
        self.running.remove(job)
        self.done.append(job)
        await self._changed()

    async def _changed(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, *, done: int = 0, running: int = 0) -> None:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(lambda: len(self.done) >= done and len(self.running) >= running)


@asynccontextmanager
async def working(work: Work) -> AsyncIterator[None]:
    task = asyncio.create_task(Dispatcher(work, lambda: 0, LIMITS).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_dead_host_delays_no_other() -> None:
    """Work for the dead host stays in the database while the host is busy."""
    work = Work(["dead"] * 100 + [f"h{number}" for number in range(50)], {"dead": asyncio.Event()})
    async with working(work):
        await work.until(done=50)
        assert set(work.running) == {"dead"}
        assert len(work.running) <= LIMITS.of_a_host


async def test_slow_hosts_share_a_lane_of_their_own() -> None:
    slow = [f"slow{number}" for number in range(20)]
    work = Work([*slow, "a", "b", "c"], {name: asyncio.Event() for name in slow}, set(slow))
    async with working(work):
        await work.until(done=3, running=2)
        assert sorted(work.done) == ["a", "b", "c"]
        assert len(work.running) == LIMITS.slow


async def test_everything_is_done_within_the_limits() -> None:
    """R-HUB-28: a bound for all hosts together."""
    work = Work([f"h{number % 7}" for number in range(200)])
    async with working(work):
        await work.until(done=200)
    assert work.most <= LIMITS.concurrent


async def test_work_that_has_begun_is_finished_and_the_rest_is_given_back() -> None:
    work = Work(["held"] * 5, {"held": asyncio.Event()})
    task = asyncio.create_task(Dispatcher(work, lambda: 0, LIMITS).run())
    await work.until(running=LIMITS.of_a_host)
    task.cancel()
    async with asyncio.timeout(20), work.changed:
        await work.changed.wait_for(lambda: len(work.jobs) == 2)
    work.held["held"].set()
    await asyncio.gather(task, return_exceptions=True)
    assert (work.done, work.jobs) == (["held"] * 3, ["held"] * 2)


async def test_work_that_fails_ends_no_other() -> None:
    work = Work(["broken", "a", "b"])
    async with working(work):
        await work.until(done=2)


async def test_a_queue_that_does_not_answer_ends_the_run_with_its_error() -> None:
    with pytest.raises(StoreError):
        await Dispatcher(Work(broken=True), lambda: 0, LIMITS).run()
