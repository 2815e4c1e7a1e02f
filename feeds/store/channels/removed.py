"""Channels that the settings say moved or ended, kept for ever (R-HTTP-42, R-HTTP-46)."""

from collections.abc import Set as AbstractSet

from sqlalchemy import delete, insert, select

from feeds.model import RemovedChannel
from feeds.store.schema import removed_channels as table
from feeds.store.session import Transaction


async def update_removed(
    tx: Transaction, removed: tuple[RemovedChannel, ...], configured: AbstractSet[str]
) -> tuple[RemovedChannel, ...]:
    """Keep the removed channels of the settings, and delete those whose path is configured again.

    Channels that the settings no longer mention stay. Returns what is new.
    """
    known = {one.path: one for one in await removed_channels(tx)}
    new = tuple(one for one in removed if known.get(one.path) != one)
    for path in sorted((known.keys() & configured) | {one.path for one in new}):
        await tx.execute(delete(table).where(table.c.path == path))
    if new:
        await tx.execute(insert(table), [{"path": one.path, "moved_to": one.moved_to} for one in new])
    return new


async def removed_channels(tx: Transaction) -> tuple[RemovedChannel, ...]:
    """Return all channels that moved or ended, by path."""
    rows = await tx.execute(select(table).order_by(table.c.path))
    return tuple(RemovedChannel(path=row.path, moved_to=row.moved_to) for row in rows)
