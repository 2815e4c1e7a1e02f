"""Publishes one channel: everything is read from one snapshot and written in one transaction."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.compose.document import compose_head, feed_updated_at
from feeds.compose.poll_interval import bounded_min, poll_interval_min
from feeds.compose.sitemap import NEWS_STEP
from feeds.model import INDEX, Channel, Head, NewsItem, Tombstone
from feeds.pipeline.archive_publisher import ArchivePublisher, ArchiveResult, covers
from feeds.pipeline.candidates import TOMBSTONES, BuiltDocuments, Candidate, build_changed, is_of_this_second
from feeds.pipeline.channel_documents import live_documents
from feeds.pipeline.fragment_cache import COMMAND_CACHE, CacheSizes, FragmentCache
from feeds.pipeline.map_rows import MapRows
from feeds.pipeline.news_window import NewsWindow
from feeds.pipeline.push_queue import queue_deliveries
from feeds.pipeline.quarantine_updates import rejections, update_quarantine
from feeds.pipeline.rankings import EVERY, ranked_window
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.site_files import NEWS, SiteFiles
from feeds.pipeline.window import Window, live_window
from feeds.publish import Beginning, digest_of
from feeds.store import (
    DirtyChannel,
    PublicationMeta,
    Share,
    Store,
    Transaction,
    archive,
    channels,
    ledger,
    off_loop,
    publications,
    records,
)

ROUNDS = 3
"""How often a snapshot is read again because its archive had to be extended first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    """The result of publishing a channel: the addresses that changed, and how much was quarantined.

    ``too_soon``: it was published in this second already and has to wait for the next one (R-HTTP-09).
    ``halfway``: the live feed stays until further parts of the archive are published, at its next turn.
    ``rejected`` are the sources and ids of the entries that did not pass the publication check.
    ``turn`` is that of the publications, 0 if none changed. ``parts`` is how many parts of its archive were
    published.
    """

    path: str
    changed: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    quarantined: int = 0
    too_soon: bool = False
    halfway: bool = False
    took_s: float = 0.0
    turn: int = 0
    parts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """Everything that one publication of a channel is made from, read in one transaction.

    ``complete`` if the archive and the window together have every entry and no part of the archive waits.
    ``empty_at`` is the time of a feed that shows nothing: that of the newest article of the site, so that
    two builds of the same articles give the same bytes.
    """

    dirty: DirtyChannel
    last: Mapping[str, PublicationMeta]
    window: Window
    empty_at: datetime
    tombstones: tuple[Tombstone, ...] = ()
    last_part: str | None = None
    news: tuple[NewsItem, ...] = ()
    map_beginning: Beginning | None = None
    complete: bool = True


class ChannelPublisher:
    """Publishes one channel at a time."""

    def __init__(self, store: Store, context: SiteContext, cache: CacheSizes = COMMAND_CACHE) -> None:
        """Publish for one site; ``cache`` is the memory for rendered entries."""
        self._store = store
        self._context = context
        self._fragments = FragmentCache(context, cache)
        self._site_files = SiteFiles(context)
        self._map_rows = MapRows(self._site_files)
        self._news = NewsWindow(context)
        self._archive = ArchivePublisher(store, context, self._fragments, self._site_files)

    def resize_cache(self, cache: CacheSizes) -> None:
        """Set the memory for rendered entries."""
        self._fragments.resize(cache)

    def has_settings_of(self, dirty: DirtyChannel) -> bool:
        """Whether the settings of a channel in the store are those of this process."""
        return self._context.display_hash(dirty.path) == dirty.display_hash

    async def publish(self, dirty: DirtyChannel, now: datetime) -> PublishResult:
        """Bring every address of a channel up to date at once (R-PERF-07), its archive first."""
        channel = self._context.tree.channels[dirty.path]
        archived = ArchiveResult()
        snapshot, built = await self._prepare(dirty.key, channel, now)
        for _ in range(ROUNDS):
            if isinstance(snapshot, PublishResult) or snapshot.complete or archived.incomplete:
                break
            first = not snapshot.last
            result = await self._archive.keep_up(dirty, channel, snapshot.window.covered, now, first=first)
            archived = result.after(archived)
            if archived.too_soon or (archived.incomplete and dirty.whole):
                return _archive_only(channel, archived, halfway=not archived.too_soon)
            snapshot, built = await self._prepare(dirty.key, channel, now)
        if isinstance(snapshot, PublishResult):
            return _archive_only(channel, replace(archived, too_soon=snapshot.too_soon))
        if not snapshot.complete and dirty.whole:
            return _archive_only(channel, archived, halfway=True)
        if built is None:
            built = await asyncio.to_thread(self._build, channel, snapshot, now)
        return await self._write(snapshot, built, channel, now, archived)

    async def _prepare(
        self, key: int, channel: Channel, now: datetime
    ) -> tuple[_Snapshot | PublishResult, BuiltDocuments | None]:
        """Read a channel, and build its publications if the snapshot is complete, all in one thread."""

        async def work(tx: Transaction) -> tuple[_Snapshot | PublishResult, BuiltDocuments | None]:
            snapshot = await self._snapshot(tx, key, channel, now)
            if isinstance(snapshot, PublishResult) or not snapshot.complete:
                return snapshot, None
            return snapshot, await off_loop(self._build, channel, snapshot, now)

        return await self._store.read_at_once(work)

    async def _snapshot(
        self, tx: Transaction, key: int, channel: Channel, now: datetime
    ) -> _Snapshot | PublishResult:
        """Read a channel, unless it ended or has other settings now, is published, or was in this second."""
        dirty = await channels.dirty_channel(tx, key)
        last = await publications.last_publications(tx, key)
        if dirty is None or dirty.built >= dirty.dirty or not self.has_settings_of(dirty):
            return PublishResult(path=channel.path)
        if is_of_this_second(last, now):
            return PublishResult(path=channel.path, too_soon=True)
        if channel.most_read is not None:
            of = self._context.tree.ranked_path(channel)
            window = await ranked_window(tx, self._fragments, key, channel, now, of=of)
            complete, last_part = True, None
        else:
            window = await live_window(tx, self._fragments, key, channel, now)
            complete = await _is_complete(tx, key, window)
            last_part = await archive.last_published(tx, key)
        index = channel.path == INDEX
        return _Snapshot(
            dirty=dirty,
            last=last,
            window=window,
            empty_at=dirty.created_at if window.entries else await _newest_at(tx, dirty.created_at),
            tombstones=await records.tombstones(tx, key, TOMBSTONES),
            last_part=last_part,
            news=await self._news.items(tx, key, now) if index else (),
            map_beginning=await self._map_rows.read(tx, key) if index else None,
            complete=complete,
        )

    def _build(self, channel: Channel, snapshot: _Snapshot, now: datetime) -> BuiltDocuments:
        """Write the documents of a channel, and build the publications that change."""
        number, last = snapshot.dirty.dirty, snapshot.last
        built = build_changed(self._documents(channel, snapshot), last, number, now)
        if snapshot.map_beginning is None:
            return built
        map_index = self._map_index(built, snapshot.last, snapshot.map_beginning)
        return built.joined(build_changed((map_index,), last, number, now))

    async def _write(
        self,
        snapshot: _Snapshot,
        built: BuiltDocuments,
        channel: Channel,
        now: datetime,
        archived: ArchiveResult,
    ) -> PublishResult:
        """Replace the publications of a channel in one transaction, unless another process has."""
        dirty, window = snapshot.dirty, snapshot.window
        failed = rejections(channel, window.rejected, built.candidates)

        async def work(tx: Transaction) -> int | None:
            if failed:
                await ledger.lock(tx)
            whole, number = snapshot.complete, dirty.dirty
            if not await publications.advance(tx, dirty.key, seen=dirty.built, number=number, whole=whole):
                return None
            await update_quarantine(tx, failed, window.entries, built.candidates, now)
            turn = await publications.switch(tx, dirty.key, built.changed, built.names)
            if turn is not None:
                await queue_deliveries(tx, self._context, channel, built.changed, turn=turn, now=now)
            return turn or 0

        turn = await self._store.write_at_once(work)
        if turn is None:
            return _archive_only(channel, archived)
        removed = sorted(set(snapshot.last) - set(built.names))
        return PublishResult(
            path=channel.path,
            changed=(*archived.changed, *(publication.name for publication in built.changed), *removed),
            rejected=tuple((entry.origin, entry.id) for entry in window.rejected),
            quarantined=len(failed),
            turn=turn,
            parts=archived.parts,
        )

    async def apply_due(self, index: int, now: datetime) -> int | None:
        """Have the index channel, given by key, published again when an article is no longer news.

        Returns when that happens next, in seconds since 1970.
        """
        news, now_s = self._news, int(now.timestamp())
        stale = news.due_s is not None and news.due_s <= now_s
        if not news.loaded:
            stale = await self._store.read_at_once(lambda tx: self._has_stale_news(tx, index, now))
        if stale:
            news.due_s = now_s + int(NEWS_STEP.total_seconds())
            await self._store.write_at_once(lambda tx: channels.republish(tx, index))
        return news.due_s

    async def _has_stale_news(self, tx: Transaction, index: int, now: datetime) -> bool:
        last = (await publications.last_publications(tx, index)).get(NEWS)
        candidate = self._site_files.news_map(await self._news.items(tx, index, now))
        return last is not None and last.digest != digest_of(candidate.draft.body)

    def _map_index(
        self, built: BuiltDocuments, published: Mapping[str, PublicationMeta], beginning: Beginning
    ) -> Candidate:
        """Write the sitemap index: sitemaps of the archive, and those that are about to be published."""
        modified_at = {name: last.modified_at for name, last in published.items()}
        modified_at |= {publication.name: publication.modified_at for publication in built.changed}
        own = {one.name: modified_at[one.name] for one in built.candidates if one.name in modified_at}
        return self._site_files.map_index(own, beginning)

    async def catch_up(self, dirty: DirtyChannel, now: datetime, share: Share) -> PublishResult:
        """Publish some parts of a share; once no part waits, have the live feed link to the last one."""
        channel = self._context.tree.channels[dirty.path]
        archived = await self._archive.publish_parts(dirty, channel, now, share=share)
        if not dirty.whole:
            await self._store.write_at_once(lambda tx: _republish_whole(tx, dirty.key))
        return _archive_only(channel, archived)

    def _documents(self, channel: Channel, snapshot: _Snapshot) -> tuple[Candidate, ...]:
        head = self._head(channel, snapshot)
        documents = live_documents(
            self._context,
            channel,
            head,
            snapshot.window,
            snapshot.tombstones,
            last_part=snapshot.last_part,
        )
        entries = [rendered.entry for rendered in snapshot.window.entries]
        return (*documents, *self._site_files.documents(channel, head, entries, snapshot.news))

    def _head(self, channel: Channel, snapshot: _Snapshot) -> Head:
        dirty, site = snapshot.dirty, self._context.site
        entries = [rendered.entry for rendered in snapshot.window.entries]
        changes = [entry.updated_at for entry in entries] + [one.deleted_at for one in snapshot.tombstones]
        updated_at = feed_updated_at(changes, settings_at=dirty.changed_at, created_at=snapshot.empty_at)
        if channel.most_read is not None:
            ttl_min = bounded_min(int(EVERY.total_seconds()) // 60, site)
        else:
            ttl_min = poll_interval_min([entry.published_at for entry in entries], site)
        return compose_head(site, channel, id_=dirty.id, updated_at=updated_at, ttl_min=ttl_min)


def _archive_only(channel: Channel, archived: ArchiveResult, *, halfway: bool = False) -> PublishResult:
    """Return the result of a turn that published parts of an archive at most, and not the live feed."""
    changed, too_soon, parts = archived.changed, archived.too_soon, archived.parts
    return PublishResult(path=channel.path, changed=changed, too_soon=too_soon, halfway=halfway, parts=parts)


async def _republish_whole(tx: Transaction, key: int) -> None:
    """Have a channel published again once no part of its archive waits."""
    if not await archive.waiting(tx, key, 1):
        await channels.republish(tx, key)


async def _newest_at(tx: Transaction, default: datetime) -> datetime:
    """Return when the newest article of the site was published, ``default`` without any article."""
    index = await channels.key_of(tx, INDEX)
    newest = () if index is None else await archive.newest(tx, index, 1)
    return newest[0].published_at if newest else default


async def _is_complete(tx: Transaction, key: int, window: Window) -> bool:
    waiting = await archive.waiting(tx, key, 1, members_only=True)
    return not waiting and await covers(tx, key, window.covered)
