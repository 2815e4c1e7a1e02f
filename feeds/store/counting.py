"""The store in numbers, for those who run the service."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.ledger import last_number
from feeds.store.quarantine import count_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is; ``quarantined`` by source, ``number`` the newest of the ledger.

    ``waiting`` are channels to be published, ``published_at`` is when the newest publication changed.
    """

    records: int
    channels: int
    publications: int
    number: int
    quarantined: tuple[tuple[str, int], ...]
    waiting: int
    published_at: datetime | None


async def counts(connection: AsyncConnection) -> Counts:
    """Count everything; a pass over the ids, so not for every request."""
    return Counts(
        records=await _count(connection, tables.records),
        channels=await _count(connection, tables.channels),
        publications=await _count(connection, tables.publications),
        number=await last_number(connection),
        quarantined=tuple((await count_held(connection)).items()),
        waiting=await _count(connection, tables.channels, tables.channels.c.dirty > tables.channels.c.built),
        published_at=await _published_at(connection),
    )


async def _count(connection: AsyncConnection, table: Table, *which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(*which)
    return int((await connection.execute(counted)).scalar_one())


async def _published_at(connection: AsyncConnection) -> datetime | None:
    known = tables.publications.c
    newest = select(known.modified_s).order_by(known.number.desc()).limit(1)
    modified_s = (await connection.execute(newest)).scalar()
    return None if modified_s is None else datetime.fromtimestamp(modified_s, UTC)
