"""The press: one dirty channel to publications that are valid, or the last good ones stay."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.document import compose_head, feed_updated_at
from feeds.compose.poll_interval import bounded_min, poll_interval_min
from feeds.model import INDEX, Channel, Head, NewsItem, Publication, Tombstone
from feeds.pipeline.archive_publisher import ArchivePublisher, ArchiveResult
from feeds.pipeline.candidates import TOMBSTONES, Candidate, draw, seal_if_changed
from feeds.pipeline.entry_renderer import EntryRenderer
from feeds.pipeline.fragment_cache import FragmentCache, RenderedEntry
from feeds.pipeline.news_window import HOUR_S, NewsWindow
from feeds.pipeline.quarantine_updates import note
from feeds.pipeline.rankings import EVERY, gather_ranked
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.site_files import NEWS, SiteFiles
from feeds.pipeline.window import Window, gather
from feeds.publish import digest_of
from feeds.store import DirtyChannel, PublicationMeta, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    """What publishing a channel came to: the addresses that changed or went, and how much was held.

    ``too_soon``: it was published in this very second; the next one may say more (R-HTTP-09). ``halfway``:
    the live feed stays as it is until further parts of the archive are published, at the channel's next turn.
    ``took_s`` is how long it took.
    """

    path: str
    changed: tuple[str, ...] = ()
    held: int = 0
    too_soon: bool = False
    halfway: bool = False
    took_s: float = 0.0


class ChannelPublisher:
    """Publishes one channel at a time."""

    def __init__(self, store: Store, house: SiteContext, gate: FragmentCache) -> None:
        """Work by the settings of the house."""
        self._store = store
        self._house = house
        self._proving = EntryRenderer(store, house, gate)
        self._signposts = SiteFiles(house)
        self._newsstand = NewsWindow(store, house)
        self._archivist = ArchivePublisher(store, house, self._proving, self._signposts)

    async def publish(self, dirty: DirtyChannel, now: datetime) -> PublishResult:
        """Bring every address of a channel up to date in one switch (R-PERF-07), its archive before it."""
        channel = self._house.tree.channels[dirty.path]
        stamps = await self._store.stamps(dirty.key)
        if any(stamp.modified_at >= now.replace(microsecond=0) for stamp in stamps.values()):
            return PublishResult(path=channel.path, too_soon=True)
        window = await self._gather(dirty, channel, now)
        ranks = channel.most_read is not None
        archived = ArchiveResult()
        if not ranks:
            archived = await self._archivist.keep_up(dirty, channel, window.covered, now, first=not stamps)
        if archived.too_soon or (archived.owing and dirty.whole):
            soon = archived.too_soon
            return PublishResult(path=channel.path, changed=archived.changed, too_soon=soon, halfway=not soon)
        tombstones = await self._store.tombstones(dirty.key, TOMBSTONES)
        head = self._head(dirty, channel, window.proofs, tombstones)
        last = None if ranks else await self._store.archive.last_shown(dirty.key)
        news = await self._newsstand.gather(dirty.key, now) if channel.path == INDEX else ()
        drawing = asyncio.to_thread(self._draw, channel, head, window, tombstones, news=news, last_part=last)
        sheets = await drawing
        changed = await _seal(sheets, stamps, dirty, now)
        if channel.path == INDEX:
            index = await self._index_of_maps(dirty, sheets, stamps, changed)
            sheets = (*sheets, index)
            changed += await _seal((index,), stamps, dirty, now)
        names = [sheet.name for sheet in sheets]
        await self._store.publish(dirty, changed, names, dirty.dirty, whole=not archived.owing)
        held = await note(
            self._store, channel, proofs=window.proofs, refusals=window.refusals, sheets=sheets, now=now
        )
        gone = sorted(set(stamps) - set(names))
        told = (*archived.changed, *(publication.name for publication in changed), *gone)
        return PublishResult(path=channel.path, changed=told, held=held)

    async def pass_time(self, index: int, now: datetime) -> int | None:
        """Have the site's own channel, given by key, published anew where an article ceased to be news.

        Return when that happens next, in seconds since 1970.
        """
        stand, now_s = self._newsstand, int(now.timestamp())
        stale = stand.due_s is not None and stand.due_s <= now_s
        if not stand.opened:
            stamp = (await self._store.stamps(index)).get(NEWS)
            sheet = self._signposts.draw_news(await stand.gather(index, now))
            stale = stamp is not None and stamp.digest != digest_of(sheet.body)
        if stale:
            stand.due_s = now_s + HOUR_S
            await self._store.archive.touch(index)
        return stand.due_s

    async def _index_of_maps(
        self,
        dirty: DirtyChannel,
        sheets: Sequence[Candidate],
        stamps: Mapping[str, PublicationMeta],
        changed: Sequence[Publication],
    ) -> Candidate:
        """Write the index of sitemaps: those of the archive, and those that are about to be published."""
        known = {name: stamp.modified_at for name, stamp in stamps.items()}
        known |= {publication.name: publication.modified_at for publication in changed}
        own = {sheet.name: known[sheet.name] for sheet in sheets if sheet.name in known}
        return self._signposts.draw_index(own | await self._store.archive.changed_at(dirty.key))

    async def _gather(self, dirty: DirtyChannel, channel: Channel, now: datetime) -> Window:
        if channel.most_read is None:
            return await gather(self._store, self._proving, dirty, channel, now)
        of = self._house.tree.ranked_path(channel)
        return await gather_ranked(self._store, self._proving, dirty, channel, now, of=of)

    async def catch_up(self, dirty: DirtyChannel, now: datetime) -> PublishResult:
        """Publish some of an archive that waits; once it is whole, the live feed is led to its end."""
        archived = await self._archivist.press_some(dirty, self._house.tree.channels[dirty.path], now)
        if not dirty.whole and not await self._store.archive.waiting(dirty.key, 1):
            await self._store.archive.touch(dirty.key)
        return PublishResult(path=dirty.path, changed=archived.changed, too_soon=archived.too_soon)

    def _draw(
        self,
        channel: Channel,
        head: Head,
        window: Window,
        tombstones: tuple[Tombstone, ...],
        *,
        news: Sequence[NewsItem],
        last_part: str | None,
    ) -> tuple[Candidate, ...]:
        sheets = draw(
            self._house,
            channel,
            head,
            window.proofs,
            tombstones,
            last_part=last_part,
            gains=window.gains,
        )
        entries = [proof.entry for proof in window.proofs]
        return (*sheets, *self._signposts.draw(channel, head, entries, news))

    def _head(
        self,
        dirty: DirtyChannel,
        channel: Channel,
        proofs: Sequence[RenderedEntry],
        tombstones: Sequence[Tombstone],
    ) -> Head:
        changes = [proof.entry.updated_at for proof in proofs] + [grave.deleted_at for grave in tombstones]
        updated_at = feed_updated_at(changes, settings_at=dirty.changed_at, created_at=dirty.created_at)
        if channel.most_read is not None:
            ttl_min = bounded_min(int(EVERY.total_seconds()) // 60, self._house.site)
        else:
            ttl_min = poll_interval_min([proof.entry.published_at for proof in proofs], self._house.site)
        return compose_head(self._house.site, channel, id_=dirty.id, updated_at=updated_at, ttl_min=ttl_min)


async def _seal(
    sheets: Sequence[Candidate], stamps: Mapping[str, PublicationMeta], dirty: DirtyChannel, now: datetime
) -> list[Publication]:
    """Seal what changed, each in a thread of its own: compression takes most of the time."""
    sealed = await asyncio.gather(
        *(
            asyncio.to_thread(seal_if_changed, sheet, stamps.get(sheet.name), dirty.dirty, now)
            for sheet in sheets
        )
    )
    return [publication for publication in sealed if publication is not None]
