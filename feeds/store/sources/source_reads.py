"""When sources were read, brought something new, and failed."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Row, insert, select, update

from feeds.model import ReadHistory
from feeds.store import schema
from feeds.store.session import Transaction

APART_S = 3_600
"""Arrivals that follow a kept one within this time are not kept."""

KEPT = 256
"""How many arrivals of a source are kept: with at most one an hour, about two weeks."""

_table = schema.source_reads
_arrivals = msgspec.json.Decoder(list[int])


async def note_read(tx: Transaction, source: str, now_s: int, *, new: bool) -> None:
    """Note that a source was read, and whether it brought something new."""
    values: dict[str, object] = {"read_s": now_s, "failing": False}
    if new:
        known = select(_table.c.arrivals).where(_table.c.source == source)
        arrivals = _arrivals.decode((await tx.execute(known)).scalar() or b"[]")
        if not arrivals or now_s - arrivals[-1] >= APART_S:
            arrivals = [*arrivals, now_s][-KEPT:]
        values |= {"new_s": now_s, "arrivals": msgspec.json.encode(arrivals)}
    await _put(tx, source, values)


async def note_failure(
    tx: Transaction, source: str, now_s: int, *, error: str, where: str | None = None
) -> None:
    """Note that a source could not be read, and why."""
    values = {"failed_s": now_s, "failing": True, "error": error, "error_where": where}
    await _put(tx, source, values)


async def _put(tx: Transaction, source: str, values: dict[str, object]) -> None:
    changed = update(_table).where(_table.c.source == source).values(**values)
    if not (await tx.execute(changed)).rowcount:
        fresh = {"source": source, "arrivals": b"[]", "failing": False} | values
        await tx.execute(insert(_table).values(**fresh))


async def read_histories(tx: Transaction) -> dict[str, ReadHistory]:
    """Return the histories of all sources that were ever read, by name."""
    return {row.source: _history(row) for row in await tx.execute(select(_table))}


def _history(row: Row[tuple[object, ...]]) -> ReadHistory:
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
