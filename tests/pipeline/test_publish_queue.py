"""When a channel that could not be published is tried again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from feeds.errors import FeedsError, StoreError
from feeds.model import Channel, Reading
from feeds.pipeline import SiteContext
from feeds.pipeline.channel_publisher import ChannelPublisher, PublishResult
from feeds.pipeline.pauses import LARGE_BATCH, NEXT_BATCH
from feeds.pipeline.publish_queue import ARCHIVE_SHARE, RETRY, STORE_RETRY, PublishQueue
from feeds.store import DirtyChannel, Share, Store, publications, publishers
from tests.pipeline.site import CHANNELS, CREDITS, SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import query


class Failing(ChannelPublisher):
    """Fails with an error, as where the database was restarted, or where a channel has a fault."""

    error: Exception = StoreError("the database did not answer")

    async def publish(self, dirty: DirtyChannel, now: datetime) -> PublishResult:
        raise type(self.error)(f"{self.error}: {dirty.path} at {now}")


@asynccontextmanager
async def failing_queue(
    folder: Path, clock: ManualClock
) -> AsyncIterator[tuple[PublishQueue, Failing, Store]]:
    """A queue with channels that changed and cannot be published."""
    async with open_orchestrator(folder, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        while await orchestrator.sweep():
            pass
        publisher = Failing(store, SiteContext(SITE, CHANNELS, CREDITS))
        yield PublishQueue(store, publisher, clock), publisher, store


class Archiving(ChannelPublisher):
    """Publishes parts of archives whose live feeds have to wait for their next second."""

    async def publish(self, dirty: DirtyChannel, _now: datetime) -> PublishResult:
        return PublishResult(path=dirty.path, too_soon=True, parts=1)


class Watched(ChannelPublisher):
    """Notes which channels are published at the same time; ``release`` lets them go on."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, SiteContext(SITE, CHANNELS, CREDITS))
        self.at_work: set[str] = set()
        self.most_at_once = 0
        self.has_begun = asyncio.Event()
        self.release = asyncio.Event()

    async def publish(self, dirty: DirtyChannel, now: datetime) -> PublishResult:
        with self._noted(dirty.path):
            await self.release.wait()
            return await super().publish(dirty, now)

    async def catch_up(
        self, dirty: DirtyChannel, now: datetime, share: Share = publishers.ALL
    ) -> PublishResult:
        with self._noted(dirty.path):
            return await super().catch_up(dirty, now, share)

    @contextmanager
    def _noted(self, path: str) -> Iterator[None]:
        assert path not in self.at_work
        self.at_work.add(path)
        self.has_begun.set()
        self.most_at_once = max(self.most_at_once, len(self.at_work))
        try:
            yield
        finally:
            self.at_work.remove(path)


async def test_several_channels_are_published_at_once_and_in_order(tmp_path: Path) -> None:
    async with failing_queue(tmp_path, ManualClock()) as (queue, _, store):
        queue.publisher = publisher = Watched(store)
        queue.at_once = 3
        publisher.release.set()
        results = await queue.publish_batch()
        assert [one.path for one in results] == ["index", "news", "news/quay", "robots", "briefs"]
        assert publisher.most_at_once == 3
        assert not await queue.has_ready()


async def test_the_end_of_a_batch_is_the_end_of_what_it_began(tmp_path: Path) -> None:
    async with failing_queue(tmp_path, ManualClock()) as (queue, _, store):
        queue.publisher = publisher = Watched(store)
        queue.at_once = 3
        batch = asyncio.create_task(queue.publish_batch())
        await publisher.has_begun.wait()
        batch.cancel()
        with pytest.raises(asyncio.CancelledError):
            await batch
        assert not publisher.at_work
        assert await queue.has_ready()


async def test_a_failure_of_the_store_is_retried_at_once(tmp_path: Path) -> None:
    """Everything accepted during an outage is published within seconds of its end (R-PERF-07)."""
    clock = ManualClock()
    async with failing_queue(tmp_path, clock) as (queue, publisher, _):
        assert await queue.publish_batch() == ()
        assert queue.wait_s() == STORE_RETRY.total_seconds()
        publisher.error = FeedsError("a fault of the channel")
        clock.advance(1)
        assert await queue.publish_batch() == ()
        assert queue.wait_s() == RETRY.total_seconds()


async def test_nothing_is_tried_again_before_an_import_ends(tmp_path: Path) -> None:
    """A channel whose second is over, but whose archive waits for the import, is no reason for another batch.

    Looking for channels 400 times a second took a third of the processor time of a push (R-PERF-07).
    """
    clock = ManualClock()
    async with failing_queue(tmp_path, clock) as (queue, _, store):
        queue.publisher = Archiving(store, SiteContext(SITE, CHANNELS, CREDITS))
        assert all(one.too_soon for one in await queue.publish_batch())
        clock.advance(1)
        queue.imports.note_batch(LARGE_BATCH)
        assert await queue.publish_batch() == ()
        clock.advance(0.25)
        assert queue.wait_s() == NEXT_BATCH.total_seconds() - 0.25
        clock.advance(0.75)
        assert queue.wait_s() == 0
        assert len(await queue.publish_batch()) == len(CHANNELS)


async def test_a_clock_set_back_by_an_hour_does_not_hold_a_channel(tmp_path: Path) -> None:
    """What waits for the next second, or for its retry, waits for that alone (R-PERF-07)."""
    clock = ManualClock()
    async with failing_queue(tmp_path, clock) as (queue, _, store):
        clock.advance(3_600)
        assert await queue.publish_batch() == ()
        clock.advance(-3_600)
        assert queue.wait_s() == 0
        assert await queue.has_ready()
        queue.publisher = ChannelPublisher(store, SiteContext(SITE, CHANNELS, CREDITS))
        assert [one.path for one in await queue.publish_batch()] == [
            "index", "news", "news/quay", "robots", "briefs",
        ]  # fmt: skip


async def test_progress_counts_every_feed_and_part_until_none_waits(tmp_path: Path) -> None:
    """What is done and what waits are the same things, so that the remaining time can be estimated."""
    seen: list[tuple[int, int]] = []
    async with open_orchestrator(tmp_path, ManualClock()) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(number) for number in range(60))))
        await orchestrator.finish(lambda done, left: seen.append((done, left)))
        names = await query(store, publications.names)
    feeds = {name for name in names if name.endswith(".atom")}
    assert any("/archive/" in name for name in feeds)
    assert seen[-1] == (len(feeds), 0)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("serves", [False, True])
async def test_archives_catch_up_while_channels_change(tmp_path: Path, *, serves: bool) -> None:
    """A far-back correction does not wait for a pause: with every few feeds one more archive is published."""
    clock = ManualClock()
    paths = [f"desk{number}" for number in range(3 * ARCHIVE_SHARE)]
    channels = tuple(Channel(path=path, title=path, limit=5) for path in ("index", *paths))

    def of_all(number: int, title: str) -> tuple[Reading, ...]:
        ids = {path: f"tag:post.example,2024:{path}-{number}" for path in paths}
        return readings(
            *(article(number, id=ids[path], url=None, channels=(path,), title=title) for path in paths)
        )

    async with open_orchestrator(tmp_path, clock, channels) as (orchestrator, _):
        if serves:
            orchestrator.prepare_to_serve(2**20)
        for number in range(1, 8):
            await orchestrator.take("desk", of_all(number, f"Ferry {number} arrives"))
        await orchestrator.finish()
        clock.advance(2)
        await orchestrator.take("desk", (*of_all(7, "A corrected title"), *of_all(0, "News")))
        results = await orchestrator.publish_waiting()
    archives = [one for one in results if not one.turn and one.parts]
    assert len(results) - len(archives) == len(channels)
    assert len(archives) == 1 + len(channels) // ARCHIVE_SHARE
