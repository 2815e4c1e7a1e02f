"""A short history of view counters, cheap to keep while sources repeat them."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from feeds.store import facts, schema
from feeds.store.bulk import Row, insert_rows
from feeds.store.session import Transaction

HOUR_S = 3_600
HOURS = 24
DAY_S = HOURS * HOUR_S

FINE_HOURS = 48
"""How long every hour is kept; of older days only the first hour in which a counter moved."""

PRUNED = "counts pruned to"
"""The fact that holds the hour from which on every hour is kept."""

KEPT_S = 31 * DAY_S
"""How long anything is kept: the longest ranked period, and the day in which it begins."""

_counts = schema.view_counts


def history_rows(key: int, *, published_s: int, before: int | None, views: int, now_s: int) -> list[Row]:
    """Return the rows for a counter that moved from ``before`` (``None``: this is its first value).

    The first value of an old article is its start: nothing was gained, so there is no row.
    """
    if before is None and published_s <= now_s - KEPT_S:
        return []
    return [(key, now_s // HOUR_S, views if before is None else before)]


async def add(tx: Transaction, rows: Sequence[Row]) -> None:
    """Insert values of counters; only the first row of an hour counts."""
    await insert_rows(tx, _counts, ("key", "hour", "views"), rows, known="stay")


async def prune(tx: Transaction, now_s: int) -> None:
    """Delete what no ranking needs; looks only at the hours that became old since the last call."""
    fine = now_s // HOUR_S - FINE_HOURS
    pruned = int(await facts.get(tx, PRUNED) or 0)
    if pruned >= fine:
        return
    await tx.execute(delete(_counts).where(_counts.c.hour < (now_s - KEPT_S) // HOUR_S))
    hour, earlier = _counts.c.hour, _counts.alias()
    same_day = (earlier.c.hour < hour) & (earlier.c.hour >= hour - hour % HOURS)
    not_first = select(earlier.c.hour).where(earlier.c.key == _counts.c.key, same_day).exists()
    await tx.execute(delete(_counts).where(hour >= pruned, hour < fine, not_first))
    await facts.put(tx, PRUNED, str(fine))
