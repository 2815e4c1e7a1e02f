"""Entries rendered and checked once per revision; an entry that fails never reaches a feed."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.entry import Variant, compose_entry, variant_of
from feeds.errors import RenderError
from feeds.model import Channel, ContentMode, Entry, Finding, Format, Fragment, Severity
from feeds.pipeline.site_context import SiteContext
from feeds.render import FORMATS, entries_document
from feeds.store import StoredRecord, Transaction, off_loop, records
from feeds.validate import check, is_ordinary

CACHE_BYTES = 16 * 1024 * 1024
"""The size of the cache of a command: 1,200 entries of 2 KB in three formats, more than one channel needs."""

BIG_SHARE = 0.25
"""An entry larger than this share of the size limit of its document is shown as a summary (R-PERF-10)."""

LOAD = 100
"""How many records are loaded and rendered at a time, so that memory stays constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEntry:
    """An entry that passed: its fragment in each format; ``size_bytes`` is the size of the largest."""

    entry: Entry
    fragments: Mapping[Format, Fragment]
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEntry:
    """An entry that did not pass, and why."""

    id: str
    origin: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEntries:
    """The entries that passed with the keys of their records, in the order requested, and the others."""

    entries: tuple[tuple[int, RenderedEntry], ...]
    rejected: tuple[RejectedEntry, ...]


_Key = tuple[int, int, int]
"""The key and the number of a revision, and the number of the variant."""


class FragmentCache:
    """Renders and checks entries, and keeps those that passed up to a number of bytes."""

    def __init__(self, context: SiteContext, cache_bytes: int = CACHE_BYTES) -> None:
        """Start with an empty cache."""
        self._context = context
        self._cache_bytes = self._left_bytes = cache_bytes
        self._entries: OrderedDict[_Key, RenderedEntry] = OrderedDict()
        self._variants: dict[Variant, int] = {}

    def resize(self, cache_bytes: int) -> None:
        """Set the number of bytes; what is too much is dropped with the next entry."""
        self._left_bytes += cache_bytes - self._cache_bytes
        self._cache_bytes = cache_bytes

    async def render(
        self,
        tx: Transaction,
        revisions: Sequence[tuple[int, int]],
        channel: Channel,
        now: datetime,
        *,
        archived: bool = False,
    ) -> RenderedEntries:
        """Render revisions, given as (key, number); ``archived`` ones do not displace others in the cache."""
        variant = self._number_of(variant_of(channel, self._context.site))
        found = {key: self._cached((key, number, variant)) for key, number in revisions}
        missing = [key for key, entry in found.items() if entry is None]
        rejected: list[RejectedEntry] = []
        for start in range(0, len(missing), LOAD):
            loaded = tuple((await records.load(tx, missing[start : start + LOAD])).values())
            outcomes = await off_loop(self._render_batch, loaded, channel, now)
            for stored, outcome in zip(loaded, outcomes, strict=True):
                entry, failed = await self._last_valid(tx, stored, outcome, channel, now)
                found[stored.key] = entry
                rejected += failed
                if entry is not None and not failed:
                    self._remember((stored.key, stored.number, variant), entry, archived=archived)
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

    def _cached(self, key: _Key) -> RenderedEntry | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def _remember(self, key: _Key, entry: RenderedEntry, *, archived: bool) -> None:
        """Cache an entry; the least recently used ones are dropped when there are too many bytes.

        An archived entry is dropped first, and is not cached when there is no space left.
        """
        weight_bytes = _weight_bytes(entry)
        if archived and weight_bytes > self._left_bytes:
            return
        self._entries[key] = entry
        self._entries.move_to_end(key, last=not archived)
        self._left_bytes -= weight_bytes
        while self._left_bytes < 0 and self._entries:
            self._left_bytes += _weight_bytes(self._entries.popitem(last=False)[1])


def _weight_bytes(entry: RenderedEntry) -> int:
    """Estimate the memory of an entry: its fragments, the article, and the objects around them."""
    return 4_000 + sum(len(fragment.body) for fragment in entry.fragments.values()) + entry.size_bytes


def _checked(rendered: RenderedEntry, origin: str, now: datetime) -> RenderedEntry | RejectedEntry:
    errors = tuple(found for form in FORMATS for found in _errors(form, [rendered], now))
    return RejectedEntry(id=rendered.entry.id, origin=origin, findings=errors) if errors else rendered


def _errors(form: Format, rendered: Sequence[RenderedEntry], now: datetime) -> Sequence[Finding]:
    """Return the errors of a document of entries."""
    document = entries_document([one.fragments[form] for one in rendered], form)
    return check(document, now=now, emitted=True).errors


def _unwritable(error: RenderError) -> Finding:
    return Finding(code="REC090", name="unwritable-entry", severity=Severity.ERROR, message=str(error))
