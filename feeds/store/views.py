"""What is read how often: a short history of counters, cheap to keep while sources repeat them."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.bulk import Row, insert_rows
from feeds.store.tallies import counts

HOUR_S = 3_600
HOURS = 24
DAY_S = HOURS * HOUR_S

FINE_HOURS = 48
"""How long every hour is kept; from older days only the first hour in which a counter moved."""

PRUNED = "counts pruned to"
"""The fact that says from which hour on every hour is kept."""

KEPT_S = 31 * DAY_S
"""How long anything is kept: the longest time that is ranked, and the day it begins in."""


def begun(key: int, *, published_s: int, before: int | None, views: int, now_s: int) -> list[Row]:
    """Return what to keep of a counter that moved from ``before`` (``None``: it is the first count).

    The first count of an old article is its start: nothing was gained, so there is nothing to keep.
    """
    if before is None and published_s <= now_s - KEPT_S:
        return []
    return [(key, now_s // HOUR_S, views if before is None else before)]


async def keep(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Keep where counters stood; only the first word of an hour counts."""
    await insert_rows(connection, counts, ("key", "hour", "views"), rows, known="stay")


async def prune(connection: AsyncConnection, now_s: int) -> None:
    """Forget what no ranking needs; looks only at the hours that grew old since the last time."""
    fine = now_s // HOUR_S - FINE_HOURS
    pruned = await _pruned(connection)
    if pruned >= fine:
        return
    await connection.execute(delete(counts).where(counts.c.hour < (now_s - KEPT_S) // HOUR_S))
    hour, earlier = counts.c.hour, counts.alias()
    same_day = (earlier.c.hour < hour) & (earlier.c.hour >= hour - hour % HOURS)
    not_first = select(earlier.c.hour).where(earlier.c.key == counts.c.key, same_day).exists()
    await connection.execute(delete(counts).where(hour >= pruned, hour < fine, not_first))
    fact = tables.facts
    await connection.execute(delete(fact).where(fact.c.name == PRUNED))
    await connection.execute(insert(fact).values(name=PRUNED, value=str(fine)))


async def _pruned(connection: AsyncConnection) -> int:
    fact = tables.facts
    wanted = select(fact.c.value).where(fact.c.name == PRUNED)
    return int((await connection.execute(wanted)).scalar() or 0)
