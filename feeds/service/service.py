"""The composition root: builds the parts, owns their lifetimes and the clock."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from msgspec import structs

from feeds.config import Settings
from feeds.errors import FeedsError, SourceError
from feeds.log import Logger
from feeds.model import Mark, PushedDocument, SourceSettings, Status
from feeds.outgoing import Outgoing
from feeds.pipeline import IntakeCounts, MetRecords, Orchestrator, PublishProgress, PublishResult, SiteContext
from feeds.readers import READERS, ReadContext, Reader, close_shared_pool, record_json
from feeds.readers.polling import without_validators
from feeds.service.clock import utc_now
from feeds.service.export import export_publications
from feeds.service.file_checks import FileChecks
from feeds.service.ingest_results import IngestResult
from feeds.service.publishing_processes import PublishingProcesses, processors
from feeds.service.source_health import PUSH
from feeds.service.source_monitor import SourceMonitor
from feeds.service.source_progress import ReadOutcome, SourceProgress
from feeds.service.upstreams import Upstreams
from feeds.store import (
    Store,
    channels,
    identity,
    open_store,
    quarantine,
    revisions,
    statistics,
)

Progress = Callable[[str, IntakeCounts], None]
"""Called after each batch with the source and the counts of everything read from it so far."""

_log = Logger("feeds.service")


class Service:
    """The parts of a running service over one store."""

    def __init__(
        self, settings: Settings, store: Store, outgoing: Outgoing, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Build the parts; ``running`` also starts and ends them."""
        self.settings = settings
        self.store = store
        self.clock = clock
        self.outgoing = outgoing
        self.orchestrator = Orchestrator(store, _site_context(settings), clock)
        self.progress = SourceProgress(store, clock)
        self.file_checks = FileChecks(
            outgoing,
            store,
            clock,
            revise=self.orchestrator.revise,
            sources=lambda: self.settings.sources,
        )
        self.monitor = SourceMonitor(store, lambda: self.settings.sources, clock)
        self.upstreams: Upstreams | None = None
        """The subscriptions at hubs of others; only a process that serves has them."""
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def reload(self, settings: Settings, *, publishes: bool = True) -> None:
        """Apply other settings; the process that publishes sweeps changed channels in the background."""
        context = await asyncio.to_thread(_site_context, settings)  # 0.1 s for 10,000 channels
        self.settings = settings
        if publishes:
            await self.orchestrator.start(context)
        else:
            await self.orchestrator.load_read_only(context)

    async def ingest(
        self, names: Iterable[str] = (), progress: Progress | None = None
    ) -> tuple[IngestResult, ...]:
        """Read sources once, all of them without ``names``; one that fails does not stop the others.

        Then the files that these sources have to check are asked for.
        """
        results = tuple([await self._ingest_one(source, progress) for source in self.sources(tuple(names))])
        while await self.file_checks.check_due():
            pass
        return results

    async def _ingest_one(self, source: SourceSettings, progress: Progress | None) -> IngestResult:
        taken = IntakeCounts()
        try:
            async for taken in self.read(source, by_hand=True):
                if progress is not None:
                    progress(source.name, taken)
        except SourceError as error:
            return IngestResult(name=source.name, taken=taken, error=error)
        return IngestResult(name=source.name, taken=taken)

    async def read(self, source: SourceSettings, *, by_hand: bool = False) -> AsyncIterator[IntakeCounts]:
        """Read one source to its end; yield the counts of everything so far after each batch is stored.

        ``by_hand``: a person requested the read, so ``Retry-After`` of the server does not delay it. Raises
        ``SourceError`` where it cannot be read further; what the server said until then is stored.
        """
        async with self._reading[source.name]:
            async for taken in self._read(source, by_hand=by_hand):
                yield taken

    async def _read(self, source: SourceSettings, *, by_hand: bool) -> AsyncIterator[IntakeCounts]:
        began = self.clock()
        taken = IntakeCounts()
        met = MetRecords() if source.withdraws_vanished else None
        marks = await self.progress.marks(source.name)
        reader = self._reader(source, marks, by_hand=by_hand)
        try:
            async for batch in self.file_checks.readings(source, reader):
                taken += await self.orchestrator.take(source.name, batch, met)
                yield taken
        except FeedsError as error:
            if isinstance(error, SourceError):
                await self.progress.keep(source.name, reader.marks)
                await self._follow_hubs(source, reader, taken)
            await self.monitor.failed(source.name, error, new=taken.new > 0)
            raise
        except Exception as fault:
            _log.exception("the reader of a source failed", source=source.name)
            failure = SourceError(f"the reader failed: {type(fault).__name__}: {fault}", where=source.name)
            await self.monitor.failed(source.name, failure, new=taken.new > 0)
            raise failure from fault
        await self._finished(source, reader, marks, taken)
        if taken.read and reader.complete:
            await self.orchestrator.end_of_pass(source.name, began)
            if met is not None and await self.orchestrator.withdraw_vanished(source.name, met):
                yield taken

    async def _finished(
        self, source: SourceSettings, reader: Reader, before: tuple[Mark, ...], taken: IntakeCounts
    ) -> None:
        """Store where the next read of a source continues, and that it was read if something was due."""
        is_read = source.kind != PUSH and reader.was_read
        outcome = ReadOutcome(
            marks=None if reader.marks == before else reader.marks,
            read_s=self.progress.now_s() if is_read else None,
            new=taken.new > 0,
        )
        await self.progress.finished(source.name, outcome, at_once=taken.read > 0)
        await self._follow_hubs(source, reader, taken)

    async def _follow_hubs(self, source: SourceSettings, reader: Reader, taken: IntakeCounts) -> None:
        """Subscribe to what the feeds of a source advertise, where this process serves."""
        if self.upstreams is not None:
            await self.upstreams.polled(source, reader, brought=taken.new + taken.changed > 0)

    async def read_pushed(self, source: SourceSettings, document: PushedDocument) -> IntakeCounts:
        """Take the entries of a document that a hub delivered. Raises ``SourceError`` and ``StoreError``.

        The address is polled without conditions next: what it said before is about another document.
        """
        from feeds.readers.pushed_feed import PushedFeedReader  # loaded here: few sources have a hub

        waits = self._reading[source.name] if source.kind == "feed" else nullcontext()  # a list is read long
        async with waits:
            marks = await self.progress.marks(source.name)
            reader = PushedFeedReader(source, self._context(marks), document)
            taken = IntakeCounts()
            async for batch in self.file_checks.readings(source, reader):
                taken += await self.orchestrator.take(source.name, batch)
            unconditional = without_validators(marks, document.upstream.url)
            if unconditional != marks:
                await self.progress.keep(source.name, unconditional)
            await self.monitor.read(source.name, new=taken.new > 0)
        return taken

    def _context(self, marks: tuple[Mark, ...], *, by_hand: bool = False, source: str = "") -> ReadContext:
        return ReadContext(
            site=self.settings.site,
            now=self.clock,
            outgoing=self.outgoing,
            marks=marks,
            by_hand=by_hand,
            pushed=self.upstreams.relied_on(source) if self.upstreams else frozenset(),
        )

    def _reader(self, source: SourceSettings, marks: tuple[Mark, ...], *, by_hand: bool) -> Reader:
        return READERS[source.kind](source, self._context(marks, by_hand=by_hand, source=source.name))

    def sources(self, names: tuple[str, ...] = ()) -> tuple[SourceSettings, ...]:
        """Return configured sources by name, or all. Raises ``FeedsError`` for an unknown name."""
        known = {source.name: source for source in self.settings.sources}
        for name in names:
            if name not in known:
                raise FeedsError("no such source", where=name, hint=f"Choose from {', '.join(known)}")
        return tuple(known[name] for name in names) or self.settings.sources

    async def finish(
        self, progress: PublishProgress | None = None, *, processes: int = 1
    ) -> tuple[PublishResult, ...]:
        """Publish all channels that changed, and report how many are done and left.

        Where much waits, up to so many ``processes`` publish, with this one, by the clock of the system.
        """
        starting = PublishingProcesses(self.settings, processes - 1, self.orchestrator.replace_ended)
        async with starting.open() as helpers:
            results = await self.orchestrator.finish(progress, helpers)
        return (*results, *helpers.take_results())

    async def export(self, folder: Path, *, feeds_only: bool = False, force: bool = False) -> tuple[int, int]:
        """Write everything public as files; return how many files changed and how many were removed.

        ``feeds_only`` leaves out pages, sitemaps and redirects. Raises ``FeedsError`` if a file is in the way
        that no build wrote, unless ``force`` is set.
        """
        return await export_publications(
            self.store, self.settings, folder, feeds_only=feeds_only, force=force
        )

    async def record_count(self) -> int:
        """Return the number of stored records."""
        return (await self.store.read_at_once(statistics.counts)).records

    async def set_withdrawn(self, name: str, *, withdrawn: bool, note: str) -> str:
        """Withdraw or restore a record; return its state. Raises ``FeedsError`` for an unknown record."""
        now_s = int(self.clock().timestamp())
        state = await self.store.write_at_once(
            lambda tx: revisions.set_withdrawn(tx, name, withdrawn=withdrawn, note=note, now_s=now_s)
        )
        if state is None:
            raise FeedsError("no such record", where=name, hint="Give the id that the feeds show")
        return state.value

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield every record as a line of JSON with its published times, in the order of arrival."""
        async with self.store.read() as tx:
            async for stored in identity.everything(tx):
                record = structs.replace(
                    stored.record,
                    published_at=stored.published_at,
                    modified_at=stored.updated_at,
                    status=Status.WITHDRAWN if stored.withdrawn else stored.record.status,
                    views=stored.views,
                )
                yield record_json(record) + b"\n"

    async def retry(self) -> tuple[int, int]:
        """Read all sources and publish all channels again; return the size of quarantine before and after."""
        before = await self._count_quarantined()
        await self.store.write_at_once(quarantine.expect_again)
        await self.ingest()
        now_s = int(self.clock().timestamp())
        await self.store.write_at_once(
            lambda tx: channels.mark_all_dirty(tx, "retry of the quarantine", now_s)
        )
        await self.finish(processes=processors())
        return before, await self._count_quarantined()

    async def _count_quarantined(self) -> int:
        return sum((await self.store.read_at_once(quarantine.count_by_source)).values())


@asynccontextmanager
async def running(
    settings: Settings, clock: Callable[[], datetime] = utc_now, *, publishes: bool = True
) -> AsyncIterator[Service]:
    """Open the store and the client, apply the settings to the store, and close both at the end.

    A process that does not publish changes nothing in the store.
    """
    store = await open_store(settings.store_url)
    try:
        async with Outgoing(allow_private=settings.allow_private_hosts) as outgoing:
            service = Service(settings, store, outgoing, clock)
            if publishes:
                await service.orchestrator.start()
            else:
                await service.orchestrator.load_read_only()
            try:
                yield service
            finally:
                await service.progress.flush()
                await service.orchestrator.stop()
    finally:
        await asyncio.to_thread(close_shared_pool)
        await store.close()


def _site_context(settings: Settings) -> SiteContext:
    sources = tuple(source.name for source in settings.sources)
    return SiteContext(settings.site, settings.channels, settings.credits, settings.former, sources=sources)
