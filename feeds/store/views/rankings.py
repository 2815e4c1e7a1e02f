"""Rankings of what is read most: computed from view counts, stored, and kept true by every change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, case, delete, func, insert, select, update

from feeds.store import schema
from feeds.store.bulk import prepare_among, rows_among
from feeds.store.channels.queue import mark_dirty
from feeds.store.ledger import lock, take_numbers
from feeds.store.lifecycle import State
from feeds.store.prepared import prepare
from feeds.store.session import Transaction
from feeds.store.views.view_counts import HOUR_S, KEPT_S

_rankings, _counts = schema.rankings, schema.view_counts
_SOONEST = prepare(
    select(schema.channels.c.path, func.min(schema.records.c.due_s))
    .select_from(_rankings)
    .join(schema.records, schema.records.c.key == _rankings.c.key)
    .join(schema.channels, schema.channels.c.key == _rankings.c.channel)
    .where(schema.records.c.due_s <= bindparam("until_s"), _rankings.c.place.is_not(None))
    .group_by(schema.channels.c.path)
)
_record = schema.records.c
_VISIBLE = prepare_among(select(_record.key).where(_record.state == State.VISIBLE.value), _record.key)
_RANKED = prepare_among(select(_rankings.c.channel, _rankings.c.key, _rankings.c.place), _rankings.c.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A record and how often it was read within the time that is ranked."""

    key: int
    gain: int


class VisibilityChange(Struct, frozen=True, kw_only=True, gc=False):
    """A record that changed: whether it was visible before, and whether it is now."""

    key: int
    id: str
    number: int
    was_visible: bool
    is_visible: bool
    deleted_s: int


async def best(tx: Transaction, of: str, since_s: int, limit: int) -> tuple[Ranked, ...]:
    """Return the visible members of a channel that were read most since a full hour, the most first.

    Looks only at records whose counter moved since. Records published since then started at zero.
    """
    rows = await tx.execute(_best(of, since_s, limit))
    return tuple(Ranked(key=row.key, gain=row.gain) for row in rows)


def _best(of: str, since_s: int, limit: int) -> Select[Any]:
    first = (
        select(_counts.c.key, func.min(_counts.c.hour).label("hour"))
        .where(_counts.c.hour >= since_s // HOUR_S)
        .group_by(_counts.c.key)
        .cte("first")
    )
    record, member = schema.records.c, schema.membership.c
    start = case((record.published_s >= since_s, 0), else_=_counts.c.views)
    gain = (record.views - start).label("gain")
    return (
        select(record.key, gain)
        .select_from(first)
        .join(_counts, (_counts.c.key == first.c.key) & (_counts.c.hour == first.c.hour))
        .join(schema.records, record.key == first.c.key)
        .join(schema.membership, _member(of))
        .where(record.views > start)
        .order_by(gain.desc(), member.published_s.desc(), member.key.desc())
        .limit(limit)
    )


def _member(of: str) -> Any:
    """Return the condition that joins a visible record to its membership in a channel, given by path."""
    record, member = schema.records.c, schema.membership.c
    channel = select(schema.channels.c.key).where(schema.channels.c.path == of).scalar_subquery()
    return (
        (member.channel == channel) & (member.published_s == record.published_s) & (member.key == record.key)
    )


async def replace(tx: Transaction, path: str, ranked: Sequence[Ranked], now_s: int) -> bool:
    """Store a ranking; have its channel published and return true if the order changed."""
    await lock(tx)
    known = schema.channels.c
    channel = int((await tx.execute(select(known.key).where(known.path == path))).scalar_one())
    visible = await _visible(tx, [one.key for one in ranked])
    standing = [one for one in ranked if one.key in visible]
    row = _rankings.c
    before = select(row.key).where(row.channel == channel, row.place.is_not(None)).order_by(row.place)
    if list((await tx.execute(before)).scalars()) == [one.key for one in standing]:
        return False
    dropped = update(_rankings).where(row.channel == channel, row.place.is_not(None))
    await tx.execute(dropped.values(place=None, left_s=now_s))
    await _insert(tx, channel, standing)
    await _forget(tx, channel, now_s)
    await mark_dirty(tx, {channel}, await take_numbers(tx, 1))
    await tx.execute(update(schema.channels).where(known.key == channel).values(changed_s=now_s))
    return True


async def _visible(tx: Transaction, keys: Sequence[int]) -> set[int]:
    """Return which records are visible; some may have been removed while they were ranked."""
    return {row.key for row in await rows_among(tx, _VISIBLE, keys)}


async def _insert(tx: Transaction, channel: int, standing: Sequence[Ranked]) -> None:
    """Insert the places, and delete the tombstones of these records."""
    if not standing:
        return
    for table in (_rankings, schema.tombstones):
        of_record = (table.c.channel == channel) & (table.c.key == bindparam("k"))
        await tx.execute(delete(table).where(of_record), [{"k": one.key} for one in standing])
    rows = [
        {"channel": channel, "key": one.key, "place": place, "gain": one.gain}
        for place, one in enumerate(standing, 1)
    ]
    await tx.execute(insert(_rankings), rows)


async def _forget(tx: Transaction, channel: int, now_s: int) -> None:
    """Delete rows of records that dropped out long ago, unless the feed has their tombstone."""
    tombstones = select(schema.tombstones.c.key).where(schema.tombstones.c.channel == channel)
    old = (_rankings.c.left_s < now_s - KEPT_S) & _rankings.c.key.not_in(tombstones)
    await tx.execute(delete(_rankings).where(_rankings.c.channel == channel, old))


async def window(tx: Transaction, channel: int, of: str, limit: int) -> tuple[tuple[int, int, int], ...]:
    """Return (key, number of the revision, gain) of the ranked records visible in ``of``, by place."""
    record, row = schema.records.c, _rankings.c
    wanted = (
        select(record.key, record.number, row.gain)
        .select_from(_rankings)
        .join(schema.records, record.key == row.key)
        .join(schema.membership, _member(of))
        .where(row.channel == channel, row.place.is_not(None))
        .order_by(row.place)
        .limit(limit)
    )
    return tuple((found.key, found.number, found.gain) for found in await tx.execute(wanted))


async def follow_changes(tx: Transaction, changes: Sequence[VisibilityChange]) -> set[int]:
    """Update rankings for records that changed; return the channels that change by it.

    A ranked record that is removed gets a tombstone, whether it still has a place or not.
    """
    by_key = {change.key: change for change in changes}
    dirty = set()
    for row in await rows_among(tx, _RANKED, sorted(by_key)):
        change = by_key[row.key]
        if change.was_visible or change.is_visible:
            await _update_tombstone(tx, row.channel, change)
        if row.place is not None or change.was_visible != change.is_visible:
            dirty.add(row.channel)
    return dirty


async def _update_tombstone(tx: Transaction, channel: int, change: VisibilityChange) -> None:
    tombstones = schema.tombstones
    await tx.execute(
        delete(tombstones).where(tombstones.c.channel == channel, tombstones.c.key == change.key)
    )
    if not change.is_visible:
        values = {"id": change.id, "deleted_s": change.deleted_s, "number": change.number}
        await tx.execute(insert(tombstones).values(channel=channel, key=change.key, **values))


async def due_by_channel(tx: Transaction, until_s: int) -> dict[str, int]:
    """Return when a release or expiry next changes each ranked channel, by path, up to a moment."""
    return dict(map(tuple, await tx.execute(_SOONEST, {"until_s": until_s})))


async def keep_only(tx: Transaction, paths: Sequence[str]) -> None:
    """Delete the rankings of all other channels."""
    ranked = select(schema.channels.c.key).where(schema.channels.c.path.in_(paths))
    await tx.execute(delete(_rankings).where(_rankings.c.channel.not_in(ranked)))
