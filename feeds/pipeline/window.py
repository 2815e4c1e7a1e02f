"""The live window of a channel: the newest entries, and archived entries that changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.archive import RETURNING_SHARE, returning
from feeds.model import Channel
from feeds.pipeline.fragment_cache import FragmentCache
from feeds.pipeline.rendered_entry import RejectedEntry, RenderedEntries, RenderedEntry
from feeds.store import Transaction, archive, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The entries of a live feed in order; ``covered`` are the keys of all records that it accounts for.

    In a ranking, ``gains`` is how often each entry was read.
    """

    entries: tuple[RenderedEntry, ...]
    rejected: tuple[RejectedEntry, ...]
    covered: frozenset[int] = frozenset()
    gains: tuple[int, ...] = ()


async def live_window(
    tx: Transaction, fragments: FragmentCache, key: int, channel: Channel, now: datetime
) -> Window:
    """Return up to ``limit`` entries that pass, looking further back for each that does not."""
    newest, seen = await _newest(tx, fragments, key, channel, now)
    late = await archive.late_changes(tx, key, max(1, channel.limit // RETURNING_SHARE))
    count, beside = returning(
        [one for one, _ in newest.entries], [(one, changed) for one, _, changed in late], channel.limit
    )
    revisions = [(one, number) for one, number, _ in late if one in beside]
    again = await fragments.render(tx, revisions, channel, now)
    shown = _fitting(newest.entries[:count], again.entries, channel.max_bytes)
    failed = seen - {one for one, _ in newest.entries}
    return Window(
        entries=tuple(entry for _, entry in sorted(shown, key=publication_order, reverse=True)),
        rejected=newest.rejected + again.rejected,
        covered=frozenset({one for one, _ in shown} | failed),
    )


async def _newest(
    tx: Transaction, fragments: FragmentCache, key: int, channel: Channel, now: datetime
) -> tuple[RenderedEntries, set[int]]:
    """Render the newest entries until enough pass; return the keys of all that were looked at too."""
    wanted = channel.limit
    while True:
        window = await records.window(tx, key, wanted)
        rendered = await fragments.render(tx, window, channel, now)
        if len(window) < wanted or len(rendered.entries) >= channel.limit:
            return rendered, {one for one, _ in window}
        wanted += channel.limit - len(rendered.entries)


def _fitting(
    newest: Sequence[tuple[int, RenderedEntry]], again: Sequence[tuple[int, RenderedEntry]], max_bytes: int
) -> list[tuple[int, RenderedEntry]]:
    """Keep within the size limit: a share for late changes, the rest for the newest, at least one of them."""
    late = within(again, max_bytes // RETURNING_SHARE)
    left_bytes = max_bytes - sum(entry.size_bytes for _, entry in late)
    return (within(newest, left_bytes) or list(newest[:1])) + late


def within(pairs: Sequence[tuple[int, RenderedEntry]], max_bytes: int) -> list[tuple[int, RenderedEntry]]:
    """Return the first entries that are within a size limit."""
    fitting: list[tuple[int, RenderedEntry]] = []
    for key, entry in pairs:
        max_bytes -= entry.size_bytes
        if max_bytes < 0:
            break
        fitting.append((key, entry))
    return fitting


def publication_order(pair: tuple[int, RenderedEntry]) -> tuple[datetime, int]:
    """Sort key of an entry with the key of its record: by publication, then by arrival."""
    return pair[1].entry.published_at, pair[0]
