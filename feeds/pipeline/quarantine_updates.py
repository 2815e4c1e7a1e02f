"""Updates the quarantine after the publication check: failed documents enter it, fixed ones leave it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from feeds.model import Channel
from feeds.pipeline.candidates import Candidate
from feeds.pipeline.rendered_entry import RejectedEntry, RenderedEntry
from feeds.store import QuarantineStage, Rejection, Transaction, quarantine

OWN_ORIGIN = "feeds"
"""The origin of documents in quarantine, which come from no source."""


def rejections(
    channel: Channel, rejected: Sequence[RejectedEntry], candidates: Sequence[Candidate]
) -> tuple[Rejection, ...]:
    """Return what failed the publication check of a channel."""
    entries = [
        Rejection(
            stage=QuarantineStage.ENTRY,
            origin=entry.origin,
            subject=entry.id,
            place=channel.path,
            findings=entry.findings,
        )
        for entry in rejected
    ]
    documents = [
        Rejection(
            stage=QuarantineStage.DOCUMENT,
            origin=OWN_ORIGIN,
            subject=candidate.name,
            place=candidate.name,
            findings=candidate.errors,
        )
        for candidate in candidates
        if candidate.errors
    ]
    return (*entries, *documents)


async def update_quarantine(
    tx: Transaction,
    failed: Sequence[Rejection],
    entries: Iterable[RenderedEntry],
    candidates: Iterable[Candidate],
    now: datetime,
) -> None:
    """Store what failed, and remove entries and documents that pass now."""
    passed = {rendered.entry.id for rendered in entries} | {candidate.name for candidate in candidates}
    passed -= {rejection.subject for rejection in failed}
    await quarantine.remove_published(tx, passed)
    await quarantine.add(tx, failed, int(now.timestamp()))
