"""The conductor: calls each room once, in order; no room calls another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from feeds import __version__
from feeds.model import INDEX, Outcome, PushResult, Reading, Scope
from feeds.pipeline.channel_publisher import ChannelPublisher, PublishResult
from feeds.pipeline.fragment_cache import FragmentCache
from feeds.pipeline.intake import Intake, IntakeCounts
from feeds.pipeline.rankings import Rankings
from feeds.pipeline.reception import PushIntake
from feeds.pipeline.site_context import SiteContext
from feeds.store import DirtyChannel, Store, StoredRecord

Clock = Callable[[], datetime]

_Publish = Callable[[DirtyChannel, datetime], Awaitable[PublishResult]]

RETRY = timedelta(seconds=30)
"""How long a channel rests after it could not be published."""

PATIENCE_ROUNDS = 10
"""How often ``finish`` waits for the next second in vain: longer only where the clock stands still."""

BATCH = 50
"""How many waiting channels are fetched at a time."""

_log = structlog.get_logger("feeds.pipeline")


class Orchestrator:
    """Takes readings in, lets time pass, and publishes what changed."""

    def __init__(self, store: Store, house: SiteContext, clock: Clock) -> None:
        """Nothing happens before ``start``."""
        self._store = store
        self._clock = clock
        self._resting: dict[str, datetime] = {}
        self._halfway: dict[str, None] = {}
        self.work = asyncio.Event()
        """Set whenever there may be something to publish."""
        self.to_rank = asyncio.Event()
        """Set when rankings are due before their time."""
        self._settle(house)

    def _settle(self, house: SiteContext) -> None:
        self._house = house
        self._gate = FragmentCache(house)
        self._press = ChannelPublisher(self._store, house, self._gate)
        self._ranker = Rankings(self._store, house)

    async def start(self, house: SiteContext | None = None) -> None:
        """Bring the store in line with the settings; called again with new ones after a reload."""
        await self._settle_with(house)
        adoption = await self._store.adopt(self._house.settings(), self._now_s(), self._house.former)
        await self._store.adopt_renderer(__version__, self._now_s())
        await self._ranker.begin()
        self._open(adoption.keys, adoption.private_since)
        self.work.set()
        self.to_rank.set()

    async def attend(self, house: SiteContext | None = None) -> None:
        """Take in what is pushed without publishing it: in a process beside the one that started."""
        private_since = await self._store.privacy.since()
        await self._settle_with(house)
        self._open(await self._store.reception.channel_keys(), private_since)

    async def _settle_with(self, house: SiteContext | None) -> None:
        """Work by a house, or the same again, that keeps private what was so and left the settings."""
        self._settle((house or self._house).sealing(await self._store.privacy.names()))
        if self._house.sealed:
            sealed = sorted(self._house.sealed)
            _log.warning("what only these left channels had stays private: it is shown nowhere", names=sealed)

    def _open(self, keys: dict[str, int], private_since: str) -> None:
        self._keys = keys
        self._intake = Intake(self._store, self._house, keys, private_since)
        self._reception = PushIntake(
            self._store, self._house.tree, keys, self._house.order, private_since=private_since
        )

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    async def take(self, origin: str, readings: Sequence[Reading]) -> IntakeCounts:
        """Save or hold a batch of readings; it is safe in the store when this returns."""
        taken = await self._intake.take(origin, readings, self._now_s())
        if taken.new or taken.changed:
            self.work.set()
        return taken

    async def push(self, source: str, readings: Sequence[Reading], scope: Scope) -> tuple[PushResult, ...]:
        """Save or hold a batch that was pushed; it is safe in the store when this returns."""
        receipt = await self._reception.push(source, readings, scope, self._now_s())
        if receipt.dirty:
            self.work.set()
        return receipt.outcomes

    async def find(self, name: str, scope: Scope) -> StoredRecord | None:
        """Return a record in a pusher's scope, published or not."""
        return await self._store.reception.find(name, self._reception.permit(scope))

    async def withdraw(self, name: str, scope: Scope, note: str) -> Outcome | None:
        """Withdraw a record in a pusher's scope; ``None`` when there is none."""
        permit = self._reception.permit(scope)
        outcome = await self._store.reception.withdraw(name, permit, note, self._now_s())
        if outcome is Outcome.CHANGED:
            self.work.set()
        return outcome

    async def end_of_pass(self, origin: str, began: datetime) -> None:
        """Drop from quarantine what a whole new pass over a source did not meet again."""
        await self._store.forget_unseen(origin, int(began.timestamp()))
        if self._ranker.met(origin):
            self.to_rank.set()

    async def sweep(self) -> bool:
        """Find members anew for one batch of records; ``False`` when no channel waits for that."""
        batch = await self._store.sweep_batch()
        if batch is None:
            return False
        seats = tuple(
            (one, tuple(self._keys[path] for path in self._house.tree.place(one.record).paths))
            for one in batch
        )
        await self._store.reseat(seats, self._now_s())
        if not batch:
            self._ranker.hurry()
            self.to_rank.set()
        return True

    async def rank(self) -> float:
        """Work out what is read most where that is due; return how many seconds until it is again."""
        self.to_rank.clear()
        now = self._clock()
        try:
            if await self._ranker.rank(now):
                self.work.set()
        except Exception:  # noqa: BLE001  # a ranking's trouble must not end the loop, nor stop the feeds
            _log.exception("the most-read channels could not be ranked")
        return self._ranker.rest_s(now)

    async def pass_time(self) -> int | None:
        """Release and expire all that is due; return when the next is, in seconds since 1970."""
        while await self._store.pass_time(self._now_s()):
            self.work.set()
        due_s = await self._store.next_due_s()
        index = self._keys.get(INDEX)
        news_s = None if index is None else await self._press.pass_time(index, self._clock())
        return min((second for second in (due_s, news_s) if second is not None), default=None)

    async def publish_waiting(self) -> tuple[PublishResult, ...]:
        """Publish a batch of channels that changed; one that fails rests and keeps its last good feeds.

        Channels that are halfway through their archives follow one at a time, whoever waited longest first.
        """
        passed = len(self._resting) + len(self._halfway)
        waiting = [one for one in await self._store.dirty_channels(BATCH + passed) if self._may_publish(one)]
        ready = [(dirty, self._press.publish) for dirty in waiting if dirty.path not in self._halfway]
        halfway = {dirty.path: dirty for dirty in waiting if dirty.path in self._halfway}
        ready += [(halfway[path], self._press.publish) for path in self._halfway if path in halfway][:1]
        ready += [(dirty, self._press.catch_up) for dirty in await self._behind()][:1]
        pressed = [await self._publish_one(dirty, publish) for dirty, publish in ready]
        return tuple(one for one in pressed if one is not None)

    def _may_publish(self, dirty: DirtyChannel) -> bool:
        rests_until = self._resting.get(dirty.path)
        return rests_until is None or rests_until <= self._clock()

    async def _behind(self) -> list[DirtyChannel]:
        """Return channels whose archive waits; it gives way to every live feed."""
        passed = len(self._resting) + len(self._halfway)
        behind = await self._store.archive.waiting_channels(1 + passed)
        return [one for one in behind if self._may_publish(one) and one.path not in self._halfway]

    async def _publish_one(self, dirty: DirtyChannel, publish: _Publish) -> PublishResult | None:
        now = self._clock()
        try:
            pressed = await publish(dirty, now)
        except Exception:  # noqa: BLE001  # one channel's trouble must not stop the others
            _log.exception("a channel could not be published", channel=dirty.path)
            self._resting[dirty.path] = now + RETRY
            return None
        self._resting.pop(dirty.path, None)
        self._halfway.pop(dirty.path, None)
        if pressed.halfway:
            self._halfway[dirty.path] = None
        if pressed.too_soon:
            self._resting[dirty.path] = now.replace(microsecond=0) + timedelta(seconds=1)
        return replace(pressed, took_s=max(0.0, (self._clock() - now).total_seconds()))

    def rest_s(self) -> float | None:
        """Return how long until a resting channel may be tried again; ``None`` when none rests."""
        soonest = min(self._resting.values(), default=None)
        return None if soonest is None else max(0.0, (soonest - self._clock()).total_seconds())

    async def finish(self) -> tuple[PublishResult, ...]:
        """Do all there is to do now: sweep, let time pass, publish. What fails is left for later."""
        done: list[PublishResult] = []
        while await self.sweep():
            pass
        await self.pass_time()
        await self.rank()
        rounds, known = 0, -1
        while await self._publish_ready(done) and rounds < PATIENCE_ROUNDS:
            rounds, known = (rounds + 1, known) if len(done) == known else (0, len(done))
            await asyncio.sleep(min(self.rest_s() or 0.0, 1.0))
        return tuple(done)

    async def _publish_ready(self, done: list[PublishResult]) -> bool:
        """Publish a batch into ``done``; tell whether more waits that is not resting after a failure."""
        done += [one for one in await self.publish_waiting() if not one.too_soon]
        soon = self._clock() + timedelta(seconds=1)
        waiting = await self._store.dirty_channels(BATCH + len(self._resting))
        waiting += await self._store.archive.waiting_channels(1 + len(self._resting))
        return any(self._resting.get(dirty.path, soon) <= soon for dirty in waiting)
