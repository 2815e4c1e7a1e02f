"""Noting what did not pass: held with its reasons, and let go once it does."""

from collections.abc import Sequence
from datetime import datetime

from feeds.model import Channel
from feeds.pipeline.candidates import Candidate
from feeds.pipeline.fragment_cache import RejectedEntry, RenderedEntry
from feeds.store import HeldAt, Store, ToHold


async def note(
    store: Store,
    channel: Channel,
    *,
    proofs: Sequence[RenderedEntry],
    refusals: Sequence[RejectedEntry],
    sheets: Sequence[Candidate],
    now: datetime,
) -> int:
    """Hold what failed, let go what passes by now; return how much failed."""
    things = [_held_entry(refusal, channel) for refusal in refusals]
    things += [_held_document(sheet) for sheet in sheets if sheet.faults]
    refused = {thing.subject for thing in things}
    waiting = await store.held_subjects()
    fine = {proof.entry.id for proof in proofs} | {sheet.name for sheet in sheets}
    await store.release_entries(sorted((waiting & fine) - refused))
    if things:
        await store.hold(things, int(now.timestamp()))
    return len(things)


def _held_entry(refusal: RejectedEntry, channel: Channel) -> ToHold:
    return ToHold(
        stage=HeldAt.ENTRY,
        origin=refusal.origin,
        subject=refusal.id,
        place=channel.path,
        findings=refusal.findings,
    )


def _held_document(sheet: Candidate) -> ToHold:
    return ToHold(
        stage=HeldAt.DOCUMENT, origin="feeds", subject=sheet.name, place=sheet.name, findings=sheet.faults
    )
