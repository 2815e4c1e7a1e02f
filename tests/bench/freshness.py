"""How soon an article is visible: a steady stream over many channels, published beside it."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feeds.model import INDEX, Channel, Place, Reading
from feeds.pipeline import Orchestrator, PublishResult, SiteContext
from feeds.store import open_store
from tests.bench.publishing import SITE, article
from tests.bench.row import Row

LEAVES = int(os.environ.get("FEEDS_BENCH_LEAVES", "300"))
SECONDS = int(os.environ.get("FEEDS_BENCH_SECONDS", "30"))
RATE = 20
P50_S, P99_S = 0.1, 1.2


def tree() -> tuple[Channel, ...]:
    """Return a tree of depth 3: the index, ten groups, and the leaves below them."""
    groups = [Channel(path=f"g{n}", title=f"Group {n}") for n in range(10)]
    leaves = [Channel(path=f"g{n % 10}/c{n}", title=f"Channel {n}") for n in range(LEAVES)]
    return (Channel(path=INDEX, title="All"), *groups, *leaves)


def _now() -> datetime:
    return datetime.now(UTC)


class Stream:
    """Articles that arrive at a steady rate, and when each became visible in each of its channels."""

    def __init__(self, orchestrator: Orchestrator) -> None:
        """Start with nothing taken."""
        self._orchestrator = orchestrator
        self._taken_s: dict[str, list[float]] = {}
        self.leaf_s: list[float] = []
        self.index_s: list[float] = []
        self.ended = False

    async def take(self, count: int) -> None:
        """Take articles, each at its time."""
        began_s = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, began_s + number / RATE - time.monotonic()))
            path = f"g{number % LEAVES % 10}/c{number % LEAVES}"
            record = replace(article(number, path), published_at=_now())
            taken_s = time.monotonic()
            await self._orchestrator.take("bench", [Reading(place=Place(path="bench"), record=record)])
            for channel in (path, INDEX):
                self._taken_s.setdefault(channel, []).append(taken_s)
        self.ended = True

    def note(self, results: Sequence[PublishResult], began_s: float) -> None:
        """Note what a round of publishing that began then made visible."""
        now_s = time.monotonic()
        for path in (result.path for result in results if result.changed):
            waiting = self._taken_s.get(path, [])
            seen = [taken_s for taken_s in waiting if taken_s < began_s]
            self._taken_s[path] = waiting[len(seen) :]
            (self.index_s if path == INDEX else self.leaf_s).extend(now_s - taken_s for taken_s in seen)

    @property
    def complete(self) -> bool:
        """Whether everything is visible."""
        return self.ended and not any(self._taken_s.values())


async def measure() -> Stream:
    """Publish beside a stream until everything is visible."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/bench.db")
        orchestrator = Orchestrator(store, SiteContext(SITE, tree(), ()), _now)
        await orchestrator.start()
        await orchestrator.finish()
        stream = Stream(orchestrator)
        taking = asyncio.create_task(stream.take(RATE * SECONDS))
        while not stream.complete:
            began_s = time.monotonic()
            results = await orchestrator.publish_waiting()
            stream.note(results, began_s)
            if not results or all(result.too_soon for result in results):
                await asyncio.sleep(0.01)
        await taking
        await store.close()
    return stream


def rows() -> list[Row]:
    """Measure the time from an article to its visibility in its own channel and in the index."""
    stream = asyncio.run(measure())
    return [*_rows("its channel", stream.leaf_s), *_rows("the index", stream.index_s)]


def _rows(where: str, waited_s: list[float]) -> list[Row]:
    ordered = sorted(waited_s)
    work = f"{RATE} articles a second, {LEAVES} channels: visible in {where}"
    figures = ((0.5, "median", P50_S), (0.99, "99 of 100", P99_S))
    return [
        Row(
            work=f"{work}, {name}",
            figure=(seconds := ordered[int(len(ordered) * share)]) * 1e3,
            unit="ms",
            budget=f"≤ {limit_s * 1e3:,.0f}",
            met=seconds <= limit_s,
        )
        for share, name, limit_s in figures
    ]
