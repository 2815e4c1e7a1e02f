"""The parts of archives: which records they hold, and which have to be published again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Tuple,
    delete,
    insert,
    literal,
    tuple_,
    update,
)

from feeds.model import Filed, Part, Position
from feeds.store import schema
from feeds.store.archive import statements
from feeds.store.ledger import take_numbers
from feeds.store.publishers import ALL, Share
from feeds.store.session import Transaction

_parts = schema.parts
_place = tuple_(_parts.c.until_s, _parts.c.until_key)
_gone = schema.gone_resources
_gone_place = tuple_(_gone.c.until_s, _gone.c.until_key)


async def keys_after(tx: Transaction, channel: int, position: Position | None, limit: int) -> list[int]:
    """Return the keys of up to ``limit`` members of a channel after a position, in no order."""
    if position is None:
        rows = await tx.execute(statements.MEMBERS, {"channel": channel, "limit": limit})
    else:
        after = {"published_s": _seconds(position), "key": position.key}
        rows = await tx.execute(statements.MEMBERS_AFTER, {"channel": channel, "limit": limit, **after})
    return [key for (key,) in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The names of the parts before and after one, and where the one before it ends."""

    before: str | None
    after: str | None
    begins_after: Position | None


async def filed(
    tx: Transaction,
    channel: int,
    limit: int,
    *,
    after: Position | None = None,
    before: Position | None = None,
    until: Position | None = None,
) -> tuple[Filed, ...]:
    """Return members of a channel, oldest first: after a position, before or up to another; O(limit)."""
    last = statements.LAST_S, 0
    if before is not None:
        last = min(last, (_seconds(before), before.key - 1))
    if until is not None:
        last = min(last, (_seconds(until), until.key))
    bounds = {
        "after_s": -statements.LAST_S if after is None else _seconds(after),
        "after_key": 0 if after is None else after.key,
        "last_s": last[0],
        "last_key": last[1],
    }
    rows = await tx.execute(statements.FILED, {"channel": channel, "limit": limit, **bounds})
    return tuple(
        Filed(position=_position(published_s, key), number=number, size_bytes=size_bytes)
        for published_s, key, number, size_bytes in rows
    )


async def newest(tx: Transaction, channel: int, limit: int) -> tuple[Position, ...]:
    """Return the positions of the newest members, newest first."""
    rows = await tx.execute(statements.NEWEST, {"channel": channel, "limit": limit})
    return tuple(_position(published_s, key) for published_s, key in rows)


async def late_changes(tx: Transaction, channel: int, limit: int) -> tuple[tuple[int, int, int], ...]:
    """Return (key, number of the revision, number of the change) of archived members, the latest first."""
    rows = await tx.execute(statements.LATE_CHANGES, {"channel": channel, "limit": limit})
    return tuple((key, number, changed) for key, number, changed in rows)


async def reach(tx: Transaction, channel: int) -> Position | None:
    """Return the end of the last part: how far the archive reaches."""
    row = (await tx.execute(statements.REACH, {"channel": channel})).first()
    return None if row is None else _part(row).until


async def last_published(tx: Transaction, channel: int) -> str | None:
    """Return the name of the last part before any that was never published: the live feed may link to it."""
    first = (await tx.execute(statements.FIRST_UNBUILT, {"channel": channel})).first()
    wanted = (
        statements.REACH if first is None else statements.REACH.where(_place < _literal(_part(first).until))
    )
    row = (await tx.execute(wanted, {"channel": channel})).first()
    return None if row is None else str(row.name)


async def waiting(
    tx: Transaction, channel: int, limit: int, *, members_only: bool = False, share: Share = ALL
) -> tuple[Part, ...]:
    """Return parts that have to be published, the oldest first.

    ``members_only`` leaves out those whose entries are all in some document already.
    """
    rows = await tx.execute(
        statements.WAITING_MEMBERS if members_only else statements.WAITING,
        {"channel": channel, "limit": limit, **share.parameters()},
    )
    return tuple(_part(row) for row in rows)


async def neighbours(tx: Transaction, channel: int, part: Part) -> Neighbours:
    """Return what is before and after a part."""
    before, after = await _around(tx, channel, part.until)
    return Neighbours(
        before=before.name if before else None,
        after=after.name if after else None,
        begins_after=before.until if before else None,
    )


async def _around(tx: Transaction, channel: int, end: Position) -> tuple[Part | None, Part | None]:
    beside = {"channel": channel, "end_s": _seconds(end), "end_key": end.key}
    rows = [(await tx.execute(wanted, beside)).first() for wanted in (statements.BEFORE, statements.AFTER)]
    found = [None if row is None else _part(row) for row in rows]
    return found[0], found[1]


async def part_names(tx: Transaction, channel: int, month: str) -> tuple[str, ...]:
    """Return the names that the parts of a month have or had: a link to a removed part finds no other one."""
    known = await tx.execute(statements.PART_NAMES, {"channel": channel, "pattern": f"{month}%"})
    gone = {"channel": channel, "pattern": f"%/archive/{month}%"}
    removed = await tx.execute(statements.REMOVED_NAMES, gone)
    return (
        *(name for (name,) in known),
        *(name.rpartition("/")[2].rpartition(".")[0] for (name,) in removed),
    )


async def part_before(tx: Transaction, channel: int, end: Position | None = None) -> Part | None:
    """Return the last part that ends before a position, or the last part of all."""
    if end is None:
        row = (await tx.execute(statements.REACH, {"channel": channel})).first()
        return None if row is None else _part(row)
    before, _ = await _around(tx, channel, end)
    return before


async def extend(tx: Transaction, channel: int, part: Part, until: Position) -> None:
    """Let a part hold what follows it, up to a position; its entries leave the next part or the live feed.

    Parts that were removed and ended between its old end and its new one lead to it from now on.
    """
    number = await take_numbers(tx, 1)
    extended = update(_parts).where(_is(channel, part))
    end = {"until_s": _seconds(until), "until_key": until.key}
    await tx.execute(extended.values(**end, dirty=number, members_dirty=number))
    taken_over = (_gone_place >= _literal(part.until)) & (_gone_place < _literal(until))
    await tx.execute(update(_gone).where(_gone.c.channel == channel, taken_over).values(**end))


async def add(tx: Transaction, channel: int, ends: Sequence[tuple[str, Position]]) -> None:
    """Add parts by name and end; the parts next to them have to be published again for their links."""
    if not ends:
        return
    number = await take_numbers(tx, 1)
    rows = [
        {
            "channel": channel,
            "until_s": _seconds(until),
            "until_key": until.key,
            "name": name,
            "dirty": number,
            "built": 0,
            "members_dirty": number,
        }
        for name, until in ends
    ]
    await tx.execute(insert(_parts), rows)
    before, _ = await _around(tx, channel, ends[0][1])
    _, after = await _around(tx, channel, ends[-1][1])
    await _mark_neighbours(tx, channel, before, after, number)


async def remove(tx: Transaction, channel: int, part: Part) -> None:
    """Remove a part; the entries that it had or would get belong to the next one."""
    before, after = await _around(tx, channel, part.until)
    await tx.execute(delete(_parts).where(_is(channel, part)))
    await _mark_neighbours(tx, channel, before, after, await take_numbers(tx, 1))


async def _mark_neighbours(
    tx: Transaction, channel: int, before: Part | None, after: Part | None, number: int
) -> None:
    """Have the parts beside a change published again, with a new number in case one was built meanwhile.

    Readers walk back in time: without its new link the later part would hide what is before it.
    """
    if before is not None:
        await tx.execute(update(_parts).where(_is(channel, before)).values(dirty=number))
    if after is not None:
        await tx.execute(update(_parts).where(_is(channel, after)).values(dirty=number, members_dirty=number))


async def mark_built(tx: Transaction, channel: int, part: Part) -> bool:
    """Note that a part is published as it was when it was read.

    Returns false, and changes nothing, if it has ended elsewhere or was published since it was read.
    Otherwise no other process publishes it until this transaction ends.
    """
    values = {"c": channel, "number": part.dirty, "seen": part.built}
    return bool((await tx.execute(statements.BUILT, values | _end_of(part))).rowcount)


async def is_as_read(tx: Transaction, channel: int, part: Part) -> bool:
    """Return whether a part was neither changed nor published since it was read."""
    row = (await tx.execute(statements.STATE, {"channel": channel, **_end_of(part)})).first()
    return row is not None and (row.dirty, row.built) == (part.dirty, part.built)


def _end_of(part: Part) -> dict[str, object]:
    return {"end_s": _seconds(part.until), "end_key": part.until.key}


async def mark_all_parts_dirty(tx: Transaction, number: int, channel: int | None = None) -> None:
    """Have all parts published again, of one channel or of all."""
    changed = update(_parts).values(dirty=number)
    await tx.execute(changed if channel is None else changed.where(_parts.c.channel == channel))


def _is(channel: int, part: Part) -> ColumnElement[bool]:
    return (_parts.c.channel == channel) & (_place == _literal(part.until))


def _literal(position: Position) -> Tuple:
    return tuple_(literal(_seconds(position)), literal(position.key, BigInteger))


def _seconds(position: Position) -> int:
    return int(position.published_at.timestamp())


def _position(published_s: int, key: int) -> Position:
    return Position(published_at=datetime.fromtimestamp(published_s, UTC), key=key)


def _part(row: Row[tuple[object, ...]]) -> Part:
    return Part(name=row.name, until=_position(row.until_s, row.until_key), dirty=row.dirty, built=row.built)
