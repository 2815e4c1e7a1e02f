"""Proving records for a channel: loaded, drawn and checked; one that fails gives way to its past."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.entry import Variant, variant_of
from feeds.model import Channel, ContentMode
from feeds.pipeline.fragment_cache import FragmentCache, RejectedEntry, RenderedEntry
from feeds.pipeline.site_context import SiteContext
from feeds.store import Store, StoredRecord

BIG_SHARE = 0.25
"""An entry larger than this part of its document's bound is shown as a summary (R-PERF-10)."""

LOAD = 100
"""How many records are loaded and proved at a time, so that memory stays flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEntries:
    """What passed, each with its record's key and in the order asked for, and what did not."""

    proofs: tuple[tuple[int, RenderedEntry], ...]
    refusals: tuple[RejectedEntry, ...]


class EntryRenderer:
    """Finds the proofs of records, made before or now."""

    def __init__(self, store: Store, house: SiteContext, gate: FragmentCache) -> None:
        """Work by the settings of the house."""
        self._store = store
        self._house = house
        self._gate = gate

    async def prove(
        self, wanted: Sequence[tuple[int, int]], channel: Channel, now: datetime, *, remember: bool = True
    ) -> RenderedEntries:
        """Prove revisions, each given as (key, number); what is not likely asked for again is not kept."""
        variant = variant_of(channel, self._house.site)
        found = {key: self._gate.known(key, number, variant) for key, number in wanted}
        missing = [key for key, proof in found.items() if proof is None]
        refusals: list[RejectedEntry] = []
        for start in range(0, len(missing), LOAD):
            loaded = await self._store.load(missing[start : start + LOAD])
            for kept in loaded.values():
                found[kept.key], refused = await self._prove_one(kept, channel, variant, now)
                refusals += refused
                proof = found[kept.key]
                if remember and proof is not None and not refused:
                    self._gate.remember(kept.key, kept.number, variant, proof)
        passed = tuple((key, proof) for key, proof in found.items() if proof is not None)
        return RenderedEntries(proofs=passed, refusals=tuple(refusals))

    async def _prove_one(
        self, kept: StoredRecord, channel: Channel, variant: Variant, now: datetime
    ) -> tuple[RenderedEntry | None, list[RejectedEntry]]:
        """Prove a revision, or the last one before it that passes and that this channel may show."""
        outcome = await asyncio.to_thread(self._draw_one, kept, channel, variant, now)
        if isinstance(outcome, RenderedEntry):
            return outcome, []
        for past in await self._store.earlier(kept.key):
            if not self._house.tree.may_show(past.record, channel.path):
                continue
            good = await asyncio.to_thread(self._draw_one, past, channel, variant, now)
            if isinstance(good, RenderedEntry):
                return good, [outcome]
        return None, [outcome]

    def _draw_one(
        self, kept: StoredRecord, channel: Channel, variant: Variant, now: datetime
    ) -> RenderedEntry | RejectedEntry:
        proof = self._gate.prove(kept, variant, now)
        if isinstance(proof, RejectedEntry) or proof.size_bytes <= channel.max_bytes * BIG_SHARE:
            return proof
        shorter = variant_of(channel, self._house.site, ContentMode.SUMMARY)
        return self._gate.prove(kept, shorter, now)
