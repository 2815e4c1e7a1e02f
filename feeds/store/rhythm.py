"""When sources were read, brought something new, and failed."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Row, Table, Text, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ReadHistory
from feeds.store.tables import metadata

APART_S = 3_600
"""Arrivals within so long of one that is kept are not kept: they are one flurry."""

KEPT = 256
"""How many arrivals are kept of a source: with at most one an hour, two weeks of a newsroom that sleeps."""

visits = Table(
    "visits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("read_s", BigInteger),
    Column("new_s", BigInteger),
    Column("arrivals", LargeBinary, nullable=False),
    Column("failed_s", BigInteger),
    Column("failing", Boolean, nullable=False),
    Column("error", Text),
    Column("error_where", Text),
)

_arrivals = msgspec.json.Decoder(list[int])


async def note_read(connection: AsyncConnection, source: str, now_s: int, *, new: bool) -> None:
    """Note that a source was read, and whether it brought something new."""
    values: dict[str, object] = {"read_s": now_s, "failing": False}
    if new:
        known = select(visits.c.arrivals).where(visits.c.source == source)
        arrivals = _arrivals.decode((await connection.execute(known)).scalar() or b"[]")
        if not arrivals or now_s - arrivals[-1] >= APART_S:
            arrivals = [*arrivals, now_s][-KEPT:]
        values |= {"new_s": now_s, "arrivals": msgspec.json.encode(arrivals)}
    await _put(connection, source, values)


async def note_failure(
    connection: AsyncConnection, source: str, now_s: int, *, error: str, where: str | None
) -> None:
    """Note that a source could not be read, and why."""
    values = {"failed_s": now_s, "failing": True, "error": error, "error_where": where}
    await _put(connection, source, values)


async def _put(connection: AsyncConnection, source: str, values: dict[str, object]) -> None:
    changed = update(visits).where(visits.c.source == source).values(**values)
    if not (await connection.execute(changed)).rowcount:
        fresh = {"source": source, "arrivals": b"[]", "failing": False} | values
        await connection.execute(insert(visits).values(**fresh))


async def all_visits(connection: AsyncConnection) -> dict[str, ReadHistory]:
    """Return what is known of every source that was ever read."""
    return {row.source: _visit(row) for row in await connection.execute(select(visits))}


def _visit(row: Row[tuple[object, ...]]) -> ReadHistory:
    return ReadHistory(
        source=row.source,
        read_at=_at(row.read_s),
        new_at=_at(row.new_s),
        arrivals=tuple(datetime.fromtimestamp(at_s, UTC) for at_s in _arrivals.decode(bytes(row.arrivals))),
        failed_at=_at(row.failed_s),
        error=row.error,
        error_where=row.error_where,
        failing=bool(row.failing),
    )


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
