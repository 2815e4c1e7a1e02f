"""What is read how often: a short history of counters, cheap to keep while sources repeat them."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store.bulk import Row, insert_rows
from feeds.store.tallies import counts

HOUR_S = 3_600
DAY_S = 24 * HOUR_S

FINE_HOURS = 48
"""How long every hour is kept; from older days only the first hour in which a counter moved."""

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


async def prune(connection: AsyncConnection, now_s: int, fine_since: int) -> int:
    """Forget what no ranking needs; return from which hour on every hour is kept.

    ``fine_since`` is what the last time returned, so that only the hours between are looked at.
    """
    await connection.execute(delete(counts).where(counts.c.hour < (now_s - KEPT_S) // HOUR_S))
    fine = now_s // HOUR_S - FINE_HOURS
    hour, earlier = counts.c.hour, counts.alias()
    same_day = (
        select(earlier.c.hour)
        .where(
            earlier.c.key == counts.c.key,
            earlier.c.hour < hour,
            earlier.c.hour >= hour - hour % (DAY_S // HOUR_S),
        )
        .exists()
    )
    await connection.execute(delete(counts).where(hour >= fine_since, hour < fine, same_day))
    return fine
