"""Rankings of what is read most: worked out from what was counted, kept, and true to every change at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.channels import mark_dirty
from feeds.store.ledger import take_numbers
from feeds.store.revise import State
from feeds.store.tallies import counts, rankings
from feeds.store.views import HOUR_S, KEPT_S

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A record and how often it was read within the time that is ranked."""

    key: int
    gain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A record that changed: whether readers saw it before, and whether they see it now."""

    key: int
    id: str
    number: int
    was_seen: bool
    is_seen: bool
    gone_s: int


async def best(connection: AsyncConnection, of: str, since_s: int, limit: int) -> tuple[Ranked, ...]:
    """Return the visible members of a channel that were read most since a full hour, the most first.

    Looks only at records that were counted since. What was published since then started at nothing.
    """
    rows = await connection.execute(_best(of, since_s, limit))
    return tuple(Ranked(key=row.key, gain=row.gain) for row in rows)


def _best(of: str, since_s: int, limit: int) -> Select[Any]:
    first = (
        select(counts.c.key, func.min(counts.c.hour).label("hour"))
        .where(counts.c.hour >= since_s // HOUR_S)
        .group_by(counts.c.key)
        .cte("first")
    )
    record, member = tables.records.c, tables.membership.c
    start = case((record.published_s >= since_s, 0), else_=counts.c.views)
    gain = (record.views - start).label("gain")
    return (
        select(record.key, gain)
        .select_from(first)
        .join(counts, (counts.c.key == first.c.key) & (counts.c.hour == first.c.hour))
        .join(tables.records, record.key == first.c.key)
        .join(tables.membership, _seat(of))
        .where(record.views > start)
        .order_by(gain.desc(), member.published_s.desc(), record.id)
        .limit(limit)
    )


def _seat(of: str) -> Any:
    """Where a visible record sits in the channel that is ranked."""
    record, member = tables.records.c, tables.membership.c
    channel = select(tables.channels.c.key).where(tables.channels.c.path == of).scalar_subquery()
    return (
        (member.channel == channel) & (member.published_s == record.published_s) & (member.key == record.key)
    )


async def replace(connection: AsyncConnection, channel: int, ranked: Sequence[Ranked], now_s: int) -> bool:
    """Keep a ranking, and have its channel published if the order is another; tell whether it is."""
    seen = await _visible(connection, [one.key for one in ranked])
    standing = [one for one in ranked if one.key in seen]
    keys = [one.key for one in standing]
    row = rankings.c
    known = select(row.key).where(row.channel == channel, row.place.is_not(None)).order_by(row.place)
    if list((await connection.execute(known)).scalars()) == keys:
        return False
    dropped = update(rankings).where(row.channel == channel, row.place.is_not(None))
    await connection.execute(dropped.values(place=None, left_s=now_s))
    await _enter(connection, channel, standing)
    await _forget(connection, channel, now_s)
    await mark_dirty(connection, {channel}, await take_numbers(connection, 1))
    changed = update(tables.channels).where(tables.channels.c.key == channel)
    await connection.execute(changed.values(changed_s=now_s))
    return True


async def _visible(connection: AsyncConnection, keys: Sequence[int]) -> set[int]:
    """Return which records are visible now: some may have gone while they were being ranked."""
    record = tables.records.c
    found: set[int] = set()
    for start in range(0, len(keys), _CHUNK):
        some = record.key.in_(keys[start : start + _CHUNK])
        rows = await connection.execute(select(record.key).where(some, record.state == State.VISIBLE))
        found.update(rows.scalars())
    return found


async def _enter(connection: AsyncConnection, channel: int, standing: Sequence[Ranked]) -> None:
    """Write the places, and take back what was said of these records' going."""
    if not standing:
        return
    for table in (rankings, tables.tombstones):
        of_record = (table.c.channel == channel) & (table.c.key == bindparam("k"))
        await connection.execute(delete(table).where(of_record), [{"k": one.key} for one in standing])
    rows = [
        {"channel": channel, "key": one.key, "place": place, "gain": one.gain}
        for place, one in enumerate(standing, 1)
    ]
    await connection.execute(insert(rankings), rows)


async def _forget(connection: AsyncConnection, channel: int, now_s: int) -> None:
    """Forget who dropped out long ago, unless the feed still tells of its going."""
    told = select(tables.tombstones.c.key).where(tables.tombstones.c.channel == channel)
    old = (rankings.c.left_s < now_s - KEPT_S) & rankings.c.key.not_in(told)
    await connection.execute(delete(rankings).where(rankings.c.channel == channel, old))


async def window(
    connection: AsyncConnection, channel: int, of: str, limit: int
) -> tuple[tuple[int, int, int], ...]:
    """Return (key, revision's number, gain) of what is ranked and visible in ``of`` now, the first first."""
    record, row = tables.records.c, rankings.c
    wanted = (
        select(record.key, record.number, row.gain)
        .select_from(rankings)
        .join(tables.records, record.key == row.key)
        .join(tables.membership, _seat(of))
        .where(row.channel == channel, row.place.is_not(None))
        .order_by(row.place)
        .limit(limit)
    )
    return tuple((found.key, found.number, found.gain) for found in await connection.execute(wanted))


async def follow(connection: AsyncConnection, shifts: Sequence[Shift]) -> set[int]:
    """Let rankings follow what became of records; return the channels that change by it.

    Whatever was ranked and is taken back leaves a tombstone, whether it is still ranked or not.
    """
    by_key = {shift.key: shift for shift in shifts}
    keys, dirty = sorted(by_key), set()
    for start in range(0, len(keys), _CHUNK):
        some = rankings.c.key.in_(keys[start : start + _CHUNK])
        wanted = select(rankings.c.channel, rankings.c.key, rankings.c.place).where(some)
        for row in (await connection.execute(wanted)).all():
            shift = by_key[row.key]
            if shift.was_seen or shift.is_seen:
                await _tell(connection, row.channel, shift)
            if row.place is not None or shift.was_seen != shift.is_seen:
                dirty.add(row.channel)
    return dirty


async def _tell(connection: AsyncConnection, channel: int, shift: Shift) -> None:
    tomb = tables.tombstones
    await connection.execute(delete(tomb).where(tomb.c.channel == channel, tomb.c.key == shift.key))
    if not shift.is_seen:
        values = {"id": shift.id, "deleted_s": shift.gone_s, "number": shift.number}
        await connection.execute(insert(tomb).values(channel=channel, key=shift.key, **values))


async def dues(connection: AsyncConnection, until_s: int) -> dict[str, int]:
    """Return when the clock next changes each ranked channel, by path, up to a moment."""
    record, channel = tables.records.c, tables.channels.c
    soonest = select(channel.path, func.min(record.due_s).label("due_s")).select_from(rankings)
    joined = soonest.join(tables.records, record.key == rankings.c.key).join(
        tables.channels, channel.key == rankings.c.channel
    )
    soon = (record.due_s <= until_s) & rankings.c.place.is_not(None)
    rows = await connection.execute(joined.where(soon).group_by(channel.path))
    return {row.path: row.due_s for row in rows}


async def keep_only(connection: AsyncConnection, paths: Sequence[str]) -> None:
    """Forget the rankings of channels that rank no more."""
    ranked = select(tables.channels.c.key).where(tables.channels.c.path.in_(paths))
    await connection.execute(delete(rankings).where(rankings.c.channel.not_in(ranked)))
