"""Moves entries that leave the live feed into the archive, and publishes the parts that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from feeds.compose.archive import GROWN, PART_ENTRIES, closing, fits
from feeds.compose.document import compose_head, feed_updated_at
from feeds.model import INDEX, Channel, Filed, Part, Position
from feeds.pipeline.archive_cutting import cut_page, divide
from feeds.pipeline.candidates import BuiltDocuments, Candidate, build_changed, is_of_this_second
from feeds.pipeline.channel_documents import PartContent, part_documents
from feeds.pipeline.fragment_cache import FragmentCache
from feeds.pipeline.quarantine_updates import rejections, update_quarantine
from feeds.pipeline.rendered_entry import RenderedEntries
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.site_files import SiteFiles
from feeds.pipeline.window import publication_order
from feeds.store import (
    DirtyChannel,
    Neighbours,
    PublicationMeta,
    Rejection,
    Share,
    Store,
    Transaction,
    Work,
    archive,
    channels,
    ledger,
    off_loop,
    publications,
    publishers,
)

AT_ONCE = 8
"""How many parts are published in one turn of a channel, before other channels have theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """The addresses that changed; ``too_soon`` if a part has to wait for its next second (R-HTTP-09).

    ``incomplete`` while there are entries in parts that are in no document yet. ``parts`` is how many were
    published.
    """

    changed: tuple[str, ...] = ()
    parts: int = 0
    too_soon: bool = False
    incomplete: bool = False

    def after(self, earlier: "ArchiveResult") -> "ArchiveResult":
        """Return this result with what an earlier turn of the same channel published."""
        return replace(self, changed=earlier.changed + self.changed, parts=earlier.parts + self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartSnapshot:
    """Everything that publishing one part needs, read in one transaction.

    ``rendered`` is ``None`` if the part is empty, has grown too large or was published in this second.
    """

    part: Part
    last: Mapping[str, PublicationMeta]
    neighbours: Neighbours
    filed: tuple[Filed, ...]
    rendered: RenderedEntries | None = None
    built: BuiltDocuments | None = None


async def covers(tx: Transaction, key: int, covered: frozenset[int]) -> bool:
    """Return whether the archive and a live feed with these records together have every entry."""
    reach = await archive.reach(tx, key)
    return covered.issuperset(await archive.keys_after(tx, key, reach, len(covered) + 1))


class ArchivePublisher:
    """Keeps the archive of a channel so that it meets the live feed."""

    def __init__(
        self, store: Store, context: SiteContext, fragments: FragmentCache, site_files: SiteFiles
    ) -> None:
        """Publish for one site."""
        self._store = store
        self._context = context
        self._fragments = fragments
        self._site_files = site_files

    async def keep_up(
        self, dirty: DirtyChannel, channel: Channel, covered: frozenset[int], now: datetime, *, first: bool
    ) -> ArchiveResult:
        """Archive what the live feed no longer has, and publish parts whose entries are in no document.

        Parts that wait for other reasons, such as a corrected text, are not published here; nor are many
        parts before a live feed that is the ``first`` of its channel.
        """
        await self._extend(dirty.key, channel, covered, now)
        if first:
            waiting = await self._store.read_at_once(lambda tx: archive.waiting(tx, dirty.key, AT_ONCE + 1))
            if len(waiting) > AT_ONCE:
                return ArchiveResult(incomplete=True)
        return await self.publish_parts(dirty, channel, now, members_only=True)

    async def publish_parts(
        self,
        dirty: DirtyChannel,
        channel: Channel,
        now: datetime,
        *,
        members_only: bool = False,
        share: Share = publishers.ALL,
    ) -> ArchiveResult:
        """Publish some of the parts of a share that wait, the oldest first, each from one snapshot."""
        waiting = partial(archive.waiting, channel=dirty.key, members_only=members_only, share=share)
        changed: list[str] = []
        left = AT_ONCE
        while left:
            snapshots = await self._prepare(dirty, channel, now, partial(waiting, limit=left))
            if not snapshots:
                break
            ready = [one for one in snapshots if one.built is not None]
            first = snapshots[0]
            if ready:
                changed += await self._publish(dirty, channel, ready, now)
                left -= len(ready)
            elif is_of_this_second(first.last, now):
                parts = AT_ONCE - left
                return ArchiveResult(changed=tuple(changed), parts=parts, too_soon=True, incomplete=True)
            elif first.filed:
                await self._divide(dirty.key, channel, first.part, first.filed)
                left -= 1
            else:  # the part after it has no valid link until it is published too, so this one does not count
                await self._remove(dirty.key, first.part)
                changed += sorted(first.last)
        incomplete = await self._store.read_at_once(
            lambda tx: archive.waiting(tx, dirty.key, 1, members_only=True)
        )
        return ArchiveResult(changed=tuple(changed), parts=AT_ONCE - left, incomplete=bool(incomplete))

    async def _extend(self, key: int, channel: Channel, covered: frozenset[int], now: datetime) -> None:
        """Add as many parts as it takes for the archive to meet the live feed."""

        async def read_newest(tx: Transaction) -> tuple[Position, ...] | None:
            if await covers(tx, key, covered):
                return None
            return await archive.newest(tx, key, len(covered) // 2)

        newest = await self._store.read_at_once(read_newest)
        if newest is None:
            return
        await self._cut_until(key, channel, closing(newest, now))
        if not await self._store.read_at_once(lambda tx: covers(tx, key, covered)):
            await self._cut_until(key, channel, None)

    async def _cut_until(self, key: int, channel: Channel, before: Position | None) -> None:
        """Cut everything before a position that is in no part yet into parts, a page at a time."""
        while await self._store.write_at_once(lambda tx: cut_page(tx, key, channel, before)):
            pass

    async def _prepare(
        self, dirty: DirtyChannel, channel: Channel, now: datetime, find: Work[tuple[Part, ...]]
    ) -> tuple[_PartSnapshot, ...]:
        """Read the parts that ``find`` returns and build their publications, in one thread.

        The last one may be one that cannot be built. With the entries of a full part there are enough.
        """

        async def work(tx: Transaction) -> tuple[_PartSnapshot, ...]:
            present = await channels.dirty_channel(tx, dirty.key)
            if present is None or present.display_hash != dirty.display_hash:
                return ()  # it ended, or has other settings since it was found waiting
            snapshots: list[_PartSnapshot] = []
            entries = 0
            for part in await find(tx):
                snapshot = await self._read_part(tx, dirty.key, part, channel, now)
                if snapshot.rendered is None:
                    return (*snapshots, snapshot)
                built = await off_loop(self._build, dirty, channel, snapshot, now)
                snapshots.append(replace(snapshot, built=built))
                entries += len(snapshot.filed)
                if entries >= PART_ENTRIES:
                    break
            return tuple(snapshots)

        return await self._store.read_at_once(work)

    def _build(
        self, dirty: DirtyChannel, channel: Channel, snapshot: _PartSnapshot, now: datetime
    ) -> BuiltDocuments:
        candidates = self._documents(dirty, channel, snapshot)
        return build_changed(candidates, snapshot.last, snapshot.part.dirty, now)

    async def _read_part(
        self, tx: Transaction, key: int, part: Part, channel: Channel, now: datetime
    ) -> _PartSnapshot:
        last = await publications.last_publications(tx, key, part.name)
        neighbours = await archive.neighbours(tx, key, part)
        limit = GROWN * PART_ENTRIES + 1  # enough to see that it has grown too large
        filed = await archive.filed(tx, key, limit, after=neighbours.begins_after, until=part.until)
        rendered = None
        if filed and fits(filed, part.name, channel.max_bytes) and not is_of_this_second(last, now):
            revisions = [(one.key, one.number) for one in reversed(filed)]
            rendered = await self._fragments.render(tx, revisions, channel, now, archived=True)
        return _PartSnapshot(part=part, last=last, neighbours=neighbours, filed=filed, rendered=rendered)

    async def _divide(self, key: int, channel: Channel, part: Part, filed: Sequence[Filed]) -> None:
        await self._store.write_at_once(lambda tx: divide(tx, key, channel, part, filed))

    async def _remove(self, key: int, part: Part) -> None:
        async def work(tx: Transaction) -> None:
            await ledger.lock(tx)
            if await archive.is_as_read(tx, key, part):
                await archive.remove(tx, key, part)
                await publications.switch(tx, key, (), (), part.name, until=part.until)

        await self._store.write_at_once(work)

    async def _publish(
        self, dirty: DirtyChannel, channel: Channel, ready: Sequence[_PartSnapshot], now: datetime
    ) -> list[str]:
        """Publish parts in one transaction, unless others have; return the addresses that changed."""
        failed = [_rejected(channel, one) for one in ready]

        async def work(tx: Transaction) -> list[str]:
            if any(failed):
                await ledger.lock(tx)
            built = [await archive.mark_built(tx, dirty.key, one.part) for one in ready]
            changed: list[str] = []
            for is_ours, rejected, one in zip(built, failed, ready, strict=True):
                if is_ours:
                    changed += await _write_part(tx, dirty.key, one, rejected, now)
            return changed

        return await self._store.write_at_once(work)

    def _documents(
        self, dirty: DirtyChannel, channel: Channel, snapshot: _PartSnapshot
    ) -> tuple[Candidate, ...]:
        rendered = snapshot.rendered.entries if snapshot.rendered else ()
        ordered = sorted(rendered, key=publication_order, reverse=True)
        entries = [entry for _, entry in ordered]
        updated_at = feed_updated_at(
            (one.entry.updated_at for one in entries),
            settings_at=dirty.changed_at,
            created_at=dirty.created_at,
        )
        head = compose_head(self._context.site, channel, id_=dirty.id, updated_at=updated_at)
        name = snapshot.part.name
        content = PartContent(name=name, neighbours=snapshot.neighbours, entries=tuple(entries))
        candidates = part_documents(self._context, channel, head, content)
        if channel.path != INDEX:
            return candidates
        return (*candidates, *self._site_files.article_map(name, (one.entry for one in entries)))


def _rejected(channel: Channel, snapshot: _PartSnapshot) -> tuple[Rejection, ...]:
    if snapshot.rendered is None or snapshot.built is None:
        return ()
    return rejections(channel, snapshot.rendered.rejected, snapshot.built.candidates)


async def _write_part(
    tx: Transaction, key: int, snapshot: _PartSnapshot, failed: Sequence[Rejection], now: datetime
) -> list[str]:
    part, rendered, built = snapshot.part, snapshot.rendered, snapshot.built
    if rendered is None or built is None:
        return []
    passed = [entry for _, entry in rendered.entries]
    await update_quarantine(tx, failed, passed, built.candidates, now)
    await publications.switch(tx, key, built.changed, built.names, part.name)
    return [publication.name for publication in built.changed]
