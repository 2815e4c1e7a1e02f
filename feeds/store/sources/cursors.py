"""How far each source was read."""

from sqlalchemy import insert, select, update

from feeds.model import Mark
from feeds.store import schema
from feeds.store.encoding import decode_marks, encode_marks
from feeds.store.point_reads import PointReader
from feeds.store.session import Transaction


async def cursors(tx: Transaction, source: str) -> tuple[Mark, ...]:
    """Return what the last reader of a source left; empty at first."""
    wanted = select(schema.sources.c.state).where(schema.sources.c.name == source)
    return decode_marks(bytes((await tx.execute(wanted)).scalar() or b"[]"))


def cursors_now(reader: PointReader, source: str) -> tuple[Mark, ...]:
    """Return what ``cursors`` returns, without waiting. Raises ``sqlite3.Error``."""
    row = reader.first("SELECT state FROM sources WHERE name = ?", (source,))
    state = row[0] if row else None
    return decode_marks(state if isinstance(state, bytes) and state else b"[]")


async def all_cursors(tx: Transaction) -> dict[str, tuple[Mark, ...]]:
    """Return what the last readers left, by source."""
    rows = await tx.execute(select(schema.sources.c.name, schema.sources.c.state))
    return {row.name: decode_marks(bytes(row.state or b"[]")) for row in rows}


async def set_cursors(tx: Transaction, source: str, marks: tuple[Mark, ...]) -> None:
    """Store what the next reader of a source is given."""
    state = encode_marks(marks)
    changed = update(schema.sources).where(schema.sources.c.name == source).values(state=state)
    if not (await tx.execute(changed)).rowcount:
        await tx.execute(insert(schema.sources).values(name=source, state=state))
