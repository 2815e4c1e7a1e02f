"""Which parts of archives a change reaches: noted in the transaction that makes the change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, case, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables

_parts = tables.parts
_place = tuple_(_parts.c.until_s, _parts.c.until_id)
_CHUNK = 500


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
    held = Counter((one.channel, one.published_s, one.id) for one in archived)
    await connection.execute(_TOUCH, [_named(one, held) for one in archived])
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


def _named(one: Touched, held: Counter[tuple[int, int, str]]) -> dict[str, object]:
    """Name the place; who leaves one and takes it again changes a part, but not which entries it holds."""
    same = held[one.channel, one.published_s, one.id] > 1
    return {
        "c": one.channel,
        "p": one.published_s,
        "i": one.id,
        "n": one.number,
        "o": 0 if same else one.number,
    }


_owed = bindparam("o", type_=BigInteger)
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
    .values(dirty=bindparam("n"), owed=case((_owed > _parts.c.owed, _owed), else_=_parts.c.owed))
)
