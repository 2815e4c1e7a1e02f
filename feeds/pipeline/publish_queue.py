"""Publishes the channels that changed: which of them now, which later."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from feeds.errors import StoreError
from feeds.pipeline.channel_publisher import ChannelPublisher, PublishResult
from feeds.store import DirtyChannel, Store, Transaction, channels

Clock = Callable[[], datetime]

RETRY = timedelta(seconds=30)
"""How long a channel waits after it could not be published."""

STORE_RETRY = timedelta(seconds=1)
"""How long a channel waits after the store, not the channel, failed."""

BATCH = 50
"""How many dirty channels are read at a time."""

ARCHIVE_SHARE = 5
"""With so many published channels one more archive catches up: far-back changes do not wait for a pause."""

_Publish = Callable[[DirtyChannel, datetime], Awaitable[PublishResult]]

_log = structlog.get_logger("feeds.pipeline")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    """When a channel began to wait for its next try, and for how long."""

    since: datetime
    duration: timedelta

    def rest(self, now: datetime) -> timedelta:
        """How much of it is left; nothing where the clock was set back since, which may be by hours."""
        passed = now - self.since
        return self.duration - passed if timedelta() <= passed < self.duration else timedelta()


class PublishQueue:
    """Publishes dirty channels one after the other; one that fails does not stop the others."""

    def __init__(self, store: Store, publisher: ChannelPublisher, clock: Clock) -> None:
        """Start with no channel waiting for a retry."""
        self._store = store
        self._clock = clock
        self._waits: dict[str, _Wait] = {}
        self._halfway: dict[str, None] = {}
        self.publisher = publisher

    async def publish_batch(self) -> tuple[PublishResult, ...]:
        """Publish a batch of dirty channels, then parts of some archives.

        Channels that are halfway through their archives follow one at a time, the longest waiting first.
        """
        passed = len(self._waits) + len(self._halfway)
        waiting, behind = await self._read_waiting(BATCH + passed, 1 + BATCH // ARCHIVE_SHARE + passed)
        waiting = tuple(one for one in waiting if self._may_publish(one))
        publish, catch_up = self.publisher.publish, self.publisher.catch_up
        ready: list[tuple[DirtyChannel, _Publish]] = []
        ready += [(dirty, publish) for dirty in waiting if dirty.path not in self._halfway]
        halfway = {dirty.path: dirty for dirty in waiting if dirty.path in self._halfway}
        ready += [(halfway[path], publish) for path in self._halfway if path in halfway][:1]
        archives = 1 + len(ready) // ARCHIVE_SHARE
        ready += [(dirty, catch_up) for dirty in behind if self._may_catch_up(dirty)][:archives]
        results = [await self._publish_one(dirty, how) for dirty, how in ready]
        return tuple(one for one in results if one is not None)

    def _may_publish(self, dirty: DirtyChannel) -> bool:
        wait = self._waits.get(dirty.path)
        return wait is None or not wait.rest(self._clock())

    def _may_catch_up(self, dirty: DirtyChannel) -> bool:
        return self._may_publish(dirty) and dirty.path not in self._halfway

    async def _publish_one(self, dirty: DirtyChannel, publish: _Publish) -> PublishResult | None:
        now = self._clock()
        try:
            result = await publish(dirty, now)
        except StoreError as error:
            _log.error("a channel could not be published", channel=dirty.path, error=str(error))
            self._waits[dirty.path] = _Wait(since=self._clock(), duration=STORE_RETRY)
            return None
        except Exception:  # noqa: BLE001  # the fault of one channel must not stop the others
            _log.exception("a channel could not be published", channel=dirty.path)
            self._waits[dirty.path] = _Wait(since=now, duration=RETRY)
            return None
        self._waits.pop(dirty.path, None)
        self._halfway.pop(dirty.path, None)
        if result.halfway:
            self._halfway[dirty.path] = None
        if result.too_soon:
            self._waits[dirty.path] = _Wait(since=now.replace(microsecond=0), duration=timedelta(seconds=1))
        return replace(result, took_s=max(0.0, (self._clock() - now).total_seconds()))

    def wait_s(self) -> float | None:
        """Return how long until a waiting channel may be tried again; ``None`` when none waits."""
        now = self._clock()
        rest = min((wait.rest(now) for wait in self._waits.values()), default=None)
        return None if rest is None else rest.total_seconds()

    async def has_ready(self) -> bool:
        """Return whether a channel is dirty that does not wait for a retry after a failure."""
        now, soon = self._clock(), timedelta(seconds=1)
        retried = len(self._waits)
        waiting, behind = await self._read_waiting(BATCH + retried, 1 + retried)
        waits = (self._waits.get(dirty.path) for dirty in waiting + behind)
        return any(wait is None or wait.rest(now) <= soon for wait in waits)

    async def _read_waiting(
        self, limit: int, archive_limit: int
    ) -> tuple[tuple[DirtyChannel, ...], tuple[DirtyChannel, ...]]:
        """Read channels that changed, and channels whose archives have parts to publish."""

        async def work(tx: Transaction) -> tuple[tuple[DirtyChannel, ...], tuple[DirtyChannel, ...]]:
            return (
                await channels.dirty_channels(tx, limit),
                await channels.with_waiting_archive(tx, archive_limit),
            )

        return await self._store.read_at_once(work)
