"""Access statistics by hour, day or in total, added up from the hours in the store."""

from collections.abc import AsyncIterable, Sequence
from dataclasses import replace
from enum import StrEnum

from feeds.model import Access
from feeds.store import access

DAY_S = 86_400


class Grouping(StrEnum):
    """The periods: hours, days in UTC, or everything as one."""

    HOUR = "hour"
    DAY = "day"
    TOTAL = "total"


async def added_up(hours: AsyncIterable[Access], by: Grouping) -> tuple[Access, ...]:
    """Add up hours, given in order, by channel and period; ``hour_s`` of a result is where its period begins.

    Over several hours each fetcher counts with the number of subscribers it declared last. Results are sorted
    by period, then by the number of requests, the highest first.
    """
    sums: dict[tuple[int, str], Access] = {}
    async for hour in hours:
        begins_s = _begins_s(hour.hour_s, by)
        before = sums.get((begins_s, hour.channel))
        sums[begins_s, hour.channel] = (
            replace(hour, hour_s=begins_s) if before is None else access.next_hour(before, hour)
        )
    return tuple(sorted(sums.values(), key=lambda one: (one.hour_s, -one.total, one.channel)))


def top_readers(access: Access, most: int) -> Sequence[tuple[str, int]]:
    """The kinds of readers with the most requests."""
    return sorted(access.readers, key=lambda pair: (-pair[1], pair[0]))[:most]


def subscribers_by_kind(access: Access) -> dict[str, int]:
    """The declared subscribers of each kind of reader."""
    kinds: dict[str, int] = {}
    for one in access.declared:
        kinds[one.kind] = kinds.get(one.kind, 0) + one.subscribers
    return dict(sorted(kinds.items()))


def _begins_s(hour_s: int, by: Grouping) -> int:
    if by is Grouping.TOTAL:
        return 0
    return hour_s if by is Grouping.HOUR else hour_s // DAY_S * DAY_S
