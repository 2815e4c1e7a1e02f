"""The checker: some of the bodies that readers got are validated, beside everything else."""

import asyncio
import gzip
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from feeds.validate import check
from tests.bench.soak.measurements import Measurements
from tests.bench.soak.readers import Asked

CHECKED_EVERY = {200: 500, 226: 50}
CHECKS_WAITING = 4


def faults_of(body: bytes) -> list[str]:
    """What the validator says against a feed."""
    return [f"{finding.code} {finding.message}" for finding in check(body).errors]


class Checker:
    """Has some of the bodies validated, in a process of its own so that nobody waits for it."""

    def __init__(self, measured: Measurements, pool: ProcessPoolExecutor) -> None:
        """Begin with none."""
        self._measured, self._pool = measured, pool
        self._seen: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def sample(self, asked: Asked, status: int, head: bytes, body: bytes) -> None:
        """Take every so many bodies, unless the validator is behind."""
        self._seen[status] += 1
        every = CHECKED_EVERY.get(status)
        if every and self._seen[status] % every == 0 and len(self._tasks) < CHECKS_WAITING:
            unpacked = gzip.decompress(body) if b"\r\nContent-Encoding: gzip" in head else body
            task = asyncio.create_task(self._check(asked.feed.target, status, unpacked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _check(self, target: str, status: int, body: bytes) -> None:
        faults = await asyncio.get_running_loop().run_in_executor(self._pool, faults_of, body)
        self._measured.checked[f"{status} {target.rpartition('.')[2]}"] += 1
        for fault in faults:
            self._measured.fault(f"{target}: {status} is not valid: {fault}")

    async def end(self) -> None:
        """Wait for what is being validated."""
        await asyncio.gather(*self._tasks)
