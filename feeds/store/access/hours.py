"""Requests of all processes, added up by channel and hour."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from feeds.model import Access, Declared
from feeds.store.access.totals import same_hour
from feeds.store.bulk import PARAMETERS
from feeds.store.schema import access as table
from feeds.store.session import Transaction
from feeds.store.upsert import upsert

TOTAL = Access(channel="", hour_s=0)
"""The row for all channels and hours, which is never deleted."""

_Details = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...], tuple[Declared, ...]]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Details)


async def add(tx: Transaction, counted: Sequence[Access]) -> None:
    """Add what one process counted to what others counted."""
    if not counted:
        return
    everything = reduce(same_hour, (replace(one, declared=()) for one in counted), TOTAL)
    rows = sorted((*counted, everything), key=lambda one: (one.hour_s, one.channel))
    for some in _batches(rows):
        await _add(tx, some)


async def between(
    tx: Transaction, since_s: int, until_s: int, channels: Sequence[str] = ()
) -> AsyncIterator[Access]:
    """Yield the hours of a period in order, of all channels unless some are named."""
    wanted = select(table).where(table.c.hour_s >= max(since_s, 1), table.c.hour_s < until_s)
    if channels:
        wanted = wanted.where(table.c.channel.in_(channels))
    async for row in await tx.stream(wanted.order_by(table.c.hour_s, table.c.channel)):
        yield _access(row)


async def total(tx: Transaction) -> Access:
    """Return the sum of everything that was ever counted, without subscribers."""
    row = (await tx.execute(select(table).where(table.c.hour_s == TOTAL.hour_s))).first()
    return TOTAL if row is None else _access(row)


async def forget(tx: Transaction, before_s: int) -> None:
    """Delete the hours before a time."""
    old = (table.c.hour_s > TOTAL.hour_s) & (table.c.hour_s < before_s)
    await tx.execute(delete(table).where(old))


async def _add(tx: Transaction, counted: Sequence[Access]) -> None:
    """Insert missing rows, lock all in one order, which avoids deadlocks, and write the sums."""
    empty = [_row(Access(channel=one.channel, hour_s=one.hour_s)) for one in counted]
    await tx.execute(upsert(tx, table).on_conflict_do_nothing(), empty)
    keys = (table.c.hour_s == counted[0].hour_s) & table.c.channel.in_([one.channel for one in counted])
    locked = select(table).where(keys).order_by(table.c.channel).with_for_update()
    known = {row.channel: _access(row) for row in await tx.execute(locked)}
    sums = [_row(same_hour(known[one.channel], one)) for one in counted]
    at = (table.c.hour_s == bindparam("of_hour_s")) & (table.c.channel == bindparam("of_channel"))
    values: dict[str, Any] = {one.name: bindparam(one.name) for one in table.c if not one.primary_key}
    rows = [row | {"of_hour_s": row.pop("hour_s"), "of_channel": row.pop("channel")} for row in sums]
    await tx.execute(update(table).where(at).values(values), rows)


def _batches(counted: Iterable[Access]) -> Iterator[list[Access]]:
    """Yield batches of rows of one hour."""
    for _, group in groupby(counted, key=lambda one: one.hour_s):
        of_hour = list(group)
        for start in range(0, len(of_hour), PARAMETERS):
            yield of_hour[start : start + PARAMETERS]


def _row(one: Access) -> dict[str, object]:
    details: _Details = (one.polls, one.readers, one.declared)
    return {
        "hour_s": one.hour_s,
        "channel": one.channel,
        "unchanged": one.unchanged,
        "deltas": one.deltas,
        "full": one.full,
        "sent_bytes": one.sent_bytes,
        "details": _encoder.encode(details),
    }


def _access(row: Row[tuple[object, ...]]) -> Access:
    polls, readers, declared = _decoder.decode(row.details)
    return Access(
        channel=row.channel,
        hour_s=row.hour_s,
        polls=polls,
        unchanged=row.unchanged,
        deltas=row.deltas,
        full=row.full,
        sent_bytes=row.sent_bytes,
        readers=readers,
        declared=declared,
    )
