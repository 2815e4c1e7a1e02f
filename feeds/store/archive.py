"""The parts of each channel's archive: what is filed in them, and which wait to be published again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Tuple,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Filed, Part, Position
from feeds.store import tables
from feeds.store.ledger import take_numbers

_parts = tables.parts
_place = tuple_(_parts.c.until_s, _parts.c.until_id)
_stale = _parts.c.dirty > _parts.c.built
_owing = _parts.c.owed > _parts.c.built
_member_place = tuple_(tables.membership.c.published_s, tables.records.c.id)
_Parts = Select[tuple[Any, ...]]


async def filed(
    connection: AsyncConnection,
    channel: int,
    limit: int,
    *,
    after: Position | None = None,
    before: Position | None = None,
    until: Position | None = None,
) -> tuple[Filed, ...]:
    """Return members of a channel, the oldest first: after one place, before or up to another; O(limit)."""
    member, record = tables.membership.c, tables.records.c
    size_bytes = func.length(record.body).label("size_bytes")
    wanted = (
        select(member.published_s, record.id, record.key, record.number, size_bytes)
        .join(tables.records, record.key == member.key)
        .where(member.channel == channel)
        .order_by(member.published_s, record.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(member.published_s >= _seconds(after), _member_place > _literal(after))
    if before is not None:
        wanted = wanted.where(member.published_s <= _seconds(before), _member_place < _literal(before))
    if until is not None:
        wanted = wanted.where(member.published_s <= _seconds(until), _member_place <= _literal(until))
    return tuple(
        Filed(
            position=_position(row.published_s, row.id),
            key=row.key,
            number=row.number,
            size_bytes=row.size_bytes,
        )
        for row in await connection.execute(wanted)
    )


async def newest(connection: AsyncConnection, channel: int, limit: int) -> tuple[Position, ...]:
    """Return the places of the newest members, the newest first."""
    member, record = tables.membership.c, tables.records.c
    wanted = select(member.published_s, record.id).join(tables.records, record.key == member.key)
    last = wanted.where(member.channel == channel).order_by(member.published_s.desc(), record.id.desc())
    return tuple(_position(row.published_s, row.id) for row in await connection.execute(last.limit(limit)))


async def returns(connection: AsyncConnection, channel: int, limit: int) -> tuple[tuple[int, int, int], ...]:
    """Return (key, number of the revision, number of the return), the last return first."""
    back, record = tables.returns.c, tables.records.c
    wanted = (
        select(back.key, record.number, back.number.label("returned"))
        .join(tables.records, record.key == back.key)
        .where(back.channel == channel)
        .order_by(back.number.desc(), back.key.desc())
        .limit(limit)
    )
    return tuple((row.key, row.number, row.returned) for row in await connection.execute(wanted))


async def forget_returns(connection: AsyncConnection, channel: int, older_than: int) -> None:
    """Forget returns that newer ones have taken the place of."""
    back = tables.returns.c
    await connection.execute(delete(tables.returns).where(back.channel == channel, back.number < older_than))


async def last_part(connection: AsyncConnection, channel: int) -> Part | None:
    """Return the part that reaches furthest."""
    wanted = select(_parts).where(_parts.c.channel == channel)
    row = (await connection.execute(_descending(wanted).limit(1))).first()
    return None if row is None else _part(row)


async def last_shown(connection: AsyncConnection, channel: int) -> str | None:
    """Return the last part before any that was never published: the live feed may lead to it."""
    unbuilt = select(_parts).where(_parts.c.channel == channel, _parts.c.built == 0)
    first = (await connection.execute(_ascending(unbuilt).limit(1))).first()
    wanted = select(_parts).where(_parts.c.channel == channel)
    if first is not None:
        wanted = wanted.where(_place < _literal(_part(first).until))
    row = (await connection.execute(_descending(wanted).limit(1))).first()
    return None if row is None else str(row.name)


async def waiting(
    connection: AsyncConnection, channel: int, limit: int, *, owed: bool = False
) -> tuple[Part, ...]:
    """Return parts that wait to be published, the oldest first; ``owed``: because of what they hold."""
    wanted = select(_parts).where(_parts.c.channel == channel, _stale)
    wanted = wanted.where(_owing) if owed else wanted
    return tuple(_part(row) for row in await connection.execute(_ascending(wanted).limit(limit)))


async def around(connection: AsyncConnection, channel: int, end: Position) -> tuple[Part | None, Part | None]:
    """Return the parts before and after the one with this end."""
    of = select(_parts).where(_parts.c.channel == channel)
    before = _descending(of.where(_place < _literal(end))).limit(1)
    after = _ascending(of.where(_place > _literal(end))).limit(1)
    rows = [(await connection.execute(wanted)).first() for wanted in (before, after)]
    found = [None if row is None else _part(row) for row in rows]
    return found[0], found[1]


async def part_names(connection: AsyncConnection, channel: int, month: str) -> tuple[str, ...]:
    """Return the names that are taken by parts of a month."""
    known = _parts.c.name
    wanted = select(known).where(_parts.c.channel == channel, known.startswith(month, autoescape=True))
    return tuple(row.name for row in await connection.execute(wanted))


async def add(connection: AsyncConnection, channel: int, ends: Sequence[tuple[str, Position]]) -> None:
    """Enter new parts by name and end; those next to them wait for their links to be renewed."""
    if not ends:
        return
    number = await take_numbers(connection, 1)
    rows = [
        {
            "channel": channel,
            "until_s": _seconds(until),
            "until_id": until.id,
            "name": name,
            "dirty": number,
            "built": 0,
            "owed": number,
        }
        for name, until in ends
    ]
    await connection.execute(insert(_parts), rows)
    before, _ = await around(connection, channel, ends[0][1])
    _, after = await around(connection, channel, ends[-1][1])
    await _renew(connection, channel, before, after, number)


async def remove(connection: AsyncConnection, channel: int, part: Part) -> None:
    """Take a part out; what it held or may hold belongs to the next one."""
    before, after = await around(connection, channel, part.until)
    await connection.execute(delete(_parts).where(_is(channel, part)))
    await _renew(connection, channel, before, after, await take_numbers(connection, 1))


async def _renew(
    connection: AsyncConnection, channel: int, before: Part | None, after: Part | None, number: int
) -> None:
    """Have the parts beside a change published anew; the number is a new one, for any may be built by now.

    Readers walk back in time: without its new link the later part would hide what lies before it.
    """
    if before is not None:
        await connection.execute(update(_parts).where(_is(channel, before)).values(dirty=number))
    if after is not None:
        await connection.execute(update(_parts).where(_is(channel, after)).values(dirty=number, owed=number))


async def mark_built(connection: AsyncConnection, channel: int, part: Part) -> None:
    """Note that a part is published as it was when it was fetched."""
    built = update(_parts).where(_is(channel, part), _parts.c.built < part.dirty)
    await connection.execute(built.values(built=part.dirty))


async def mark_all(connection: AsyncConnection, number: int, channel: int | None = None) -> None:
    """Have all parts published anew, of one channel or of all."""
    changed = update(_parts).values(dirty=number)
    await connection.execute(changed if channel is None else changed.where(_parts.c.channel == channel))


def _is(channel: int, part: Part) -> ColumnElement[bool]:
    return (_parts.c.channel == channel) & (_place == _literal(part.until))


def _literal(position: Position) -> Tuple:
    return tuple_(literal(_seconds(position)), literal(position.id))


def _ascending(wanted: _Parts) -> _Parts:
    return wanted.order_by(_parts.c.until_s, _parts.c.until_id)


def _descending(wanted: _Parts) -> _Parts:
    return wanted.order_by(_parts.c.until_s.desc(), _parts.c.until_id.desc())


def _seconds(position: Position) -> int:
    return int(position.published_at.timestamp())


def _position(published_s: int, id_: str) -> Position:
    return Position(published_at=datetime.fromtimestamp(published_s, UTC), id=id_)


def _part(row: Row[tuple[object, ...]]) -> Part:
    return Part(name=row.name, until=_position(row.until_s, row.until_id), dirty=row.dirty, built=row.built)
