"""Finds the members of channels again after their rules changed, in small steps over all records."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import func, select, update

from feeds.model import Record
from feeds.store import schema
from feeds.store.channels.queue import mark_dirty
from feeds.store.encoding import decode_record
from feeds.store.ledger import take_numbers
from feeds.store.membership import MemberChanges, Move
from feeds.store.prepared import prepare
from feeds.store.records.rows import StoredRow, stored_row
from feeds.store.session import Transaction

BATCH = 500
_LAST_SWEPT = prepare(select(func.min(schema.channels.c.swept)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptRecord:
    """A stored record whose channels are found again."""

    row: StoredRow
    record: Record


async def needs_sweep(tx: Transaction) -> bool:
    """Return whether the members of a channel have to be found again."""
    return (await tx.execute(_LAST_SWEPT)).scalar() is not None


async def next_batch(tx: Transaction) -> tuple[SweptRecord, ...] | None:
    """Return the next records of the sweep: ``None`` when no channel needs one, empty at its end."""
    after = (await tx.execute(_LAST_SWEPT)).scalar()
    if after is None:
        return None
    key = schema.records.c.key
    wanted = select(schema.records).where(key > int(after)).order_by(key).limit(BATCH)
    rows = [stored_row(row) for row in await tx.execute(wanted)]
    return tuple(SweptRecord(row=row, record=decode_record(row.body)) for row in rows)


async def replace_members(
    tx: Transaction, placed: Sequence[tuple[SweptRecord, tuple[int, ...]]], now_s: int
) -> frozenset[int]:
    """Give a batch of records their channels, and remember that the sweep has come so far.

    Channels that keep a record are not touched. Returns the keys of the channels that changed.
    """
    members = MemberChanges()
    number = await take_numbers(tx, 1)
    for swept, channels in placed:
        if swept.row.channels == channels:
            continue
        before = swept.row.placement()
        kept = set(before.channels) & set(channels)
        members.add(
            Move(
                key=swept.row.key,
                id=swept.record.id,
                number=number,
                before=replace(before, channels=tuple(one for one in before.channels if one not in kept)),
                after=replace(before, channels=tuple(one for one in channels if one not in kept)),
                deleted_s=max(swept.row.updated_s, now_s),
                significant=False,
            )
        )
        moved = update(schema.records).where(schema.records.c.key == swept.row.key)
        await tx.execute(moved.values(channels=",".join(map(str, channels))))
    await members.write(tx)
    await mark_dirty(tx, members.dirty, number)
    last = placed[-1][0].row.key
    known = schema.channels.c
    await tx.execute(update(schema.channels).where(known.swept < last).values(swept=last))
    return frozenset(members.dirty)


async def finish_sweep(tx: Transaction) -> None:
    """End the sweep: its channels can be published."""
    known = schema.channels.c
    await tx.execute(update(schema.channels).where(known.swept.is_not(None)).values(swept=None))
