"""A task that raises, returns or is cancelled from inside runs again, and says so."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from feeds.service.backoff import Backoff
from feeds.service.supervisor import Supervisor
from tests.pipeline.site import START, ManualClock

AT_ONCE = Backoff(first_s=0.0, longest_s=0.0)
SLOW = Backoff(first_s=1_000.0, longest_s=1_000.0)


class Task:
    """Ends in a given way for a number of times, then runs until it is cancelled."""

    def __init__(self, end: Callable[[], Awaitable[None]], times: int = 1) -> None:
        self.end = end
        self.left = times
        self.runs = 0
        self.ended = asyncio.Event()
        self.settled = asyncio.Event()
        self.cancelled = False

    async def __call__(self) -> None:
        self.runs += 1
        if self.left:
            self.left -= 1
            self.ended.set()
            await self.end()
            return
        self.settled.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def fail() -> None:
    raise RuntimeError("postgresql://u:secret@db/x is away")


async def leave() -> None:
    return


async def cancel_itself() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (fail, "RuntimeError: postgresql://db/x is away"),
        (leave, "the task returned"),
        (cancel_itself, "CancelledError: "),
    ],
)
async def test_a_task_that_ends_runs_again_and_is_reported(
    end: Callable[[], Awaitable[None]], error: str
) -> None:
    task = Task(end, times=3)
    with capture_logs() as logs:
        async with Supervisor(ManualClock(), AT_ONCE) as supervisor:
            supervisor.start("publish", task)
            await asyncio.wait_for(task.settled.wait(), 5)
            (status,) = supervisor.statuses()
    assert (status.name, status.restarts, status.error, status.failed_at) == ("publish", 3, error, START)
    assert not status.failing
    assert [(line["event"], line["task"]) for line in logs] == [("a background task failed", "publish")] * 3
    assert task.cancelled


async def test_the_log_has_the_traceback() -> None:
    task = Task(fail)
    with capture_logs() as logs:
        async with Supervisor(ManualClock(), AT_ONCE) as supervisor:
            supervisor.start("publish", task)
            await asyncio.wait_for(task.settled.wait(), 5)
    assert logs[0]["exc_info"].__traceback__ is not None


async def test_a_task_is_failing_while_it_waits() -> None:
    task, other = Task(fail), Task(fail, times=0)
    async with Supervisor(ManualClock(), SLOW) as supervisor:
        supervisor.start("publish", task)
        supervisor.start("rank", other)
        await asyncio.wait_for(task.ended.wait(), 5)
        await asyncio.wait_for(other.settled.wait(), 5)
        assert [(one.failing, one.restarts) for one in supervisor.statuses()] == [(True, 0), (False, 0)]
    assert other.cancelled


async def test_tasks_by_the_thousand_are_listed_once_they_fail() -> None:
    calm, failed = Task(fail, times=0), Task(fail)
    async with Supervisor(ManualClock(), AT_ONCE) as supervisor:
        supervisor.start("read a", calm, always_listed=False)
        supervisor.start("read b", failed, always_listed=False)
        await asyncio.wait_for(failed.settled.wait(), 5)
        assert [status.name for status in supervisor.statuses()] == ["read b"]


async def test_a_stopped_task_ends_and_its_name_is_free() -> None:
    first, second = Task(fail, times=0), Task(fail, times=0)
    async with Supervisor(ManualClock(), AT_ONCE) as supervisor:
        supervisor.start("read a", first)
        with pytest.raises(ValueError, match="already running"):
            supervisor.start("read a", second)
        await asyncio.wait_for(first.settled.wait(), 5)
        await supervisor.stop(["read a", "unknown"])
        assert first.cancelled
        supervisor.start("read a", second)
        await asyncio.wait_for(second.settled.wait(), 5)


@pytest.mark.parametrize(
    ("waited_s", "ran_s", "failures"),
    [(0.2, 0.1, 4), (0.2, 1.0, 1), (1.6, 3.0, 4), (1.6, 3.3, 1), (5.0, 4.9, 4), (5.0, 5.0, 1)],
)
def test_outages_that_have_nothing_to_do_with_each_other_do_not_add_up(
    waited_s: float, ran_s: float, failures: int
) -> None:
    backoff = Backoff(first_s=0.2, longest_s=5.0)
    assert backoff.failures_in_a_row(3, waited_s=waited_s, ran_s=ran_s) == failures


@pytest.mark.parametrize(("failures", "longest_s"), [(1, 2.0), (2, 4.0), (3, 8.0), (4, 10.0), (5_000, 10.0)])
def test_a_delay_doubles_up_to_its_longest(failures: int, longest_s: float) -> None:
    delays = [Backoff(first_s=2.0, longest_s=10.0).delay_s(failures) for _ in range(100)]
    assert 0.75 * longest_s <= min(delays) < max(delays) <= longest_s


async def test_a_task_ends_even_if_its_cancellation_becomes_another_error() -> None:
    """A driver may raise its own error where it is cancelled; the stop of the service would wait for ever."""
    started = asyncio.Event()

    async def run() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise RuntimeError("the connection was closed") from None

    async with Supervisor(ManualClock(), AT_ONCE) as supervisor:
        supervisor.start("publish", run)
        await started.wait()
