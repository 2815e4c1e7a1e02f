"""The live window of a channel: the newest entries, and the archived ones that changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.archive import RETURNING_SHARE, returning
from feeds.model import Channel
from feeds.pipeline.entry_renderer import EntryRenderer, RenderedEntries
from feeds.pipeline.fragment_cache import RejectedEntry, RenderedEntry
from feeds.store import DirtyChannel, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The entries of a live feed in order; ``covered`` are the keys of all that it accounts for.

    Of a ranking, ``gains`` says of each entry how often it was read.
    """

    proofs: tuple[RenderedEntry, ...]
    refusals: tuple[RejectedEntry, ...]
    covered: frozenset[int] = frozenset()
    gains: tuple[int, ...] = ()


async def gather(
    store: Store, proving: EntryRenderer, dirty: DirtyChannel, channel: Channel, now: datetime
) -> Window:
    """Collect up to ``limit`` entries that pass, looking further back for each that does not."""
    newest, asked = await _newest(store, proving, dirty, channel, now)
    back = await store.archive.returns(dirty.key, max(1, channel.limit // RETURNING_SHARE))
    count, beside = returning(
        [key for key, _ in newest.proofs], [(key, returned) for key, _, returned in back], channel.limit
    )
    revisions = [(key, number) for key, number, _ in back if key in beside]
    again = await proving.prove(revisions, channel, now)
    shown = _fitting(newest.proofs[:count], again.proofs, channel.max_bytes)
    refused = asked - {key for key, _ in newest.proofs}
    return Window(
        proofs=tuple(proof for _, proof in sorted(shown, key=_newest_first, reverse=True)),
        refusals=newest.refusals + again.refusals,
        covered=frozenset({key for key, _ in shown} | refused),
    )


async def _newest(
    store: Store, proving: EntryRenderer, dirty: DirtyChannel, channel: Channel, now: datetime
) -> tuple[RenderedEntries, set[int]]:
    """Prove the newest entries until enough pass; return the keys of all that were looked at too."""
    wanted = channel.limit
    while True:
        window = await store.window(dirty.key, wanted)
        proved = await proving.prove(window, channel, now)
        if len(window) < wanted or len(proved.proofs) >= channel.limit:
            return proved, {key for key, _ in window}
        wanted += channel.limit - len(proved.proofs)


def _fitting(
    newest: Sequence[tuple[int, RenderedEntry]], again: Sequence[tuple[int, RenderedEntry]], max_bytes: int
) -> list[tuple[int, RenderedEntry]]:
    """Keep within the bound: a share for what returns, the rest for the newest, never none of them."""
    returned = within(again, max_bytes // RETURNING_SHARE)
    left_bytes = max_bytes - sum(proof.size_bytes for _, proof in returned)
    return (within(newest, left_bytes) or list(newest[:1])) + returned


def within(pairs: Sequence[tuple[int, RenderedEntry]], max_bytes: int) -> list[tuple[int, RenderedEntry]]:
    """Keep the first entries that are within a bound."""
    kept: list[tuple[int, RenderedEntry]] = []
    for key, proof in pairs:
        max_bytes -= proof.size_bytes
        if max_bytes < 0:
            break
        kept.append((key, proof))
    return kept


def _newest_first(pair: tuple[int, RenderedEntry]) -> tuple[datetime, str]:
    return pair[1].entry.published_at, pair[1].entry.id
