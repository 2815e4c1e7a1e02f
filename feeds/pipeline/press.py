"""The press: one dirty channel to publications that are valid, or the last good ones stay."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.document import compose_head, feed_updated_at
from feeds.compose.entry import Variant, variant_of
from feeds.model import INDEX, Channel, ContentMode, Head, Tombstone
from feeds.pipeline.gate import Gate, Proof, Refusal
from feeds.pipeline.house import House
from feeds.pipeline.sheets import Sheet, draw, draw_outline, seal_if_changed
from feeds.store import DirtyChannel, HeldAt, Kept, Store, ToHold

BIG_SHARE = 0.25
"""An entry larger than this part of its document's bound is shown as a summary (R-PERF-10)."""

LOAD = 100
"""How many records are loaded and proved at a time, so that memory stays flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What publishing a channel came to: the addresses that changed or went, and how much was held.

    ``too_soon``: it was published in this very second; the next one may say more (R-HTTP-09).
    """

    path: str
    changed: tuple[str, ...] = ()
    held: int = 0
    too_soon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The entries of a channel that passed, newest first, and the refusals on the way."""

    proofs: tuple[Proof, ...]
    refusals: tuple[Refusal, ...]


class Press:
    """Publishes one channel at a time."""

    def __init__(self, store: Store, house: House, gate: Gate) -> None:
        """Work by the settings of the house."""
        self._store = store
        self._house = house
        self._gate = gate
        self._outline: Sheet | None = None

    async def publish(self, dirty: DirtyChannel, now: datetime) -> Pressed:
        """Bring every address of a channel up to date in one switch (R-PERF-07)."""
        channel = self._house.tree.channels[dirty.path]
        stamps = await self._store.stamps(dirty.key)
        if any(stamp.modified_at >= now.replace(microsecond=0) for stamp in stamps.values()):
            return Pressed(path=channel.path, too_soon=True)
        gathered = await self._gather(dirty, channel, now)
        tombstones = await self._store.tombstones(dirty.key)
        head = self._head(dirty, channel, gathered.proofs, tombstones)
        sheets = await asyncio.to_thread(self._draw, channel, head, gathered.proofs, tombstones)
        sealed = await asyncio.gather(
            *(
                asyncio.to_thread(seal_if_changed, sheet, stamps.get(sheet.name), dirty.dirty, now)
                for sheet in sheets
            )
        )
        changed = [publication for publication in sealed if publication is not None]
        names = [sheet.name for sheet in sheets]
        await self._store.publish(dirty, changed, names, dirty.dirty)
        held = await self._note(gathered, sheets, channel, now)
        gone = sorted(set(stamps) - set(names))
        return Pressed(path=channel.path, changed=(*(p.name for p in changed), *gone), held=held)

    def _draw(
        self, channel: Channel, head: Head, proofs: Sequence[Proof], tombstones: tuple[Tombstone, ...]
    ) -> tuple[Sheet, ...]:
        sheets = draw(self._house, channel, head, proofs, tombstones)
        if channel.path != INDEX:
            return sheets
        if self._outline is None:
            self._outline = draw_outline(self._house, head)
        return (*sheets, self._outline)

    def _head(
        self, dirty: DirtyChannel, channel: Channel, proofs: Sequence[Proof], tombstones: Sequence[Tombstone]
    ) -> Head:
        changes = [proof.entry.updated_at for proof in proofs] + [grave.deleted_at for grave in tombstones]
        updated_at = feed_updated_at(changes, settings_at=dirty.changed_at, created_at=dirty.created_at)
        return compose_head(self._house.site, channel, id_=dirty.id, updated_at=updated_at)

    async def _gather(self, dirty: DirtyChannel, channel: Channel, now: datetime) -> Gathered:
        """Collect up to ``limit`` entries that pass, looking further back for each that does not."""
        proofs: list[Proof] = []
        refusals: list[Refusal] = []
        wanted, left_bytes = channel.limit, channel.max_bytes
        while True:
            window = await self._store.window(dirty.key, wanted)
            proofs, refusals = await self._prove(window, channel, now)
            if len(window) < wanted or len(proofs) >= channel.limit:
                break
            wanted += channel.limit - len(proofs)
        kept: list[Proof] = []
        for proof in proofs[: channel.limit]:
            left_bytes -= proof.size_bytes
            if kept and left_bytes < 0:
                break
            kept.append(proof)
        return Gathered(proofs=tuple(kept), refusals=tuple(refusals))

    async def _prove(
        self, window: Sequence[tuple[int, int]], channel: Channel, now: datetime
    ) -> tuple[list[Proof], list[Refusal]]:
        variant = variant_of(channel, self._house.site)
        found = {key: self._gate.known(key, number, variant) for key, number in window}
        missing = [key for key, proof in found.items() if proof is None]
        refusals: list[Refusal] = []
        for start in range(0, len(missing), LOAD):
            loaded = await self._store.load(missing[start : start + LOAD])
            for kept in loaded.values():
                proof, refused = await self._prove_one(kept, channel, variant, now)
                found[kept.key] = proof
                refusals += refused
        return [proof for proof in found.values() if proof is not None], refusals

    async def _prove_one(
        self, kept: Kept, channel: Channel, variant: Variant, now: datetime
    ) -> tuple[Proof | None, list[Refusal]]:
        """Prove a revision, or the last one before it that passes."""
        outcome = await asyncio.to_thread(self._draw_one, kept, channel, variant, now)
        if isinstance(outcome, Proof):
            self._gate.remember(kept.key, kept.number, variant, outcome)
            return outcome, []
        for past in await self._store.earlier(kept.key):
            good = await asyncio.to_thread(self._draw_one, past, channel, variant, now)
            if isinstance(good, Proof):
                return good, [outcome]
        return None, [outcome]

    def _draw_one(self, kept: Kept, channel: Channel, variant: Variant, now: datetime) -> Proof | Refusal:
        proof = self._gate.prove(kept, variant, now)
        if isinstance(proof, Refusal) or proof.size_bytes <= channel.max_bytes * BIG_SHARE:
            return proof
        shorter = variant_of(channel, self._house.site, ContentMode.SUMMARY)
        return self._gate.prove(kept, shorter, now)

    async def _note(
        self, gathered: Gathered, sheets: Sequence[Sheet], channel: Channel, now: datetime
    ) -> int:
        """Hold what failed with its reasons, and let go what passes by now."""
        now_s = int(now.timestamp())
        things = [_held_entry(refusal, channel) for refusal in gathered.refusals]
        things += [_held_document(sheet) for sheet in sheets if sheet.faults]
        refused = {thing.subject for thing in things}
        waiting = await self._store.held_subjects()
        fine = {proof.entry.id for proof in gathered.proofs} | {sheet.name for sheet in sheets}
        await self._store.release_entries(sorted((waiting & fine) - refused))
        if things:
            await self._store.hold(things, now_s)
        return len(things)


def _held_entry(refusal: Refusal, channel: Channel) -> ToHold:
    return ToHold(
        stage=HeldAt.ENTRY,
        origin=refusal.origin,
        subject=refusal.id,
        place=channel.path,
        findings=refusal.findings,
    )


def _held_document(sheet: Sheet) -> ToHold:
    return ToHold(
        stage=HeldAt.DOCUMENT, origin="feeds", subject=sheet.name, place=sheet.name, findings=sheet.faults
    )
