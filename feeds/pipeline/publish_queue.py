"""Publishes the channels that changed: which of them now, which later, which here."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from feeds.errors import StoreError
from feeds.log import Logger
from feeds.pipeline.channel_publisher import ChannelPublisher, PublishResult
from feeds.pipeline.pauses import Clock, ImportPause, Wait
from feeds.pipeline.publisher_lease import PublisherLease
from feeds.store import DirtyChannel, Share, Store, Transaction, channels, publishers

RETRY = timedelta(seconds=30)
"""How long a channel waits after it could not be published."""

STORE_RETRY = timedelta(seconds=1)
"""How long a channel waits after the store, not the channel, failed."""

PATIENCE = timedelta(seconds=5)
"""After how long a channel of another process is published here, where nothing else has to be."""

BATCH = 50
"""How many dirty channels are read at a time."""

ARCHIVE_SHARE = 5
"""With so many published channels one more archive catches up, if it waits longer than each of them.

A far-back change does not wait for a pause, and changes of one part are published together.
"""

_Publish = Callable[[DirtyChannel, datetime], Awaitable[PublishResult]]
_Work = Sequence[tuple[DirtyChannel, _Publish]]

_log = Logger("feeds.pipeline")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """Channels of a share that changed or have parts of archives to publish, and those ``elsewhere``."""

    share: Share
    changed: tuple[DirtyChannel, ...]
    behind: tuple[DirtyChannel, ...]
    elsewhere: tuple[DirtyChannel, ...] = ()


class PublishQueue:
    """Publishes dirty channels in order; one that fails does not stop the others.

    Processes that publish share the channels. A channel of another one that waits too long is published here
    all the same: that process may hang, or not know the settings of the channel.
    """

    def __init__(self, store: Store, publisher: ChannelPublisher, clock: Clock) -> None:
        """Start with no channel waiting for a retry."""
        self._store = store
        self._clock = clock
        self._waits: dict[str, Wait] = {}
        self._halfway: dict[str, None] = {}
        self._archiving: set[str] = set()
        """Channels whose last turn published only parts of their archives."""
        self._held: set[str] = set()
        """Channels that could be published but for an import, as of the last batch."""
        self._elsewhere: dict[tuple[str, int], Wait] = {}
        """Channels of other processes that wait, each with its first change since it was published."""
        self.publisher = publisher
        self.imports = ImportPause(clock)
        self.lease = PublisherLease(store)
        self.at_once = 1
        """How many channels are published at once: one waits for the database while another is written."""
        self.share = publishers.ALL
        """The channels of this process, as of the last batch."""

    async def publish_batch(self) -> tuple[PublishResult, ...]:
        """Publish a batch as ``published`` does; return all results."""
        return tuple([one async for one in self.published()])

    async def published(self) -> AsyncIterator[PublishResult]:
        """Publish a batch of dirty channels, then parts of some archives; yield each result.

        Channels that are halfway through their archives follow one at a time, the longest waiting first, and
        not while many records arrive.
        """
        await self.lease.hold()
        passed = len(self._waits) + len(self._halfway)
        found = await self._read_waiting(BATCH + passed, 1 + BATCH // ARCHIVE_SHARE + passed)
        self.share = found.share
        self._note(found)
        ready = self._ready(self._publishable(found.changed), self._publishable(found.behind))
        if not any(ready):
            overdue = self._publishable(self._overdue(found.elsewhere))
            ready = [_each(overdue, self.publisher.publish)]
        for some in ready:
            async with aclosing(self._publish(some)) as results:
                async for result in results:
                    yield result

    async def _publish(self, ready: _Work) -> AsyncGenerator[PublishResult, None]:
        """Publish different channels, several at once, and yield the results in their order."""
        running: deque[asyncio.Task[PublishResult | None]] = deque()
        try:
            for dirty, how in ready:
                running.append(asyncio.create_task(self._publish_one(dirty, how)))
                if len(running) >= self.at_once and (result := await running.popleft()) is not None:
                    yield result
            while running:
                if (result := await running.popleft()) is not None:
                    yield result
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _ready(self, changed: Sequence[DirtyChannel], behind: Sequence[DirtyChannel]) -> list[_Work]:
        """Return what is published in one batch, in order: channels, one that is halfway, and archives.

        A channel and its archive are not published at once.
        """
        publish, catch_up = self.publisher.publish, partial(self.publisher.catch_up, share=self.share)
        live = [dirty for dirty in changed if dirty.path not in self._halfway]
        halfway = {dirty.path: dirty for dirty in changed if dirty.path in self._halfway}
        if self.imports.holds(waiting=bool(halfway or behind or self._archiving)):
            unheld = [one for one in live if one.path not in self._archiving]
            self._held = {one.path for one in (*changed, *behind)} - {one.path for one in unheld}
            return [_each(unheld, publish)]
        self._held = set()
        ready = [*live, *[halfway[path] for path in self._halfway if path in halfway][:1]]
        archives = [dirty for dirty in behind if dirty.path not in self._halfway]
        oldest = min((dirty.since for dirty in changed), default=0)
        overdue = sum(dirty.since < oldest for dirty in archives)
        count = 1 + min(overdue, len(ready) // ARCHIVE_SHARE)
        return [_each(ready, publish), _each(archives[:count], catch_up)]

    def _note(self, found: _Waiting) -> None:
        """Note the channels of other processes; forget waits of what ended or was published by these."""
        paths, now = {dirty.path for dirty in found.changed + found.behind}, self._clock()
        self._waits = {path: one for path, one in self._waits.items() if path in paths or one.rest(now)}
        self._archiving &= paths
        new = Wait(since=now, duration=PATIENCE)
        elsewhere = [(dirty.path, dirty.since) for dirty in found.elsewhere]
        self._elsewhere = {known: self._elsewhere.get(known, new) for known in elsewhere}

    def _overdue(self, elsewhere: Iterable[DirtyChannel]) -> tuple[DirtyChannel, ...]:
        """Return the channels that other processes have left waiting for too long."""
        now = self._clock()
        return tuple(one for one in elsewhere if not self._elsewhere[one.path, one.since].rest(now))

    def _publishable(self, dirty: Iterable[DirtyChannel]) -> tuple[DirtyChannel, ...]:
        """Return the channels that may be published now; those with other settings than here wait."""
        now = self._clock()
        ready = [one for one in dirty if self._may_publish(one)]
        unknown = {one.path for one in ready if not self.publisher.has_settings_of(one)}
        if unknown:
            _log.warning("channels wait for a process that has their present settings", channels=len(unknown))
            self._waits |= dict.fromkeys(unknown, Wait(since=now, duration=RETRY))
        return tuple(one for one in ready if one.path not in unknown)

    def _may_publish(self, dirty: DirtyChannel) -> bool:
        wait = self._waits.get(dirty.path)
        return wait is None or not wait.rest(self._clock())

    async def _publish_one(self, dirty: DirtyChannel, publish: _Publish) -> PublishResult | None:
        now = self._clock()
        try:
            await self.lease.hold()
            result = await publish(dirty, now)
        except StoreError as error:
            _log.error("a channel could not be published", channel=dirty.path, error=str(error))
            self._waits[dirty.path] = Wait(since=self._clock(), duration=STORE_RETRY)
            return None
        except Exception:  # noqa: BLE001  # the fault of one channel must not stop the others
            _log.exception("a channel could not be published", channel=dirty.path)
            self._waits[dirty.path] = Wait(since=now, duration=RETRY)
            return None
        self._waits.pop(dirty.path, None)
        self._halfway.pop(dirty.path, None)
        if result.halfway:
            self._halfway[dirty.path] = None
        if publish == self.publisher.publish:
            self._archiving.discard(dirty.path)
            if result.parts and not result.turn:
                self._archiving.add(dirty.path)
        if result.too_soon:
            self._waits[dirty.path] = Wait(since=now.replace(microsecond=0), duration=timedelta(seconds=1))
        return replace(result, took_s=max(0.0, (self._clock() - now).total_seconds()))

    def wait_s(self) -> float | None:
        """Return how long until a waiting channel may be tried again; ``None`` when none waits."""
        now, import_rest = self._clock(), self.imports.rest()
        held = set() if import_rest is None else self._held
        waits = [wait for path, wait in self._waits.items() if path not in held]
        waits += [wait for (path, _), wait in self._elsewhere.items() if path not in self._waits]
        rests = [wait.rest(now) for wait in waits]
        if import_rest is not None:
            rests.append(import_rest)
        return min(rests).total_seconds() if rests else None

    async def has_ready(self) -> bool:
        """Return whether a channel is dirty that does not wait for a retry after a failure.

        Those of other processes count: they are published here if these do not.
        """
        now, soon = self._clock(), timedelta(seconds=1)
        retried = len(self._waits)
        found = await self._read_waiting(BATCH + retried, 1 + retried)
        waits = (self._waits.get(dirty.path) for dirty in found.changed + found.behind)
        if any(wait is None or wait.rest(now) <= soon for wait in waits):
            return True
        return found.share.count > 1 and await self._store.read_at_once(channels.count_waiting) > 0

    async def _read_waiting(self, limit: int, archive_limit: int) -> _Waiting:
        """Read channels that changed, and channels whose archives have parts to publish."""

        async def work(tx: Transaction) -> _Waiting:
            share = await publishers.share(tx, self.lease.name)
            every = await channels.dirty_channels(tx, limit) if share.count > 1 else ()
            return _Waiting(
                share=share,
                changed=await channels.dirty_channels(tx, limit, share),
                behind=await channels.with_waiting_archive(tx, archive_limit, share),
                elsewhere=tuple(one for one in every if not share.has(one.key)),
            )

        return await self._store.read_at_once(work)


def _each(some: Iterable[DirtyChannel], publish: _Publish) -> _Work:
    return [(dirty, publish) for dirty in some]
