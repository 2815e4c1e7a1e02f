"""Quarantine: what was held back, with its findings, so that nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Finding
from feeds.store import tables
from feeds.store.bulk import among
from feeds.store.encode import decode_findings, encode_findings
from feeds.store.ledger import take_numbers


class HeldAt(StrEnum):
    """Where it was held: as it was read, or as an entry or a document about to be published."""

    READING = "reading"
    ENTRY = "entry"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedItem:
    """Something in quarantine.

    ``subject`` is the record's id, or its place where it has none; ``raw`` what was read.
    """

    key: int
    stage: HeldAt
    origin: str
    subject: str
    place: str
    at: datetime
    findings: tuple[Finding, ...]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHold:
    """Something to hold back."""

    stage: HeldAt
    origin: str
    subject: str
    place: str
    findings: tuple[Finding, ...]
    raw: str = ""


async def hold(connection: AsyncConnection, things: Sequence[ToHold], now_s: int) -> int:
    """Keep things, each once, and note that they were seen again; return how many are new."""
    held, new = tables.quarantine, 0
    for thing in {(t.stage, t.origin, t.subject): t for t in things}.values():
        same = (
            (held.c.stage == thing.stage)
            & (held.c.origin == thing.origin)
            & (held.c.subject == thing.subject)
        )
        values = {
            "place": thing.place,
            "seen_s": now_s,
            "findings": encode_findings(thing.findings),
            "raw": thing.raw.encode("utf-8", "replace"),
        }
        result = await connection.execute(update(held).where(same).values(**values))
        if result.rowcount:
            continue
        number = await take_numbers(connection, 1)
        row = {
            "key": number,
            "stage": thing.stage,
            "origin": thing.origin,
            "subject": thing.subject,
            "at_s": now_s,
        }
        await connection.execute(insert(held).values(**row, **values))
        new += 1
    return new


async def forget_unseen(connection: AsyncConnection, origin: str, since_s: int) -> int:
    """Drop readings of a source that a whole new pass over it did not meet again: they were mended there."""
    held = tables.quarantine
    gone = (held.c.stage == HeldAt.READING) & (held.c.origin == origin) & (held.c.seen_s < since_s)
    return (await connection.execute(delete(held).where(gone))).rowcount


async def let_go(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Drop all that is held of records that came in whole."""
    held = tables.quarantine
    if ids and (await connection.execute(select(held.c.key).limit(1))).first():
        for some in among(connection, held.c.subject, ids):
            await connection.execute(delete(held).where(some))


async def let_go_readings(connection: AsyncConnection, origin: str, ids: Sequence[str]) -> None:
    """Drop readings of a source that are here again as they were before they were spoilt."""
    held = tables.quarantine
    if (await connection.execute(select(held.c.key).where(held.c.origin == origin).limit(1))).first():
        for some in among(connection, held.c.subject, ids):
            at = (held.c.stage == HeldAt.READING) & (held.c.origin == origin) & some
            await connection.execute(delete(held).where(at))


async def release(connection: AsyncConnection, keys: Sequence[int]) -> None:
    """Let things go."""
    if keys:
        await connection.execute(delete(tables.quarantine).where(tables.quarantine.c.key.in_(keys)))


async def release_entries(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Let entries and documents go that pass the gate by now."""
    held = tables.quarantine
    if ids:
        passed = (held.c.stage != HeldAt.READING) & held.c.subject.in_(ids)
        await connection.execute(delete(held).where(passed))


async def held_subjects(connection: AsyncConnection) -> frozenset[str]:
    """Return the entries and documents that did not pass the gate."""
    held = tables.quarantine
    wanted = select(held.c.subject).where(held.c.stage != HeldAt.READING)
    return frozenset((await connection.execute(wanted)).scalars())


async def list_held(connection: AsyncConnection, limit: int = 1000) -> tuple[QuarantinedItem, ...]:
    """Return what is held, oldest first."""
    wanted = select(tables.quarantine).order_by(tables.quarantine.c.key).limit(limit)
    return tuple(_held(row) for row in await connection.execute(wanted))


async def one_held(connection: AsyncConnection, key: int) -> QuarantinedItem | None:
    """Return one thing by its key."""
    row = (await connection.execute(select(tables.quarantine).where(tables.quarantine.c.key == key))).first()
    return None if row is None else _held(row)


async def count_held(connection: AsyncConnection) -> dict[str, int]:
    """Return how much is held, by source."""
    held = tables.quarantine
    counted = select(held.c.origin, func.count()).group_by(held.c.origin).order_by(held.c.origin)
    return {row[0]: int(row[1]) for row in await connection.execute(counted)}


def _held(row: Row[tuple[object, ...]]) -> QuarantinedItem:
    return QuarantinedItem(
        key=row.key,
        stage=HeldAt(row.stage),
        origin=row.origin,
        subject=row.subject,
        place=row.place,
        at=datetime.fromtimestamp(row.at_s, UTC),
        findings=decode_findings(row.findings),
        raw=row.raw.decode(),
    )
