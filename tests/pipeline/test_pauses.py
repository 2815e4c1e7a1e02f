"""Archives wait while many records arrive, but not for long."""

from datetime import timedelta
from pathlib import Path

from feeds.model import Reading
from feeds.pipeline.archive_publisher import AT_ONCE
from feeds.pipeline.pauses import IMPORT_PATIENCE, LARGE_BATCH, NEXT_BATCH, ImportPause
from feeds.store import archive, channels
from tests.pipeline.site import START, ManualClock, article, open_orchestrator, readings
from tests.transactions import query

MONTHS = AT_ONCE + 4


def old_articles(batch: int) -> tuple[Reading, ...]:
    """A large batch of articles from more months than a turn of a channel publishes parts for."""
    numbers = range(batch * LARGE_BATCH, (batch + 1) * LARGE_BATCH)
    at = [START - timedelta(days=31 * (1 + number % MONTHS), minutes=number) for number in numbers]
    return readings(*(article(number, published_at=at[number % LARGE_BATCH]) for number in numbers))


def test_only_large_batches_are_an_import() -> None:
    pause = ImportPause(ManualClock())
    pause.note_batch(LARGE_BATCH - 1)
    assert not pause.holds(waiting=True)
    pause.note_batch(LARGE_BATCH)
    assert pause.holds(waiting=True)
    assert not pause.holds(waiting=False)


def test_an_import_ends_soon_after_its_last_batch() -> None:
    clock = ManualClock()
    pause = ImportPause(clock)
    pause.note_batch(LARGE_BATCH)
    assert pause.holds(waiting=True)
    assert pause.rest() == NEXT_BATCH
    clock.advance(NEXT_BATCH.total_seconds())
    assert not pause.holds(waiting=True)
    assert pause.rest() is None


def test_archives_wait_no_longer_than_their_patience_and_then_until_none_waits() -> None:
    clock = ManualClock()
    pause = ImportPause(clock)
    held = 0
    for _ in range(2 * int(IMPORT_PATIENCE / NEXT_BATCH)):
        pause.note_batch(LARGE_BATCH)
        held += pause.holds(waiting=True)
        clock.advance(NEXT_BATCH.total_seconds())
    assert held == IMPORT_PATIENCE / NEXT_BATCH
    pause.note_batch(LARGE_BATCH)
    assert not pause.holds(waiting=False)
    assert pause.holds(waiting=True)


def test_a_clock_set_back_ends_the_wait() -> None:
    clock = ManualClock()
    pause = ImportPause(clock)
    pause.note_batch(LARGE_BATCH)
    assert pause.holds(waiting=True)
    clock.advance(-3_600)
    assert not pause.holds(waiting=True)


async def test_archives_are_published_after_an_import(tmp_path: Path) -> None:
    """Each of its batches would change the same parts again (R-PAGE-04: the live feed follows them)."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(0)))
        await orchestrator.finish()
        clock.advance(2)
        published: list[int] = []
        for batch in range(1, 5):
            clock.advance(0.4)
            await orchestrator.take("desk", old_articles(batch))
            published.append(sum(one.parts for one in await orchestrator.publish_waiting()))
        assert published[0] > 0
        assert published[1:] == [0, 0, 0]
        assert orchestrator.rest_s() == NEXT_BATCH.total_seconds()
        clock.advance(NEXT_BATCH.total_seconds())
        rounds = 0
        while await orchestrator.publish_waiting():
            clock.advance(1)
            rounds += 1
        key = await query(store, channels.key_of, "news/quay")
        assert key is not None
        assert await query(store, archive.waiting, key, 1) == ()
        assert await query(store, channels.count_waiting) == 0
        assert rounds > 1
