"""Quarantine: records and documents that are not published, with the findings that say why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update

from feeds.model import Finding
from feeds.store import schema
from feeds.store.bulk import among, delete_among, prepare_among, rows_among
from feeds.store.encoding import decode_findings, encode_findings
from feeds.store.ledger import take_numbers
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

_table = schema.quarantine
_ANY = prepare(select(_table.c.key).limit(1))
_DELETE = prepare_among(delete(_table), _table.c.subject)
_IDENTITIES = prepare_among(
    select(_table.c.key, _table.c.stage, _table.c.origin, _table.c.subject), _table.c.subject
)
_INSERT = prepare(insert(_table))
_UPDATE = prepare(update(_table).where(_table.c.key == bindparam("of")))
_reading_of = (_table.c.stage == "reading") & (_table.c.origin == bindparam("of"))
_ANY_READING = prepare(select(_table.c.key).where(_reading_of).limit(1))
_DELETE_READINGS = prepare_among(delete(_table).where(_reading_of), _table.c.subject)
_rejected = or_(_table.c.stage == "entry", _table.c.stage == "document")
"""Says which stages instead of which not: there may be many readings, and the index begins with the stage."""

_ANY_REJECTED = prepare(select(_table.c.key).where(_rejected).limit(1))
_DELETE_REJECTED = prepare_among(delete(_table).where(_rejected), _table.c.subject)


class QuarantineStage(StrEnum):
    """Where it was found invalid: when it was read, or as an entry or a document before publication."""

    READING = "reading"
    ENTRY = "entry"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedItem:
    """A reading, an entry or a document in quarantine.

    ``subject`` is the record's id, or its place if it has none; ``raw`` is what was read.
    """

    key: int
    stage: QuarantineStage
    origin: str
    subject: str
    place: str
    quarantined_at: datetime
    findings: tuple[Finding, ...]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A reading, an entry or a document to put into quarantine."""

    stage: QuarantineStage
    origin: str
    subject: str
    place: str
    findings: tuple[Finding, ...]
    raw: str = ""


async def add(tx: Transaction, rejections: Sequence[Rejection], now_s: int) -> int:
    """Put rejections into quarantine, or note that they were seen again; return how many are new.

    Of several with one subject the last counts. The caller has taken the lock of the ledger, so that no other
    process adds the same.
    """
    latest = {(one.stage.value, one.origin, _subject(one)): one for one in rejections}
    rows = await rows_among(tx, _IDENTITIES, list(dict.fromkeys(subject for _, _, subject in latest)))
    known = {(row.stage, row.origin, row.subject): row.key for row in rows}
    again = [
        {"of": known[identity], **_values(one, now_s)}
        for identity, one in latest.items()
        if identity in known
    ]
    if again:
        await tx.execute(_UPDATE, again)
    new = [(identity, one) for identity, one in latest.items() if identity not in known]
    if new:
        first = await take_numbers(tx, len(new))
        names = ("stage", "origin", "subject")
        rows = [
            {"key": number, **dict(zip(names, identity, strict=True)), "at_s": now_s, **_values(one, now_s)}
            for number, (identity, one) in enumerate(new, first)
        ]
        await tx.execute(_INSERT, rows)
    return len(new)


def _subject(rejection: Rejection) -> str:
    """Return the subject as both databases can store and find it: without U+0000."""
    return rejection.subject.replace("\0", "\ufffd")


def _values(rejection: Rejection, now_s: int) -> dict[str, object]:
    """Return what another reading of the same subject replaces."""
    return {
        "place": rejection.place,
        "seen_s": now_s,
        "findings": encode_findings(rejection.findings),
        "raw": rejection.raw.encode("utf-8", "replace"),
    }


async def expect_again(tx: Transaction) -> None:
    """Count all readings as not seen again yet, however long ago they were seen."""
    readings = update(_table).where(_table.c.stage == QuarantineStage.READING)
    await tx.execute(readings.values(seen_s=0))


async def remove_unseen(tx: Transaction, origin: str, since_s: int) -> int:
    """Remove readings that a complete read of their source did not meet again; return how many."""
    readings = (_table.c.stage == QuarantineStage.READING) & (_table.c.origin == origin)
    return (await tx.execute(delete(_table).where(readings, _table.c.seen_s < since_s))).rowcount


async def remove_ids(tx: Transaction, ids: Sequence[str]) -> None:
    """Remove everything about records that were saved."""
    if ids and (await tx.execute(_ANY)).first():
        await delete_among(tx, _DELETE, ids)


async def remove_readings(tx: Transaction, origin: str, ids: Sequence[str]) -> None:
    """Remove readings of records that a source now gives as they are stored."""
    if (await tx.execute(_ANY_READING, {"of": origin})).first():
        await delete_among(tx, _DELETE_READINGS, ids, {"of": origin})


async def remove_published(tx: Transaction, subjects: Collection[str]) -> None:
    """Remove entries and documents that pass the publication check now."""
    if (await tx.execute(_ANY_REJECTED)).first():
        await delete_among(tx, _DELETE_REJECTED, sorted(subjects))


async def list_items(tx: Transaction, limit: int = 1000) -> tuple[QuarantinedItem, ...]:
    """Return what is in quarantine, oldest first."""
    rows = await tx.execute(select(_table).order_by(_table.c.key).limit(limit))
    return tuple(_item(row) for row in rows)


async def get(tx: Transaction, key: int) -> QuarantinedItem | None:
    """Return one item by its key."""
    row = (await tx.execute(select(_table).where(_table.c.key == key))).first()
    return None if row is None else _item(row)


async def drop(tx: Transaction, keys: Sequence[int]) -> int:
    """Delete items by their keys, or all without keys; return how many there were."""
    if not keys:
        return (await tx.execute(delete(_table))).rowcount
    deleted = [
        (await tx.execute(delete(_table).where(some))).rowcount for some in among(tx, _table.c.key, keys)
    ]
    return sum(deleted)


async def count_by_source(tx: Transaction) -> dict[str, int]:
    """Return how many items are in quarantine, by source."""
    counted = select(_table.c.origin, func.count()).group_by(_table.c.origin).order_by(_table.c.origin)
    return {row[0]: int(row[1]) for row in await tx.execute(counted)}


def _item(row: Row[tuple[object, ...]]) -> QuarantinedItem:
    return QuarantinedItem(
        key=row.key,
        stage=QuarantineStage(row.stage),
        origin=row.origin,
        subject=row.subject,
        place=row.place,
        quarantined_at=datetime.fromtimestamp(row.at_s, UTC),
        findings=decode_findings(row.findings),
        raw=row.raw.decode(),
    )
