"""Deliveries and notifications that were queued by a clock that was ahead."""

from sqlalchemy import ColumnElement, func, select, update

from feeds.store.schema.websub import deliveries, pings
from feeds.store.session import Transaction

SKEW_MS = 60_000
"""How far the clocks of several nodes may differ."""


async def count(tx: Transaction, now_ms: int) -> int:
    """Return how much was queued later than now: the clock was set back since."""
    found = 0
    for table in (deliveries, pings):
        counted = select(func.count()).select_from(table).where(_is_ahead(table.c.queued_ms, now_ms))
        found += (await tx.execute(counted)).scalar_one()
    return found


async def make_due(tx: Transaction, now_ms: int) -> None:
    """Make due what was queued later than now; it would wait until the clock is there again."""
    for table in (deliveries, pings):
        ahead = update(table).where(_is_ahead(table.c.queued_ms, now_ms))
        await tx.execute(ahead.values(queued_ms=now_ms, due_ms=now_ms))


def _is_ahead(queued_ms: ColumnElement[int], now_ms: int) -> ColumnElement[bool]:
    return queued_ms > now_ms + SKEW_MS
