"""How far each source was read."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Mark
from feeds.store import tables
from feeds.store.encode import decode_marks, encode_marks


async def fetch(connection: AsyncConnection, source: str) -> tuple[Mark, ...]:
    """Return how far a source was read; nothing at first."""
    wanted = select(tables.sources.c.state).where(tables.sources.c.name == source)
    return decode_marks(bytes((await connection.execute(wanted)).scalar() or b"[]"))


async def keep(connection: AsyncConnection, source: str, marks: tuple[Mark, ...]) -> None:
    """Keep what the next reader of a source is given back."""
    state = encode_marks(marks)
    changed = update(tables.sources).where(tables.sources.c.name == source).values(state=state)
    if not (await connection.execute(changed)).rowcount:
        await connection.execute(insert(tables.sources).values(name=source, state=state))
