"""The store in numbers, for those who run the service."""

from dataclasses import dataclass

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.ledger import last_number
from feeds.store.quarantine import count_held
from feeds.store.revise import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is; ``quarantined`` by source, ``number`` the newest of the ledger.

    ``waiting`` channels changed since they were published; ``release_s`` is when the next embargo ends.
    """

    records: int
    channels: int
    publications: int
    number: int
    quarantined: tuple[tuple[str, int], ...]
    waiting: int = 0
    release_s: int | None = None


async def counts(connection: AsyncConnection) -> Counts:
    """Count everything; a pass over the ids, so not for every request."""
    return Counts(
        records=await _count(connection, tables.records),
        channels=await _count(connection, tables.channels),
        publications=await _count(connection, tables.publications),
        number=await last_number(connection),
        quarantined=tuple((await count_held(connection)).items()),
        waiting=await _waiting(connection),
        release_s=await _release_s(connection),
    )


async def _waiting(connection: AsyncConnection) -> int:
    known = tables.channels.c
    wanted = select(func.count()).select_from(tables.channels).where(known.dirty > known.built)
    return int((await connection.execute(wanted)).scalar_one())


async def _release_s(connection: AsyncConnection) -> int | None:
    record = tables.records.c
    waiting = select(record.due_s).where(record.due_s.is_not(None), record.state == State.WAITING)
    value = (await connection.execute(waiting.order_by(record.due_s).limit(1))).scalar()
    return None if value is None else int(value)


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
