"""Access in the store: what all processes counted, added up by channel and hour."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Access, Declared
from feeds.store.access_tables import access as table
from feeds.store.bulk import PARAMETERS
from feeds.store.engine import Database, reaching
from feeds.store.sums import same_hour

TOTAL = Access(channel="", hour_s=0)
"""Stands for all channels and hours there ever were: the row that is never forgotten."""

_Details = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...], tuple[Declared, ...]]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Details)


class AccessBook:
    """The store's side of counting. All raise ``StoreError`` when the database is out of reach."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Take turns with the rest of the store."""
        self._database = database
        self._turn = turn

    async def add(self, counted: Sequence[Access]) -> None:
        """Add what one process counted to what others did; all of it or nothing."""
        if not counted:
            return
        total = reduce(same_hour, (replace(one, declared=()) for one in counted), TOTAL)
        rows = sorted((*counted, total), key=lambda one: (one.hour_s, one.channel))
        async with self._turn, reaching(), self._database.write() as connection:
            for some in _batches(rows):
                await _add(connection, some)

    async def between(
        self, since_s: int, until_s: int, channels: Sequence[str] = ()
    ) -> AsyncIterator[Access]:
        """Yield the hours of a period in order; of all channels unless some are named."""
        wanted = select(table).where(table.c.hour_s >= max(since_s, 1), table.c.hour_s < until_s)
        if channels:
            wanted = wanted.where(table.c.channel.in_(channels))
        async with reaching(), self._database.read() as connection:
            async for row in await connection.stream(wanted.order_by(table.c.hour_s, table.c.channel)):
                yield _access(row)

    async def total(self) -> Access:
        """Return everything that was ever counted, subscribers aside."""
        wanted = select(table).where(table.c.hour_s == TOTAL.hour_s)
        async with reaching(), self._database.read() as connection:
            row = (await connection.execute(wanted)).first()
        return TOTAL if row is None else _access(row)

    async def forget(self, before_s: int) -> None:
        """Forget the hours before a time."""
        old = (table.c.hour_s > TOTAL.hour_s) & (table.c.hour_s < before_s)
        async with self._turn, reaching(), self._database.write() as connection:
            await connection.execute(delete(table).where(old))


async def _add(connection: AsyncConnection, counted: Sequence[Access]) -> None:
    """Make sure of the rows, lock them, and write the sums; in one order everywhere, so nobody deadlocks."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    empty = [_row(Access(channel=one.channel, hour_s=one.hour_s)) for one in counted]
    await connection.execute(dialect.insert(table).on_conflict_do_nothing(), empty)
    keys = (table.c.hour_s == counted[0].hour_s) & table.c.channel.in_([one.channel for one in counted])
    locked = select(table).where(keys).order_by(table.c.channel).with_for_update()
    known = {row.channel: _access(row) for row in await connection.execute(locked)}
    sums = [_row(same_hour(known[one.channel], one)) for one in counted]
    at = (table.c.hour_s == bindparam("of_hour_s")) & (table.c.channel == bindparam("of_channel"))
    values: dict[str, Any] = {one.name: bindparam(one.name) for one in table.c if not one.primary_key}
    rows = [row | {"of_hour_s": row.pop("hour_s"), "of_channel": row.pop("channel")} for row in sums]
    await connection.execute(update(table).where(at).values(values), rows)


def _batches(counted: Iterable[Access]) -> Iterator[list[Access]]:
    """Some of one hour at a time."""
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
