"""Changes that time makes: releases and expiries."""

from sqlalchemy import bindparam, func, select, update

from feeds.store import schema
from feeds.store.bulk import prepare_among, rows_among
from feeds.store.channels.queue import mark_dirty
from feeds.store.encoding import decode_record
from feeds.store.ledger import Change, LedgerLine, lock, take_numbers, write_lines
from feeds.store.lifecycle import Stage, State, stage
from feeds.store.membership import MemberChanges, Move, Placement
from feeds.store.prepared import prepare
from feeds.store.records.rows import StoredRow, stored_row
from feeds.store.session import Transaction
from feeds.store.views import rankings

BATCH = 500

_record = schema.records.c
_NEXT_DUE = prepare(select(func.min(_record.due_s)).where(_record.due_s.is_not(None)))
_SOONEST = prepare(
    select(_record.channels, func.min(_record.due_s))
    .where(_record.due_s <= bindparam("until_s"))
    .group_by(_record.channels)
)
_PATHS = prepare_among(select(schema.channels.c.key, schema.channels.c.path), schema.channels.c.key)


async def next_due_s(tx: Transaction) -> int | None:
    """Return when the next record is released or expires, in seconds since 1970."""
    value = (await tx.execute(_NEXT_DUE)).scalar()
    return None if value is None else int(value)


async def due_by_channel(tx: Transaction, until_s: int) -> dict[str, int]:
    """Return when a release or expiry next changes each channel, by path, up to a moment."""
    groups = [(keys, due_s) for keys, due_s in await tx.execute(_SOONEST, {"until_s": until_s})]
    if not groups:
        return {}
    found = await rankings.due_by_channel(tx, until_s)
    soonest: dict[int, int] = {}
    for keys, due_s in groups:
        for key in map(int, filter(None, keys.split(","))):
            soonest[key] = min(due_s, soonest.get(key, due_s))
    for key, path in await rows_among(tx, _PATHS, sorted(soonest)):
        found[path] = min(soonest[key], found.get(path, soonest[key]))
    return found


async def apply_due(tx: Transaction, now_s: int) -> frozenset[int]:
    """Release and expire a batch of records that are due; return the keys of the channels that changed."""
    await lock(tx)
    due = schema.records.c.due_s
    wanted = select(schema.records).where(due <= now_s).order_by(due, schema.records.c.key).limit(BATCH)
    rows = [stored_row(row) for row in await tx.execute(wanted)]
    if not rows:
        return frozenset()
    first = await take_numbers(tx, len(rows))
    members = MemberChanges()
    lines = [await _apply_one(tx, members, row, first + i, now_s) for i, row in enumerate(rows)]
    await members.write(tx)
    await write_lines(tx, lines)
    await mark_dirty(tx, members.dirty, first + len(rows) - 1)
    return frozenset(members.dirty)


async def _apply_one(
    tx: Transaction, members: MemberChanges, row: StoredRow, number: int, now_s: int
) -> LedgerLine:
    record = decode_record(row.body)
    due = stage(record, row.published_s, now_s, withdrawn=row.withdrawn)
    deleted_s = int(record.expires_at.timestamp()) if record.expires_at else now_s
    members.add(_move(row, due, number, deleted_s))
    changed = update(schema.records).where(schema.records.c.key == row.key)
    await tx.execute(changed.values(state=due.state.value, due_s=due.due_s, number=number))
    kind = Change.RELEASE if due.state is State.VISIBLE else Change.EXPIRY
    return LedgerLine(number=number, at_s=now_s, kind=kind, subject=row.id)


def _move(row: StoredRow, due: Stage, number: int, deleted_s: int) -> Move:
    return Move(
        key=row.key,
        id=row.id,
        number=number,
        before=row.placement(),
        after=Placement(channels=row.channels, published_s=row.published_s, state=due.state),
        deleted_s=max(deleted_s, row.updated_s),
        significant=True,
    )
