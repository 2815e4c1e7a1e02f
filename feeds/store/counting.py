"""The store in numbers, for those who run the service."""

from dataclasses import dataclass

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.ledger import last_number
from feeds.store.quarantine import count_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is; ``quarantined`` by source, ``number`` the newest of the ledger."""

    records: int
    channels: int
    publications: int
    number: int
    quarantined: tuple[tuple[str, int], ...]


async def counts(connection: AsyncConnection) -> Counts:
    """Count everything; a pass over the ids, so not for every request."""
    return Counts(
        records=await _count(connection, tables.records),
        channels=await _count(connection, tables.channels),
        publications=await _count(connection, tables.publications),
        number=await last_number(connection),
        quarantined=tuple((await count_held(connection)).items()),
    )


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
