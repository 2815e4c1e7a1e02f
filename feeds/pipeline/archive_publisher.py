"""The archivist: files what leaves the live feed, and publishes the parts of the archive that changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.archive import GROWN, PART_ENTRIES, closing, cut, fits, month_of, part_name
from feeds.compose.document import compose_head, feed_updated_at
from feeds.model import INDEX, Channel, Filed, Part, Position
from feeds.pipeline.candidates import Candidate, draw_part, seal_if_changed
from feeds.pipeline.entry_renderer import EntryRenderer, RenderedEntries
from feeds.pipeline.quarantine_updates import note
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.site_files import SiteFiles
from feeds.store import Around, DirtyChannel, PublicationMeta, Store

AT_ONCE = 8
"""How many parts are published in one turn of a channel; then it is the turn of others."""

PAGE = 1_000
"""How many places are read at a time to cut parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """The addresses that changed; ``too_soon`` where one waits for its next second (R-HTTP-09).

    ``owing`` while entries lie in parts of which no document tells yet.
    """

    changed: tuple[str, ...] = ()
    too_soon: bool = False
    owing: bool = False


class ArchivePublisher:
    """Keeps the archive of a channel so that it meets the live feed."""

    def __init__(
        self, store: Store, house: SiteContext, proving: EntryRenderer, signposts: SiteFiles
    ) -> None:
        """Work by the settings of the house."""
        self._signposts = signposts
        self._store = store
        self._archive = store.archive
        self._house = house
        self._proving = proving

    async def keep_up(
        self, dirty: DirtyChannel, channel: Channel, covered: frozenset[int], now: datetime, *, first: bool
    ) -> ArchiveResult:
        """File what the live feed no longer covers, and publish what no document has.

        What waits for another renderer, other settings or a corrected text is not published here, and
        nothing much before a live feed that is the ``first`` of its channel.
        """
        await self._meet(dirty, channel, covered, now)
        if first and len(await self._archive.waiting(dirty.key, AT_ONCE + 1)) > AT_ONCE:
            return ArchiveResult(owing=True)
        return await self.press_some(dirty, channel, now, owed=True)

    async def press_some(
        self, dirty: DirtyChannel, channel: Channel, now: datetime, *, owed: bool = False
    ) -> ArchiveResult:
        """Publish some of the parts that wait, the oldest first; ``owed``: because of what they hold."""
        changed: list[str] = []
        places = AT_ONCE
        while places and (waiting := await self._archive.waiting(dirty.key, 1, owed=owed)):
            stamps = await self._archive.stamps(dirty.key, waiting[0])
            if any(stamp.modified_at >= now.replace(microsecond=0) for stamp in stamps.values()):
                return ArchiveResult(changed=tuple(changed), too_soon=True, owing=True)
            told, stands = await self._press(dirty, channel, waiting[0], stamps, now)
            changed += told
            # Where a part went, the one after it leads nowhere until it is published too.
            places -= stands
        owing = bool(await self._archive.waiting(dirty.key, 1, owed=True))
        return ArchiveResult(changed=tuple(changed), owing=owing)

    async def _meet(
        self, dirty: DirtyChannel, channel: Channel, covered: frozenset[int], now: datetime
    ) -> None:
        """File as much as it takes, so that archive and live feed meet."""
        if not await self._meets(dirty, covered):
            spare = await self._archive.newest(dirty.key, len(covered) // 2)
            await self._file(dirty, channel, closing(spare, now))
        if not await self._meets(dirty, covered):
            await self._file(dirty, channel, None)

    async def _meets(self, dirty: DirtyChannel, covered: frozenset[int]) -> bool:
        """Tell whether archive and live feed together cover every entry."""
        reach = await self._archive.reach(dirty.key)
        beyond = await self._archive.filed(dirty.key, len(covered) + 1, after=reach)
        return covered.issuperset(one.key for one in beyond)

    async def _file(self, dirty: DirtyChannel, channel: Channel, before: Position | None) -> None:
        """Cut all that is not filed yet into parts, a page at a time."""
        more = True
        while more:
            reach = await self._archive.reach(dirty.key)
            page = await self._archive.filed(dirty.key, PAGE, after=reach, before=before)
            more = len(page) == PAGE
            await self._enter(dirty, cut(page, max_bytes=channel.max_bytes, more=more))

    async def _enter(self, dirty: DirtyChannel, groups: Sequence[Sequence[Filed]]) -> None:
        taken: dict[str, list[str]] = {}
        ends = []
        for group in groups:
            month = month_of(group[-1].position)
            if month not in taken:
                taken[month] = list(await self._archive.names(dirty.key, month))
            name = part_name(month, taken[month])
            taken[month].append(name)
            ends.append((name, group[-1].position))
        await self._archive.add(dirty.key, ends)

    async def _press(
        self,
        dirty: DirtyChannel,
        channel: Channel,
        part: Part,
        stamps: dict[str, PublicationMeta],
        now: datetime,
    ) -> tuple[list[str], bool]:
        """Publish one part as it is now; an empty one goes, one that grew too large is cut first.

        Return the addresses that changed, and whether the part still stands.
        """
        around = await self._archive.around(dirty.key, part)
        filed = await self._stretch(dirty, around, part)
        if not filed:
            await self._archive.remove(dirty.key, part)
            return sorted(stamps), False
        if not fits(filed, part.name, channel.max_bytes):
            await self._divide(dirty, channel, part, filed)
            return [], True
        return await self._publish(dirty, channel, part, filed, around=around, stamps=stamps, now=now), True

    async def _divide(
        self, dirty: DirtyChannel, channel: Channel, part: Part, filed: Sequence[Filed]
    ) -> None:
        """File what lies before the last piece of a part in parts of their own; they wait before it."""
        groups = cut(filed, max_bytes=channel.max_bytes)
        own = part.name.startswith(month_of(groups[-1][-1].position))
        await self._enter(dirty, groups[:-1] if own or len(filed) > GROWN * PART_ENTRIES else groups)

    async def _stretch(self, dirty: DirtyChannel, around: Around, part: Part) -> tuple[Filed, ...]:
        """Read the places of a part, or as many as it takes to see that it grew too large."""
        limit = GROWN * PART_ENTRIES + 1
        return await self._archive.filed(dirty.key, limit, after=around.begins_after, until=part.until)

    async def _publish(
        self,
        dirty: DirtyChannel,
        channel: Channel,
        part: Part,
        filed: Sequence[Filed],
        *,
        around: Around,
        stamps: dict[str, PublicationMeta],
        now: datetime,
    ) -> list[str]:
        wanted = [(one.key, one.number) for one in reversed(filed)]
        proved = await self._proving.prove(wanted, channel, now, remember=False)
        sheets = await asyncio.to_thread(self._draw, dirty, channel, part, around, proved)
        sealed = [seal_if_changed(sheet, stamps.get(sheet.name), part.dirty, now) for sheet in sheets]
        changed = [publication for publication in sealed if publication is not None]
        await self._archive.publish(dirty.key, part, changed, [sheet.name for sheet in sheets])
        proofs = [proof for _, proof in proved.proofs]
        await note(self._store, channel, proofs=proofs, refusals=proved.refusals, sheets=sheets, now=now)
        return [publication.name for publication in changed]

    def _draw(
        self, dirty: DirtyChannel, channel: Channel, part: Part, around: Around, proved: RenderedEntries
    ) -> tuple[Candidate, ...]:
        proofs = sorted(
            (proof for _, proof in proved.proofs),
            key=lambda proof: (proof.entry.published_at, proof.entry.id),
            reverse=True,
        )
        updated_at = feed_updated_at(
            (proof.entry.updated_at for proof in proofs),
            settings_at=dirty.changed_at,
            created_at=dirty.created_at,
        )
        head = compose_head(self._house.site, channel, id_=dirty.id, updated_at=updated_at)
        sheets = draw_part(self._house.site, channel, head, proofs, name=part.name, around=around)
        if channel.path != INDEX:
            return sheets
        return (*sheets, *self._signposts.draw_map(part.name, (proof.entry for proof in proofs)))
