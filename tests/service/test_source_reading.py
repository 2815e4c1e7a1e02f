"""No source ends, whatever its reader raises, and no more are read at once than may be."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs

from feeds.errors import SourceError, StoreError
from feeds.model import SourceSettings
from feeds.pipeline import IntakeCounts
from feeds.service import source_reading
from feeds.service.backoff import Backoff
from feeds.service.source_reading import AT_ONCE, POLLED_AT_ONCE, SourceReading, keep_reading
from feeds.service.supervisor import Supervisor
from tests.pipeline.site import ManualClock

FAULTS: tuple[BaseException | None, ...] = (
    None,
    SourceError("the server answered 500"),
    StoreError("the database did not answer"),
    ValueError("chr() arg not in range(0x110000)"),
    RecursionError(),
    MemoryError(),
    ExceptionGroup("several", [ValueError()]),
    asyncio.CancelledError(),
)
SOURCES = 200
READS = 4


class Reads:
    """Counts what is read; each source fails in its own way, every time."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.now = self.most = 0
        self.enough = asyncio.Event()

    async def __call__(self, source: SourceSettings) -> AsyncIterator[IntakeCounts]:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            yield IntakeCounts()
            await asyncio.sleep(0)
            self.counts[source.name] += 1
            if len(self.counts) == SOURCES and min(self.counts.values()) >= READS:
                self.enough.set()
            fault = FAULTS[int(source.name) % len(FAULTS)]
            if fault is not None:
                raise fault
        finally:
            self.now -= 1


@pytest.mark.parametrize(
    ("kind", "urls", "at_once"), [("feed", ("https://h.example/",), POLLED_AT_ONCE), ("sql", (), AT_ONCE)]
)
async def test_every_source_is_read_again_whatever_it_raises(
    kind: str, urls: tuple[str, ...], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most sources at addresses wait for their servers, so that more of them are read at once."""
    quick = Backoff(first_s=0.001, longest_s=0.002)
    monkeypatch.setattr(source_reading, "STORE_BACKOFF", quick)
    monkeypatch.setattr(source_reading, "LONGEST_BACKOFF_S", 0.002)
    reads = Reads()
    sources = [
        SourceSettings(name=str(number), kind=kind, urls=urls, every_s=0.001) for number in range(SOURCES)
    ]
    with capture_logs():
        await run(reads, sources, Supervisor(ManualClock(), quick))
    assert reads.most == at_once


async def run(reads: Reads, sources: list[SourceSettings], supervisor: Supervisor) -> None:
    async with supervisor:
        reading = SourceReading(supervisor, reads)
        reading.start(sources)
        await asyncio.wait_for(reads.enough.wait(), 30)
        stray = {str(number) for number in range(7, SOURCES, len(FAULTS))}
        assert {status.name for status in supervisor.statuses() if status.restarts} <= {
            f"read {name}" for name in stray
        }
        await reading.stop()
        assert reads.now == 0
        reading.start(sources[:1])


async def test_a_changed_file_is_read_at_once() -> None:
    changed, seen = asyncio.Event(), asyncio.Queue[str]()

    async def read(source: SourceSettings) -> AsyncIterator[IntakeCounts]:
        await seen.put(source.name)
        yield IntakeCounts()

    source = SourceSettings(name="desk", kind="jsonl", paths=("/records",))
    turns = asyncio.Semaphore(1)
    async with Supervisor(ManualClock()) as supervisor:
        supervisor.start("read desk", lambda: keep_reading(source, changed, read, turns=turns))
        for _ in range(3):
            assert await asyncio.wait_for(seen.get(), 5) == "desk"
            changed.set()


@pytest.mark.parametrize(("sources", "spread"), [(AT_ONCE, False), (5_000, True)])
def test_many_sources_do_not_start_together(sources: int, *, spread: bool) -> None:
    source = SourceSettings(name="wire", kind="feed", urls=("https://h.example/",), every_s=60.0)
    delays = {source_reading._first_delay_s(source, sources) for _ in range(50)}
    assert max(delays) <= 60.0
    assert (len(delays) > 1) is spread


async def test_a_source_that_another_process_polls_is_read_once_it_is_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until then at requests alone; files are those of this machine and always read."""
    monkeypatch.setattr(source_reading, "ELSEWHERE_S", 0.001)
    local = SourceSettings(name="16", kind="jsonl", paths=("/nowhere",), every_s=3_600)
    polled = [
        SourceSettings(name=name, kind="feed", urls=("https://h.example/",), every_s=3_600)
        for name in ("8", "24")
    ]
    reads, asked, ours = Reads(), Counter[str](), set[str]()

    def is_ours(name: str) -> bool:
        asked[name] += 1
        return name in ours

    async def until(reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not reached():  # noqa: ASYNC110  # what is waited for has no event
                await asyncio.sleep(0.001)

    async with Supervisor(ManualClock()) as supervisor:
        reading = SourceReading(supervisor, reads, is_ours)
        reading.start([*polled, local])
        await until(lambda: min(asked["8"], asked["24"]) > 2 and reads.counts["16"] == 1)
        assert set(reads.counts) == {"16"}
        reading.read_now("8")
        await until(lambda: reads.counts["8"] == 1)
        ours.add("24")
        await until(lambda: reads.counts["24"] == 1)
    assert set(asked) == {"8", "24"}
