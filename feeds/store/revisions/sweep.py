"""Finds the members of channels again after their rules changed, in steps over all records.

A step looks at records in a snapshot, while others write. Most stay where they are: only those that move are
read completely, and written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import BigInteger, Integer, bindparam, func, select, update

from feeds.model import ChannelFields
from feeds.store import schema
from feeds.store.channels.queue import mark_dirty
from feeds.store.encoding import decode_channel_fields
from feeds.store.ledger import take_numbers
from feeds.store.membership import MemberChanges, Move
from feeds.store.prepared import prepare
from feeds.store.records.rows import StoredRow, rows_by_key
from feeds.store.session import Transaction
from feeds.store.threads import off_loop

STEP = 2_000
"""How many records a step looks at."""

FindChannels = Callable[[ChannelFields], tuple[int, ...]]
"""Returns the keys of the channels to which a record belongs."""

_channel, _record = schema.channels.c, schema.records.c
_last = bindparam("last", type_=BigInteger)
_is_sweeping = _channel.swept.is_not(None)
_LAST_SWEPT = prepare(select(func.min(_channel.swept)).where(_is_sweeping))
_ADVANCE = prepare(update(schema.channels).where(_channel.swept < _last).values(swept=_last))
_FINISH = prepare(update(schema.channels).where(_is_sweeping).values(swept=None))
_NEXT = prepare(
    select(_record.key, _record.channels, _record.body)
    .where(_record.key > bindparam("after"))
    .order_by(_record.key)
    .limit(bindparam("limit", type_=Integer))
)
_ANY = prepare(select(_record.key).where(_record.key > bindparam("after")).limit(1))
_MOVE = prepare(update(schema.records).where(_record.key == bindparam("of")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepStep:
    """The records with keys after ``after`` up to ``last``, which is ``None`` at the end of the sweep.

    ``misplaced`` are the keys of those that belong to other channels than those that they are in.
    """

    after: int
    last: int | None
    misplaced: tuple[int, ...]


async def needs_sweep(tx: Transaction) -> bool:
    """Return whether the members of a channel have to be found again."""
    return (await tx.execute(_LAST_SWEPT)).scalar() is not None


async def next_step(tx: Transaction, find_channels: FindChannels) -> SweepStep | None:
    """Look at the next records of the sweep; return ``None`` if no channel needs one."""
    after = (await tx.execute(_LAST_SWEPT)).scalar()
    if after is None:
        return None
    rows = await tx.execute(_NEXT, {"after": int(after), "limit": STEP})
    return await off_loop(_look_at, int(after), rows, find_channels)


def _look_at(after: int, rows: Iterable[Any], find_channels: FindChannels) -> SweepStep:
    last: int | None = None
    misplaced = []
    for key, channels, body in rows:
        last = key
        if channels != _joined(find_channels(decode_channel_fields(body))):
            misplaced.append(key)
    return SweepStep(after=after, last=last, misplaced=tuple(misplaced))


def _joined(channels: Sequence[int]) -> str:
    return ",".join(map(str, channels))


async def apply_step(tx: Transaction, step: SweepStep, find_channels: FindChannels, now_s: int) -> bool:
    """Give the records of a step their channels, and remember that the sweep has come so far.

    Returns whether the sweep is at its end: its channels can be published. Changes nothing if the sweep is
    elsewhere by now, or if there are records after its end.
    """
    at = {"after": step.after}
    if (await tx.execute(_LAST_SWEPT)).scalar() != step.after:
        return False
    if step.last is None:
        is_end = (await tx.execute(_ANY, at)).first() is None
        if is_end:
            await finish_sweep(tx)
        return is_end
    rows = tuple((await rows_by_key(tx, step.misplaced)).values())
    await _move(tx, await off_loop(_with_channels, rows, find_channels), now_s)
    await tx.execute(_ADVANCE, {"last": step.last})
    return False


async def finish_sweep(tx: Transaction) -> None:
    """End the sweep: its channels can be published."""
    await tx.execute(_FINISH)


def _with_channels(
    rows: Sequence[StoredRow], find_channels: FindChannels
) -> list[tuple[StoredRow, tuple[int, ...]]]:
    """Return the rows that are not in their channels, each with these."""
    found = [(row, find_channels(decode_channel_fields(row.body))) for row in rows]
    return [(row, channels) for row, channels in found if row.channels != channels]


async def _move(tx: Transaction, placed: Sequence[tuple[StoredRow, tuple[int, ...]]], now_s: int) -> None:
    """Move records to their channels; channels that keep a record are not touched."""
    if not placed:
        return
    members = MemberChanges()
    number = await take_numbers(tx, 1)
    for row, channels in placed:
        before = row.placement()
        kept = set(before.channels) & set(channels)
        members.add(
            Move(
                key=row.key,
                id=row.id,
                number=number,
                before=replace(before, channels=tuple(one for one in before.channels if one not in kept)),
                after=replace(before, channels=tuple(one for one in channels if one not in kept)),
                deleted_s=max(row.updated_s, now_s),
                significant=False,
            )
        )
    await tx.execute(_MOVE, [{"of": row.key, "channels": _joined(channels)} for row, channels in placed])
    await members.write(tx)
    await mark_dirty(tx, members.dirty, number)
