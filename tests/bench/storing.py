"""Saving records, and one change among many."""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from feeds.model import Channel, Place, Reading, Record, Site
from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import Store, channels, open_store, publications
from tests.bench.row import Row
from tests.transactions import change, query

START = datetime(2024, 10, 22, tzinfo=UTC)
BATCH = 500
SMALL = (1_000, 10)
LARGE = (
    int(os.environ.get("FEEDS_BENCH_RECORDS", "200000")),
    int(os.environ.get("FEEDS_BENCH_CHANNELS", "10000")),
)
BODY = "<p>" + "Boats came and went all day. " * 70 + "</p>"


def flat_site(count: int) -> tuple[Channel, ...]:
    """A flat site of many channels."""
    named = tuple(Channel(path=f"c{n}", title=f"Channel {n}") for n in range(count))
    return (Channel(path="index", title="All"), *named)


def records(count: int, channel_count: int, first: int = 0) -> Iterator[Record]:
    """Articles of 2 KB, a minute apart, dealt to the channels in turn."""
    for n in range(first, first + count):
        yield Record(
            id=f"tag:post.example,2024:{n}",
            origin="bench",
            url=f"https://post.example/{n}",
            title=f"Article {n}",
            content_html=BODY,
            published_at=START - timedelta(minutes=n),
            channels=(f"c{n % channel_count}",),
        )


def batches(source: Iterator[Record]) -> Iterator[list[Reading]]:
    """Wrap records as a reader would."""
    batch: list[Reading] = []
    for record in source:
        batch.append(Reading(place=Place(path="bench"), record=record))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def fill(folder: Path, count: int, channel_count: int) -> tuple[Store, Orchestrator, float]:
    """Store records with every channel published but empty; return how long the saving took in seconds."""
    store = await open_store(f"sqlite:///{folder}/bench.db")
    site = Site(title="Bench", url="https://post.example", language="en")
    clock = _Ticking()
    orchestrator = Orchestrator(store, SiteContext(site, flat_site(channel_count), ()), clock)
    await orchestrator.start()
    while await orchestrator.sweep():
        pass
    spent_s = 0.0
    for batch in batches(records(count, channel_count)):
        began = time.process_time()
        await orchestrator.take("bench", batch)
        spent_s += time.process_time() - began
    for dirty in await query(store, channels.dirty_channels, channel_count + 1):
        await change(store, publications.publish, dirty.key, [], [], dirty.dirty)
    return store, orchestrator, spent_s


class _Ticking:
    """A clock that is a second later whenever it is asked, so that nothing is ever too soon."""

    def __init__(self) -> None:
        self.now = START + timedelta(days=1)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


async def one_change_ms(count: int, channel_count: int, rounds: int = 9) -> tuple[float, float]:
    """Return the median ms from a new record to its publications, and records/s when filling."""
    with tempfile.TemporaryDirectory() as folder:
        store, orchestrator, spent_s = await fill(Path(folder), count, channel_count)
        taken_s = []
        for turn in range(rounds + 2):
            record = replace(next(records(1, channel_count, first=-1 - turn)), channels=("c0",))
            began = time.perf_counter()
            await orchestrator.take("bench", next(batches(iter((record,)))))
            while await orchestrator.publish_waiting():
                pass
            taken_s.append(time.perf_counter() - began)
        await store.close()
    return sorted(taken_s[2:])[rounds // 2] * 1000, count / spent_s


def rows() -> list[Row]:
    """Fill a small and a large store, and change one record in each."""
    small_ms, _ = asyncio.run(one_change_ms(*SMALL))
    large_ms, rate = asyncio.run(one_change_ms(*LARGE))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shown = f"{LARGE[0]:,} records in {LARGE[1]:,} channels"
    ratio = large_ms / small_ms
    return [
        Row(work="save records of 2 KB", figure=rate, unit="records/s", note=shown),
        Row(work="one change among few", figure=small_ms, unit="ms", note="1,000 records in 10 channels"),
        Row(work="one change among many", figure=large_ms, unit="ms", note=shown),
        Row(work="many / few", figure=ratio, unit="×", budget="≤ 2", met=ratio <= 2, note="same cost wanted"),
        Row(work="peak memory of the above", figure=peak_mb, unit="MB", note="whole process"),
    ]
