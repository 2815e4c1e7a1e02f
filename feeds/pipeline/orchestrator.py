"""The orchestrator: calls the packages in order, from readings to publications."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from feeds import __version__
from feeds.log import Logger
from feeds.model import INDEX, ChannelFields, PushResult, Reading, Record, RecordOutcome, Scope
from feeds.pipeline.channel_publisher import ChannelPublisher, PublishResult
from feeds.pipeline.fragment_cache import COMMAND_CACHE, CacheSizes
from feeds.pipeline.intake import Intake, IntakeCounts, MetRecords
from feeds.pipeline.pauses import Clock
from feeds.pipeline.publish_all import Helpers, PublishProgress, publish_all, publish_share
from feeds.pipeline.publish_queue import PublishQueue
from feeds.pipeline.rankings import Rankings
from feeds.pipeline.site_context import SiteContext
from feeds.store import (
    Adoption,
    Share,
    Store,
    StoredRecord,
    Transaction,
    channels,
    ledger,
    off_loop,
    push,
    quarantine,
    revisions,
)

AT_ONCE_ON_SERVER = 4
"""How many channels a service publishes at once with PostgreSQL, for whose answers it waits half of the time.

With SQLite it has nothing to wait for, and a second thread that computes delays answers to readers.
"""

WITHDRAWN_AT_ONCE = 500
"""How many vanished records are withdrawn in one transaction."""

_CHANGED = frozenset({RecordOutcome.NEW, RecordOutcome.CHANGED})

_log = Logger("feeds.pipeline")


class Orchestrator:
    """Takes readings in, applies due times, and publishes what changed."""

    def __init__(self, store: Store, context: SiteContext, clock: Clock) -> None:
        """Nothing happens before ``start``."""
        self._store = store
        self._clock = clock
        self.work = asyncio.Event()
        """Set whenever there may be something to publish."""
        self.to_rank = asyncio.Event()
        """Set when rankings are due before their time."""
        self._keys: dict[str, int] = {}
        self._layout = ""
        self._context = context
        self._cache = COMMAND_CACHE
        self._publisher = ChannelPublisher(store, context, self._cache)
        self._queue = PublishQueue(store, self._publisher, clock)
        self._rankings = Rankings(store, context)

    @property
    def share(self) -> Share:
        """The share of the work that this process has, as of the last publication."""
        return self._queue.share

    def _use(self, context: SiteContext) -> None:
        self._context = context
        self._publisher = ChannelPublisher(self._store, context, self._cache)
        self._queue.publisher = self._publisher
        self._rankings = Rankings(self._store, context)

    def prepare_to_serve(self, cache_bytes: int) -> None:
        """Set the memory for rendered entries, which at first is that of a command.

        With PostgreSQL publish several channels at once; a command has other processes beside it instead.
        """
        self._cache = CacheSizes.of_service(cache_bytes)
        self._publisher.resize_cache(self._cache)
        self._queue.at_once = 1 if self._store.database.sqlite else AT_ONCE_ON_SERVER

    async def start(self, context: SiteContext | None = None) -> None:
        """Bring the store in line with the settings; called again with new ones after a reload."""

        async def work(tx: Transaction) -> Adoption:
            await off_loop(self._use_with_private, context, await channels.private_names(tx))
            settings = await off_loop(self._context.settings)
            adoption = await channels.adopt(tx, settings, self._now_s(), self._context.removed)
            await channels.adopt_renderer(tx, __version__, self._now_s())
            return adoption

        adoption = await self._store.write_at_once(work)
        self._layout = adoption.layout
        await self._rankings.start()
        self._open_intake(adoption.keys, adoption.private_since)
        self.work.set()
        self.to_rank.set()

    async def load_read_only(self, context: SiteContext | None = None) -> None:
        """Use the settings without bringing the store in line with them: for processes beside another one."""
        async with self._store.read() as tx:
            await off_loop(self._use_with_private, context, await channels.private_names(tx))
            self._open_intake(await channels.keys(tx), await channels.private_since(tx))

    def _use_with_private(self, context: SiteContext | None, private: frozenset[str]) -> None:
        """Use a context that keeps the names of removed private channels private."""
        self._use((context or self._context).with_private(private))
        former = sorted(self._context.former_private)
        if former:
            _log.warning("records of private channels that left the settings are not published", names=former)

    def _open_intake(self, keys: dict[str, int], private_since: str) -> None:
        self._keys = keys
        self._intake = Intake(self._store, self._context, keys, private_since)

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    async def take(
        self, origin: str, readings: Sequence[Reading], met: MetRecords | None = None
    ) -> IntakeCounts:
        """Save or quarantine a batch of readings; it is committed when this returns."""
        counts = await self._intake.take(origin, readings, self._now_s(), met)
        if counts.new or counts.changed:
            self._note_changed(counts.new + counts.changed)
        return counts

    async def revise(self, ids: Sequence[str], change: Callable[[Record], Record]) -> int:
        """Store what ``change`` makes of stored records; return how many changed."""
        changed = await self._intake.revise(ids, change, self._now_s())
        if changed:
            self.work.set()
        return changed

    async def push(self, source: str, readings: Sequence[Reading], scope: Scope) -> tuple[PushResult, ...]:
        """Save or quarantine a batch that was pushed; it is committed when this returns."""
        receipt = await self._intake.push(source, readings, scope, self._now_s())
        if receipt.dirty:
            self._note_changed(sum(one.outcome in _CHANGED for one in receipt.results))
        return receipt.results

    def _note_changed(self, count: int) -> None:
        """Have what a batch changed published, archives after the last batch of an import."""
        self._queue.imports.note_batch(count)
        self.work.set()

    async def find(self, name: str, scope: Scope) -> StoredRecord | None:
        """Return a record in a scope, published or not."""
        async with self._store.read() as tx:
            return await push.find(tx, name, self._intake.permit(scope))

    async def withdraw(self, name: str, scope: Scope, note: str) -> RecordOutcome | None:
        """Withdraw a record in a scope; return ``None`` if there is none."""
        permit = self._intake.permit(scope)
        async with self._store.write() as tx:
            outcome = await push.withdraw(tx, name, permit, note, self._now_s())
        if outcome is RecordOutcome.CHANGED:
            self.work.set()
        return outcome

    async def end_of_pass(self, origin: str, began_at: datetime) -> None:
        """Remove from quarantine what a complete read of a source did not meet again."""
        began_s = int(began_at.timestamp())
        await self._store.write_at_once(lambda tx: quarantine.remove_unseen(tx, origin, began_s))
        if self._rankings.source_read(origin):
            self.to_rank.set()

    async def withdraw_vanished(self, origin: str, met: MetRecords) -> int:
        """Withdraw the records that a complete read of a source did not meet; return how many.

        Nothing is withdrawn after a read that brought less than half of them, or readings that could not be
        named.
        """
        vanished = await self._store.read_at_once(lambda tx: revisions.find_vanished(tx, origin, met.keys))
        if not vanished.keys:
            return 0
        if met.unnamed or not vanished.believable:
            reason = "too few records" if not vanished.believable else "readings without an id"
            _log.warning(
                "vanished records are not withdrawn",
                source=origin,
                vanished=len(vanished.keys),
                reason=reason,
            )
            return 0
        return sum(
            [
                await self._withdraw_batch(origin, vanished.keys[start : start + WITHDRAWN_AT_ONCE])
                for start in range(0, len(vanished.keys), WITHDRAWN_AT_ONCE)
            ]
        )

    async def _withdraw_batch(self, origin: str, keys: Sequence[int]) -> int:
        now_s, order = self._now_s(), self._context.order
        withdrawn = await self._store.write_at_once(
            lambda tx: revisions.withdraw_vanished(tx, origin, keys, now_s, order)
        )
        _log.info("vanished records are withdrawn", source=origin, count=withdrawn)
        self.work.set()
        return withdrawn

    async def sweep(self) -> bool:
        """Find the channels of some records again; return false if no channel needs that."""
        step = await self._store.read_at_once(self._next_step)
        if step is None:
            return False

        async def work(tx: Transaction) -> bool:
            await ledger.lock(tx)
            return await self._is_layout_of(tx) and await revisions.apply_step(
                tx, step, self._find_channels, self._now_s()
            )

        if await self._store.write_at_once(work):
            self._rankings.make_due()
            self.to_rank.set()
        return True

    async def _next_step(self, tx: Transaction) -> revisions.SweepStep | None:
        if not await revisions.needs_sweep(tx) or not await self._is_layout_of(tx):
            return None
        return await revisions.next_step(tx, self._find_channels)

    async def _is_layout_of(self, tx: Transaction) -> bool:
        """Whether the settings of this process are those in the store."""
        return await channels.layout(tx) == self._layout

    def _find_channels(self, fields: ChannelFields) -> tuple[int, ...]:
        """Return the keys of the channels to which a record belongs."""
        return tuple([self._keys[path] for path in self._context.tree.place(fields).paths])

    async def rank(self) -> float:
        """Compute the rankings that are due; return in how many seconds the next one is."""
        self.to_rank.clear()
        now = self._clock()
        try:
            if await self._rankings.rank(now):
                self.work.set()
        except Exception:  # noqa: BLE001  # a fault of a ranking must not stop the feeds
            _log.exception("the most-read channels could not be ranked")
        return self._rankings.rest_s(now)

    async def apply_due(self) -> int | None:
        """Release and expire what is due; return when the next change is due, in seconds since 1970."""
        while self._is_due(due_s := await self._store.read_at_once(revisions.next_due_s)):
            if not await self._apply_batch():
                break
            self.work.set()
        index = self._keys.get(INDEX)
        news_s: int | None = None
        if index is not None and self.share.has(index):
            news_s = await self._publisher.apply_due(index, self._clock())
        return min((second for second in (due_s, news_s) if second is not None), default=None)

    def _is_due(self, due_s: int | None) -> bool:
        return due_s is not None and due_s <= self._now_s()

    async def _apply_batch(self) -> bool:
        now_s = self._now_s()
        return bool(await self._store.write_at_once(lambda tx: revisions.apply_due(tx, now_s)))

    async def publish_waiting(self) -> tuple[PublishResult, ...]:
        """Publish a batch of channels that changed; one that fails keeps its last valid feeds."""
        return await self._queue.publish_batch()

    async def stop(self) -> None:
        """Leave the channels to other processes."""
        await self._queue.lease.end()

    def rest_s(self) -> float | None:
        """Return how long until a waiting channel may be tried again; ``None`` when none waits."""
        return self._queue.wait_s()

    async def finish(
        self, progress: PublishProgress | None = None, helpers: Helpers | None = None
    ) -> tuple[PublishResult, ...]:
        """Do everything there is to do: sweep, apply due times, publish. What fails is left for later."""
        self._queue.imports.end()
        while await self.sweep():
            pass
        await self.apply_due()
        await self.rank()
        return await publish_all(self._store, self._queue, progress, helpers)

    def publish_share(self) -> AsyncIterator[PublishResult]:
        """Publish the share of a process that helps another one to ``finish``."""
        return publish_share(self._queue)

    async def replace_ended(self) -> None:
        """Take over the channels of processes of this machine that ended without leaving them to others."""
        await self._queue.lease.remove_ended()
