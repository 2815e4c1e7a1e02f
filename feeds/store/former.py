"""Channels that left: where they moved, or that they ended; kept for ever (R-HTTP-42, R-HTTP-46)."""

from collections.abc import Set as AbstractSet

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import RemovedChannel
from feeds.store.absent import former


async def adopt(
    connection: AsyncConnection, told: tuple[RemovedChannel, ...], live: AbstractSet[str]
) -> tuple[RemovedChannel, ...]:
    """Keep what the settings tell, and forget whose path a channel has taken again; return what is new.

    What the settings no longer tell stays.
    """
    known = {one.path: one for one in await fetch_all(connection)}
    news = tuple(one for one in told if known.get(one.path) != one)
    struck = sorted((known.keys() & live) | {one.path for one in news})
    for path in struck:
        await connection.execute(delete(former).where(former.c.path == path))
    if news:
        rows = [{"path": one.path, "moved_to": one.moved_to} for one in news]
        await connection.execute(insert(former), rows)
    return news


async def fetch_all(connection: AsyncConnection) -> tuple[RemovedChannel, ...]:
    """Return all channels that left, by path."""
    rows = await connection.execute(select(former).order_by(former.c.path))
    return tuple(RemovedChannel(path=row.path, moved_to=row.moved_to) for row in rows)
