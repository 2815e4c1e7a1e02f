"""Quarantine: records and documents that are not published, with the findings that say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Row, delete, func, insert, or_, select, update

from feeds.model import Finding
from feeds.store import schema
from feeds.store.bulk import among, delete_among, prepare_among
from feeds.store.encoding import decode_findings, encode_findings
from feeds.store.ledger import take_numbers
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

_table = schema.quarantine
_ANY = prepare(select(_table.c.key).limit(1))
_DELETE = prepare_among(delete(_table), _table.c.subject)
_REJECTED = prepare(
    select(_table.c.subject).where(or_(_table.c.stage == "entry", _table.c.stage == "document"))
)
"""Says which stages instead of which not: there may be many readings, and the index begins with the stage."""


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
    """Put rejections into quarantine, or note that they were seen again; return how many are new."""
    latest = {(one.stage, one.origin, one.subject): one for one in rejections}
    return sum([await _add_one(tx, rejection, now_s) for rejection in latest.values()])


async def _add_one(tx: Transaction, rejection: Rejection, now_s: int) -> bool:
    identity = {"stage": rejection.stage, "origin": rejection.origin, "subject": rejection.subject}
    values = {
        "place": rejection.place,
        "seen_s": now_s,
        "findings": encode_findings(rejection.findings),
        "raw": rejection.raw.encode("utf-8", "replace"),
    }
    same = update(_table).where(*(_table.c[name] == value for name, value in identity.items()))
    if (await tx.execute(same.values(**values))).rowcount:
        return False
    number = await take_numbers(tx, 1)
    await tx.execute(insert(_table).values(key=number, at_s=now_s, **identity, **values))
    return True


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
    if (await tx.execute(select(_table.c.key).where(_table.c.origin == origin).limit(1))).first():
        for some in among(tx, _table.c.subject, ids):
            readings = (_table.c.stage == QuarantineStage.READING) & (_table.c.origin == origin)
            await tx.execute(delete(_table).where(readings, some))


async def remove_published(tx: Transaction, subjects: Sequence[str]) -> None:
    """Remove entries and documents that pass the publication check now."""
    if subjects:
        rejected = (_table.c.stage != QuarantineStage.READING) & _table.c.subject.in_(subjects)
        await tx.execute(delete(_table).where(rejected))


async def rejected_subjects(tx: Transaction) -> frozenset[str]:
    """Return the entries and documents that did not pass the publication check."""
    return frozenset((await tx.execute(_REJECTED)).scalars())


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
