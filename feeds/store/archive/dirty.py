"""Marks the archive parts that a change reaches, in the transaction that makes the change."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence

from msgspec import Struct
from sqlalchemy import BigInteger, bindparam, case, delete, func, or_, select, update

from feeds.store import schema
from feeds.store.bulk import insert_rows
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

_parts = schema.parts
_CHUNK = 500

FEW = 20
"""Up to so many channels are asked one by one, with a prepared statement."""

MemberRow = tuple[int, int, int]
"""A row of the table of members: the channel, the time of publication in seconds and the key of a record."""

_REACH = prepare(select(func.max(_parts.c.until_s)).where(_parts.c.channel == bindparam("of")))


class MemberChange(Struct, frozen=True, kw_only=True, gc=False):
    """A member of a channel that entered, left or changed.

    ``stays`` unless it leaves this position; ``significant`` if readers should see it again.
    """

    channel: int
    published_s: int
    key: int
    number: int
    stays: bool = False
    significant: bool = False


async def mark_parts_dirty(
    tx: Transaction, changes: Sequence[MemberChange], new: Sequence[MemberRow] = ()
) -> None:
    """Mark the parts that changes reach; a change after the end of the archive costs one query.

    ``new`` are the members that are new records, whose keys are the numbers of their changes. The oldest are
    marked first, in the order in which parts are published, so that two transactions do not wait for each
    other.
    """
    channels = {one.channel for one in changes} | {channel for channel, _, _ in new}
    reach = await _reach(tx, sorted(channels))
    if not reach:
        return
    archived = [one for one in changes if one.published_s <= reach.get(one.channel, -1)]
    archived += [
        MemberChange(
            channel=channel, published_s=published_s, key=key, number=key, stays=True, significant=True
        )
        for channel, published_s, key in new
        if published_s <= reach.get(channel, -1)
    ]
    archived.sort(key=_place_of)
    if not archived:
        return
    marks = [mark async for mark in _marks(tx, archived)]
    if marks:
        await tx.execute(_MARK, marks)
    await _note_late(tx, archived)


def _place_of(one: MemberChange) -> MemberRow:
    return one.channel, one.published_s, one.key


async def _marks(tx: Transaction, archived: Sequence[MemberChange]) -> AsyncIterator[dict[str, int]]:
    """Yield each part with the number of its last change, and that of the last one to who is in it.

    A member that leaves its position and enters it again does not change who is in the part.
    """
    positions = Counter(map(_place_of, archived))
    mark: dict[str, int] = {}
    for one in archived:
        if not mark or _place_of(one) > (mark["of_channel"], mark["end_s"], mark["end_key"]):
            if mark:
                yield mark
            mark = await _unmarked(tx, one)
        if mark:
            mark["changed"] = max(mark["changed"], one.number)
            if positions[_place_of(one)] == 1:
                mark["members_changed"] = max(mark["members_changed"], one.number)
    if mark:
        yield mark


async def _unmarked(tx: Transaction, one: MemberChange) -> dict[str, int]:
    """Return the parameters of ``_MARK`` for the part that a change reaches, empty after the last part."""
    place = {"of_channel": one.channel, "place_s": one.published_s, "place_key": one.key}
    end = (await tx.execute(_PART, place)).first()
    if end is None:
        return {}
    return {
        "of_channel": one.channel,
        "end_s": end.until_s,
        "end_key": end.until_key,
        "changed": 0,
        "members_changed": 0,
    }


async def _note_late(tx: Transaction, archived: Sequence[MemberChange]) -> None:
    """Note the members that the live feed should show again, and forget those that left."""
    late = {(one.channel, one.key): one.number for one in archived if one.significant}
    known = [one for one in archived if one.key != one.number]  # new records were not noted before
    stay = {(one.channel, one.key) for one in known if one.stays} - late.keys()
    gone = {(one.channel, one.key) for one in known} - stay
    if gone:
        await tx.execute(_FORGET, [{"of_channel": channel, "of_key": key} for channel, key in sorted(gone)])
    if late:
        rows = [(channel, key, number) for (channel, key), number in late.items()]
        await insert_rows(tx, schema.late_changes, ("channel", "key", "number"), rows)


async def _reach(tx: Transaction, channels: Sequence[int]) -> dict[int, int]:
    """Return how far the archives of channels reach, in seconds since 1970."""
    found: dict[int, int] = {}
    if len(channels) <= FEW:
        for channel in channels:
            until_s = (await tx.execute(_REACH, {"of": channel})).scalar()
            if until_s is not None:
                found[channel] = until_s
        return found
    for start in range(0, len(channels), _CHUNK):
        some = _parts.c.channel.in_(channels[start : start + _CHUNK])
        reach = select(_parts.c.channel, func.max(_parts.c.until_s).label("until_s")).where(some)
        rows = await tx.execute(reach.group_by(_parts.c.channel))
        found |= {row.channel: row.until_s for row in rows}
    return found


_of_channel = bindparam("of_channel", type_=BigInteger)
_number = bindparam("changed", type_=BigInteger)
_members = bindparam("members_changed", type_=BigInteger)
_PART = prepare(
    select(_parts.c.until_s, _parts.c.until_key)
    .where(
        _parts.c.channel == _of_channel,
        or_(
            _parts.c.until_s > bindparam("place_s"),
            (_parts.c.until_s == bindparam("place_s")) & (_parts.c.until_key >= bindparam("place_key")),
        ),
    )
    .order_by(_parts.c.until_s, _parts.c.until_key)
    .limit(1)
)
_MARK = prepare(
    update(_parts)
    .where(
        _parts.c.channel == _of_channel,
        _parts.c.until_s == bindparam("end_s"),
        _parts.c.until_key == bindparam("end_key"),
    )
    .values(
        dirty=case((_number > _parts.c.dirty, _number), else_=_parts.c.dirty),
        members_dirty=case((_members > _parts.c.members_dirty, _members), else_=_parts.c.members_dirty),
    )
)
_late = schema.late_changes.c
_FORGET = prepare(
    delete(schema.late_changes).where(_late.channel == _of_channel, _late.key == bindparam("of_key"))
)
