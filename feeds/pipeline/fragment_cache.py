"""Entries rendered and checked once per revision; an entry that fails never reaches a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Self

from feeds.compose.entry import Variant, compose_entry, variant_of
from feeds.errors import RenderError
from feeds.model import Channel, ContentMode, Finding, Format, Severity
from feeds.pipeline.lru_entries import FEW, EntryKey, LruEntries
from feeds.pipeline.rendered_entry import PackedEntry, RejectedEntry, RenderedEntries, RenderedEntry
from feeds.pipeline.site_context import SiteContext
from feeds.render import FORMATS, entries_document
from feeds.store import StoredRecord, Transaction, off_loop, records
from feeds.validate import check, is_ordinary

PACKED_SHARE = 8
"""One byte in so many of a service's cache is for packed entries."""

BIG_SHARE = 0.25
"""An entry larger than this share of the size limit of its document is shown as a summary (R-PERF-10)."""

LOAD = 100
"""How many records are loaded and rendered at a time, so that memory stays constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSizes:
    """How many bytes of rendered entries are kept: whole ones for live feeds, packed ones for archives."""

    whole_bytes: int
    packed_bytes: int

    @classmethod
    def of_service(cls, cache_bytes: int) -> Self:
        """Divide the memory of a service, which publishes live feeds again and again, and archives seldom."""
        packed_bytes = cache_bytes // PACKED_SHARE
        return cls(whole_bytes=cache_bytes - packed_bytes, packed_bytes=packed_bytes)


COMMAND_CACHE = CacheSizes(whole_bytes=4 * 2**20, packed_bytes=30 * 2**20)
"""The cache of a command, which publishes everything once: a few live feeds, and 11,000 entries of 2 KB."""


class FragmentCache:
    """Renders and checks entries, and keeps those that passed up to a number of bytes."""

    def __init__(self, context: SiteContext, sizes: CacheSizes = COMMAND_CACHE) -> None:
        """Start with an empty cache."""
        self._context = context
        self._whole: LruEntries[RenderedEntry] = LruEntries(sizes.whole_bytes)
        self._packed: LruEntries[PackedEntry] = LruEntries(sizes.packed_bytes)
        self._variants: dict[Variant, int] = {}
        self._lock = Lock()
        """Held by the thread that looks up or adds entries: several channels are published at once."""

    def resize(self, sizes: CacheSizes) -> None:
        """Set the numbers of bytes; what is too much is dropped with the next entry."""
        self._whole.limit_bytes, self._packed.limit_bytes = sizes.whole_bytes, sizes.packed_bytes

    async def render(
        self,
        tx: Transaction,
        revisions: Sequence[tuple[int, int]],
        channel: Channel,
        now: datetime,
        *,
        archived: bool = False,
    ) -> RenderedEntries:
        """Render revisions, given as (key, number); ``archived`` ones may lack their articles."""
        variant = self._number_of(variant_of(channel, self._context.site))
        found = await off_loop(self._find_cached, revisions, variant, archived=archived)
        missing = [key for key, entry in found.items() if entry is None]
        rejected: list[RejectedEntry] = []
        for start in range(0, len(missing), LOAD):
            loaded = tuple((await records.load(tx, missing[start : start + LOAD])).values())
            outcomes = await off_loop(self._render_batch, loaded, channel, now)
            new: list[tuple[EntryKey, RenderedEntry]] = []
            for stored, outcome in zip(loaded, outcomes, strict=True):
                entry, failed = await self._last_valid(tx, stored, outcome, channel, now)
                found[stored.key] = entry
                rejected += failed
                if entry is not None and not failed:
                    new.append(((stored.key, stored.number, variant), entry))
            await off_loop(self._remember, new, archived=archived)
        passed = tuple((key, entry) for key, entry in found.items() if entry is not None)
        return RenderedEntries(entries=passed, rejected=tuple(rejected))

    async def _last_valid(
        self,
        tx: Transaction,
        stored: StoredRecord,
        outcome: RenderedEntry | RejectedEntry,
        channel: Channel,
        now: datetime,
    ) -> tuple[RenderedEntry | None, list[RejectedEntry]]:
        """Return a revision, or the last one before it that passes and that this channel may show."""
        if isinstance(outcome, RenderedEntry):
            return outcome, []
        for past in await records.earlier_revisions(tx, stored.key):
            if not self._context.tree.may_show(past.record, channel.path):
                continue
            (earlier,) = await off_loop(self._render_batch, (past,), channel, now)
            if isinstance(earlier, RenderedEntry):
                return earlier, [outcome]
        return None, [outcome]

    def _render_batch(
        self, batch: Sequence[StoredRecord], channel: Channel, now: datetime
    ) -> list[RenderedEntry | RejectedEntry]:
        """Render revisions; check the unusual ones in one document, each by itself if that has errors."""
        variant = variant_of(channel, self._context.site)
        outcomes = [self._within_size(stored, channel, variant) for stored in batch]
        rendered = [one for one in outcomes if isinstance(one, RenderedEntry)]
        unusual = [one for one in rendered if not is_ordinary(one.entry)]
        if not unusual or (len(unusual) > 1 and not any(_errors(form, unusual, now) for form in FORMATS)):
            return outcomes
        return [
            _checked(one, stored.record.origin, now)
            if isinstance(one, RenderedEntry) and not is_ordinary(one.entry)
            else one
            for stored, one in zip(batch, outcomes, strict=True)
        ]

    def _within_size(
        self, stored: StoredRecord, channel: Channel, variant: Variant
    ) -> RenderedEntry | RejectedEntry:
        outcome = self._render_variant(stored, variant)
        if isinstance(outcome, RejectedEntry) or outcome.size_bytes <= channel.max_bytes * BIG_SHARE:
            return outcome
        summary = variant_of(channel, self._context.site, ContentMode.SUMMARY)
        return self._render_variant(stored, summary)

    def _render_variant(self, stored: StoredRecord, variant: Variant) -> RenderedEntry | RejectedEntry:
        entry = compose_entry(
            stored.record,
            published_at=stored.published_at,
            updated_at=stored.updated_at,
            variant=variant,
            credits_=self._context.credits,
        )
        try:
            fragments = {form: renderer.entry(entry) for form, renderer in FORMATS.items()}
        except RenderError as error:
            findings = (_unwritable(error),)
            return RejectedEntry(id=entry.id, origin=stored.record.origin, findings=findings)
        size_bytes = max(len(fragment.body) for fragment in fragments.values())
        return RenderedEntry(entry=entry, fragments=fragments, size_bytes=size_bytes)

    def _number_of(self, variant: Variant) -> int:
        """Return the number of a variant: a key of the cache that takes less time to hash."""
        return self._variants.setdefault(variant, len(self._variants))

    def _find_cached(
        self, revisions: Sequence[tuple[int, int]], variant: int, *, archived: bool
    ) -> dict[int, RenderedEntry | None]:
        """Return what is cached of revisions by the keys of their records, ``None`` for the others."""
        with self._lock:
            return {key: self._cached((key, number, variant), archived=archived) for key, number in revisions}

    def _cached(self, key: EntryKey, *, archived: bool) -> RenderedEntry | None:
        entry = self._whole.get(key)
        if entry is None and archived:
            packed = self._packed.get(key)
            return None if packed is None else packed.unpack()
        return entry

    def _remember(self, new: Sequence[tuple[EntryKey, RenderedEntry]], *, archived: bool) -> None:
        """Cache entries: whole until others take their place, then packed.

        Those of an archive take no place of others. Where packed entries are seldom used, few are packed.
        """
        with self._lock:
            for key, entry in new:
                takes_place = not archived or self._whole.has_room(entry)
                dropped = self._whole.add(key, entry) if takes_place else [(key, entry)]
                for one, rendered in dropped:
                    if not self._packed.is_wasteful or one[0] % FEW == 0:
                        self._packed.add(one, PackedEntry.pack(rendered))


def _checked(rendered: RenderedEntry, origin: str, now: datetime) -> RenderedEntry | RejectedEntry:
    errors = tuple(found for form in FORMATS for found in _errors(form, [rendered], now))
    return RejectedEntry(id=rendered.entry.id, origin=origin, findings=errors) if errors else rendered


def _errors(form: Format, rendered: Sequence[RenderedEntry], now: datetime) -> Sequence[Finding]:
    """Return the errors of a document of entries."""
    document = entries_document([one.fragments[form] for one in rendered], form)
    return check(document, now=now, emitted=True).errors


def _unwritable(error: RenderError) -> Finding:
    return Finding(code="REC090", name="unwritable-entry", severity=Severity.ERROR, message=str(error))
