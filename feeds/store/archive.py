"""The parts of each channel's archive: what is filed in them, and which wait to be published again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Tuple,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
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
_member_place = tuple_(tables.membership.c.published_s, tables.records.c.id)
_CHUNK = 500
_Parts = Select[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A member of a channel that came, went or changed.

    ``stays`` unless this is the place it leaves; ``news`` where readers should hear of it.
    """

    channel: int
    published_s: int
    id: str
    key: int
    number: int
    stays: bool = False
    news: bool = False


async def touch(connection: AsyncConnection, touched: Sequence[Touched]) -> None:
    """Note which parts a change reaches, in its own transaction; what lies beyond costs one look."""
    if not touched:
        return
    reach = await _reach(connection, sorted({one.channel for one in touched}))
    archived = [one for one in touched if one.published_s <= reach.get(one.channel, -1)]
    if not archived:
        return
    await connection.execute(_TOUCH, [_named(one) for one in archived])
    back = {(one.channel, one.key): one for one in archived if one.news}
    stay = {(one.channel, one.key) for one in archived if one.stays}
    gone = {(one.channel, one.key) for one in archived} - stay | set(back)
    known = tables.returns.c
    forgotten = delete(tables.returns).where(known.channel == bindparam("c"), known.key == bindparam("k"))
    if gone:
        await connection.execute(forgotten, [{"c": channel, "k": key} for channel, key in sorted(gone)])
    if back:
        rows = [{"channel": one.channel, "key": one.key, "number": one.number} for one in back.values()]
        await connection.execute(insert(tables.returns), rows)


async def _reach(connection: AsyncConnection, channels: Sequence[int]) -> dict[int, int]:
    """Tell how far the archives of channels reach, in seconds since 1970."""
    found: dict[int, int] = {}
    for start in range(0, len(channels), _CHUNK):
        some = _parts.c.channel.in_(channels[start : start + _CHUNK])
        reach = select(_parts.c.channel, func.max(_parts.c.until_s).label("until_s")).where(some)
        rows = await connection.execute(reach.group_by(_parts.c.channel))
        found |= {row.channel: row.until_s for row in rows}
    return found


def _named(one: Touched) -> dict[str, object]:
    return {"c": one.channel, "p": one.published_s, "i": one.id, "n": one.number}


_TOUCH = (
    update(_parts)
    .where(
        _parts.c.channel == bindparam("c"),
        _place
        == select(_parts.c.until_s, _parts.c.until_id)
        .where(
            _parts.c.channel == bindparam("c"),
            or_(
                _parts.c.until_s > bindparam("p"),
                (_parts.c.until_s == bindparam("p")) & (_parts.c.until_id >= bindparam("i")),
            ),
        )
        .order_by(_parts.c.until_s, _parts.c.until_id)
        .limit(1)
        .scalar_subquery(),
    )
    .values(dirty=bindparam("n"))
)


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


async def waiting(connection: AsyncConnection, channel: int, limit: int) -> tuple[Part, ...]:
    """Return parts that wait to be published, the oldest first."""
    wanted = select(_parts).where(_parts.c.channel == channel, _parts.c.dirty > _parts.c.built)
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
        }
        for name, until in ends
    ]
    await connection.execute(insert(_parts), rows)
    for _, until in (ends[0], ends[-1]):
        await _renew(connection, channel, await around(connection, channel, until), number)


async def remove(connection: AsyncConnection, channel: int, part: Part) -> None:
    """Take a part out; what it held or may hold belongs to the next one."""
    neighbours = await around(connection, channel, part.until)
    await connection.execute(delete(_parts).where(_is(channel, part)))
    await _renew(connection, channel, neighbours, await take_numbers(connection, 1))


async def _renew(
    connection: AsyncConnection, channel: int, parts: Iterable[Part | None], number: int
) -> None:
    """Have parts published anew; the number is a new one, for they may be published with any before."""
    for part in parts:
        if part is not None:
            await connection.execute(update(_parts).where(_is(channel, part)).values(dirty=number))


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
