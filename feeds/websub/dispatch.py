"""Run claimed work against many hosts at once: a slow or dead host does not delay others."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from feeds.log import Logger

LOOK_AGAIN_S = 30.0
"""How often due work is looked for without a notification, so that work of an ended process is taken over."""

BUSY_S = 0.5
"""How long to wait while all due work is for hosts that are busy."""

STUCK_S = 0.2
"""How long claimed work may wait for a busy host while it keeps other work from being claimed."""

FINISH_S = 2.0
"""How long work that has begun may go on after the end was requested."""

Job = TypeVar("Job")

_log = Logger("feeds.websub")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchLimits:
    """How much is done at once: in all, for slow hosts, and for one host.

    ``claimed`` bounds what is taken from the database: it has to be started well before its claim ends.
    """

    claimed: int = 400
    concurrent: int = 200
    slow: int = 40
    of_a_host: int = 50
    of_a_slow_host: int = 4


class HostSpeeds(Protocol):
    """What is known of the hosts that were contacted."""

    def is_slow(self, host: str) -> bool:
        """Whether a host is known to be slow or to fail."""
        ...

    def slow_hosts(self) -> Sequence[str]:
        """Return all hosts that are known to be slow or to fail."""
        ...


class WorkQueue(Protocol[Job]):
    """Work that is claimed from the database. ``run`` raises only for faults of the program."""

    @property
    def hosts(self) -> HostSpeeds:
        """What is known of the hosts that its jobs contact."""
        ...

    async def next_due_ms(self) -> int | None:
        """Return when the next work is due, in milliseconds since 1970."""
        ...

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> Sequence[Job]:
        """Take due work, none of it for ``busy_hosts``."""
        ...

    def host(self, job: Job) -> str:
        """Return the host that a job contacts."""
        ...

    async def release(self, jobs: Sequence[Job]) -> None:
        """Give claimed work back, which is then due at once."""
        ...

    async def run(self, job: Job) -> None:
        """Do one job."""
        ...


class Dispatcher(Generic[Job]):
    """Takes due work from a queue and runs it, for as long as ``run`` is not cancelled."""

    def __init__(
        self, queue: WorkQueue[Job], clock_ms: Callable[[], int], limits: DispatchLimits | None = None
    ) -> None:
        """``clock_ms`` gives the time of the queue's due times."""
        self.wake = asyncio.Event()
        self._queue = queue
        self._clock_ms = clock_ms
        self._limits = limits or DispatchLimits()
        self._claimed: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._in_lane: Counter[bool] = Counter()
        self._ready: dict[bool, deque[Job]] = {False: deque(), True: deque()}
        self._of_host: dict[str, deque[Job]] = {}
        self._full = False
        self._ending = False

    def is_busy(self) -> bool:
        """Whether work for hosts that are not slow has begun."""
        return self._in_lane[False] > 0

    async def run(self) -> None:
        """Work until cancelled, and then a little longer, until what has begun is done.

        What was claimed and has not begun is given back; what is not done is taken over when its claim ends.
        Raises what the queue raises when work is claimed.
        """
        self._ending = False
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    await self._keep_working(group)
                except asyncio.CancelledError:
                    await self._finish()
                    raise
        except BaseExceptionGroup as errors:
            if len(errors.exceptions) == 1:
                raise errors.exceptions[0] from None
            raise
        finally:
            self._forget()

    async def _keep_working(self, group: asyncio.TaskGroup) -> None:
        while True:
            self.wake.clear()
            delay_s = await self._turn(group)
            if delay_s > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(delay_s):
                        await self.wake.wait()

    async def _finish(self) -> None:
        """Give back what has not begun, and wait a little for the rest."""
        self._ending = True
        jobs = [job for waiting in (*self._of_host.values(), *self._ready.values()) for job in waiting]
        self._of_host.clear()
        for waiting in self._ready.values():
            waiting.clear()
        if jobs:
            await self._queue.release(jobs)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_S):
                while self._in_lane.total():
                    self.wake.clear()
                    await self.wake.wait()

    async def _turn(self, group: asyncio.TaskGroup) -> float:
        """Claim and start what is due; return how long to wait for more."""
        free = self._limits.claimed - self._claimed.total()
        if free < self._limits.claimed // 2:
            stuck, self._full = self._full, True
            if stuck:
                await self._release_waiting()
            return STUCK_S
        self._full = False
        due_ms = await self._queue.next_due_ms()
        delay_s = LOOK_AGAIN_S if due_ms is None else (due_ms - self._clock_ms()) / 1000
        if delay_s > 0:
            return min(delay_s, LOOK_AGAIN_S)
        jobs = await self._queue.claim(free, self._busy_hosts())
        for job in jobs:
            host = self._queue.host(job)
            self._claimed[host] += 1
            self._of_host.setdefault(host, deque()).append(job)
            self._admit(host)
        self._start(group)
        return 0.0 if jobs else BUSY_S

    async def _release_waiting(self) -> None:
        """Give back what waits for busy and slow hosts, so that there is room for work for others."""
        jobs = [job for waiting in self._of_host.values() for job in waiting]
        self._of_host.clear()
        for job in self._ready[True]:
            self._running[self._queue.host(job)] -= 1
        jobs += self._ready[True]
        self._ready[True].clear()
        self._claimed.subtract(self._queue.host(job) for job in jobs)
        self._claimed, self._running = +self._claimed, +self._running
        if jobs:
            await self._queue.release(jobs)
            self.wake.set()

    def _busy_hosts(self) -> tuple[str, ...]:
        """Return the hosts that have as much work as they may have; all slow ones if their lane is full."""
        busy = [host for host, count in self._claimed.items() if count >= self._limit(host)]
        of_slow = sum(count for host, count in self._claimed.items() if self._queue.hosts.is_slow(host))
        return (*busy, *(self._queue.hosts.slow_hosts() if of_slow >= self._limits.slow else ()))

    def _limit(self, host: str) -> int:
        return self._limits.of_a_slow_host if self._queue.hosts.is_slow(host) else self._limits.of_a_host

    def _admit(self, host: str) -> None:
        """Let a host's next jobs wait for their lane, as many as the host may have at once."""
        waiting = self._of_host.get(host)
        while waiting and self._running[host] < self._limit(host):
            self._running[host] += 1
            self._ready[self._queue.hosts.is_slow(host)].append(waiting.popleft())
        if waiting is not None and not waiting:
            del self._of_host[host]

    def _start(self, group: asyncio.TaskGroup) -> None:
        """Start jobs that are ready, as long as there is room in their lane."""
        for slow, most in ((False, self._limits.concurrent), (True, self._limits.slow)):
            ready = self._ready[slow]
            while ready and self._in_lane[slow] < most:
                self._in_lane[slow] += 1
                group.create_task(self._run(group, ready.popleft(), slow=slow))

    async def _run(self, group: asyncio.TaskGroup, job: Job, *, slow: bool) -> None:
        host = self._queue.host(job)
        try:
            await self._queue.run(job)
        except Exception:  # noqa: BLE001 - logged; the claim ends, and another attempt is made
            _log.exception("work for a host failed", host=host)
        self._in_lane[slow] -= 1
        for counts in (self._running, self._claimed):
            counts[host] -= 1
            if not counts[host]:
                del counts[host]
        self._admit(host)
        self._start(group)
        if self._ending or (self._full and self._claimed.total() <= self._limits.claimed // 2):
            self.wake.set()

    def _forget(self) -> None:
        for counts in (self._claimed, self._running, self._in_lane):
            counts.clear()
        self._ready = {False: deque(), True: deque()}
        self._of_host.clear()
