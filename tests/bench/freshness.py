"""How soon an article is visible: a steady stream over many channels, published beside it.

Time is the processor time of this process: what one core does, however busy the machine is otherwise.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from msgspec.structs import replace

from feeds.model import INDEX, Channel, Place, Reading
from feeds.pipeline import Orchestrator, PublishResult, SiteContext
from feeds.store import open_store
from tests.bench.processor_clock import ProcessorClock, run_by_processor_time
from tests.bench.publishing import SITE, START, article
from tests.bench.row import Row

LEAVES = int(os.environ.get("FEEDS_BENCH_LEAVES", "300"))
SECONDS = int(os.environ.get("FEEDS_BENCH_SECONDS", "30"))
RATES = (20, 1)
"""Articles a second, and the budgets of each rate: the median if there is one, and 99 of 100."""

BUDGETS_S: dict[int, tuple[float | None, float]] = {20: (0.1, 1.2), 1: (None, 0.06)}


def tree() -> tuple[Channel, ...]:
    """Return a tree of depth 3: the index, ten groups, and the leaves below them."""
    groups = [Channel(path=f"g{n}", title=f"Group {n}") for n in range(10)]
    leaves = [Channel(path=f"g{n % 10}/c{n}", title=f"Channel {n}") for n in range(LEAVES)]
    return (Channel(path=INDEX, title="All"), *groups, *leaves)


class Stream:
    """Articles that arrive at a steady rate, and when each became visible in each of its channels."""

    def __init__(self, orchestrator: Orchestrator, clock: ProcessorClock, rate: int) -> None:
        """Start with nothing taken."""
        self._orchestrator = orchestrator
        self._clock = clock
        self._rate = rate
        self._taken_s: dict[str, list[float]] = {}
        self.leaf_s: list[float] = []
        self.index_s: list[float] = []
        self.ended = False
        self._published_s = 0.0

    async def take(self, count: int) -> None:
        """Take articles, each at its time."""
        began_s = self._clock()
        for number in range(count):
            path = f"g{number % LEAVES % 10}/c{number % LEAVES}"
            written = article(number, path)
            await asyncio.sleep(max(0.0, began_s + number / self._rate - self._clock()))
            record = replace(written, published_at=at(self._clock()))
            taken_s = self._clock()
            await self._orchestrator.take("bench", [Reading(place=Place(path="bench"), record=record)])
            for channel in (path, INDEX):
                self._taken_s.setdefault(channel, []).append(taken_s)
        self.ended = True

    def note(self, results: Sequence[PublishResult], began_s: float) -> None:
        """Note what a round of publishing that began then made visible.

        What was taken while a round began may be in it already: it is, once nothing waits any more.
        """
        now_s = self._clock()
        for path in (result.path for result in results if result.changed):
            self._note_seen(path, began_s, now_s)
        if results:
            self._published_s = now_s
        elif self._orchestrator.rest_s() is None:
            for path in self._taken_s:
                self._note_seen(path, began_s, self._published_s)

    def _note_seen(self, path: str, began_s: float, visible_s: float) -> None:
        waiting = self._taken_s.get(path, [])
        seen = [taken_s for taken_s in waiting if taken_s < began_s]
        self._taken_s[path] = waiting[len(seen) :]
        (self.index_s if path == INDEX else self.leaf_s).extend(max(0.0, visible_s - one) for one in seen)

    @property
    def complete(self) -> bool:
        """Whether everything is visible."""
        return self.ended and not any(self._taken_s.values())


def at(seconds: float) -> datetime:
    """Return a time of the measurement."""
    return START + timedelta(seconds=seconds)


async def measure(clock: ProcessorClock, rate: int) -> Stream:
    """Publish beside a stream until everything is visible."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/bench.db")
        orchestrator = Orchestrator(store, SiteContext(SITE, tree(), ()), lambda: at(clock()))
        await orchestrator.start()
        await orchestrator.finish()
        stream = Stream(orchestrator, clock, rate)
        taking = asyncio.create_task(stream.take(rate * SECONDS))
        while True:
            began_s = clock()
            orchestrator.work.clear()
            results = await orchestrator.publish_waiting()
            stream.note(results, began_s)
            if stream.complete:
                break
            if not results or all(result.too_soon for result in results):
                await _work_or_time(orchestrator)
        await taking
        await store.close()
    return stream


async def _work_or_time(orchestrator: Orchestrator) -> None:
    """Wait until there is something to publish, or until a channel may be tried again."""
    with suppress(TimeoutError):
        await asyncio.wait_for(orchestrator.work.wait(), orchestrator.rest_s())


def rows() -> list[Row]:
    """Measure the time from an article to its visibility in its own channel and in the index."""
    return [row for rate in RATES for row in _measured(rate)]


def _measured(rate: int) -> list[Row]:
    stream = run_by_processor_time(lambda clock: measure(clock, rate))
    return [*_rows(rate, "its channel", stream.leaf_s), *_rows(rate, "the index", stream.index_s)]


def _rows(rate: int, where: str, waited_s: list[float]) -> list[Row]:
    ordered = sorted(waited_s)
    work = f"{rate} articles a second, {LEAVES} channels: visible in {where}"
    figures = zip((0.5, 0.99), ("median", "99 of 100"), BUDGETS_S[rate], strict=True)
    return [
        Row(
            work=f"{work}, {name}",
            figure=(seconds := ordered[int(len(ordered) * share)]) * 1e3,
            unit="ms",
            budget="" if limit_s is None else f"≤ {limit_s * 1e3:,.0f}",
            met=None if limit_s is None else seconds <= limit_s,
            note="in processor time; a channel is published once a second at most",
        )
        for share, name, limit_s in figures
    ]
