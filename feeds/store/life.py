"""What time does: releases from embargo, and expiry."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import ranking, tables
from feeds.store.channels import mark_dirty
from feeds.store.encode import decode_record
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines
from feeds.store.lookup import StoredRow, stored
from feeds.store.members import MemberChanges
from feeds.store.revise import State, stage

BATCH = 500


async def next_due_s(connection: AsyncConnection) -> int | None:
    """Return when the next record is released or expires, in seconds since 1970."""
    due = tables.records.c.due_s
    value = (await connection.execute(select(func.min(due)).where(due.is_not(None)))).scalar()
    return None if value is None else int(value)


async def dues(connection: AsyncConnection, until_s: int) -> dict[str, int]:
    """Return when the clock next changes each channel, by path: releases and expiries up to a moment."""
    record, channel = tables.records.c, tables.channels.c
    seats = select(record.channels, func.min(record.due_s).label("due_s"))
    groups = (await connection.execute(seats.where(record.due_s <= until_s).group_by(record.channels))).all()
    if not groups:
        return {}
    found = await ranking.dues(connection, until_s)
    paths = {row.key: row.path for row in await connection.execute(select(channel.key, channel.path))}
    for group in groups:
        for key in filter(None, group.channels.split(",")):
            path = paths.get(int(key))
            if path is not None:
                found[path] = min(group.due_s, found.get(path, group.due_s))
    return found


async def pass_time(connection: AsyncConnection, now_s: int) -> frozenset[int]:
    """Move up to a batch of records whose moment has come; return the keys of the channels that changed."""
    due = tables.records.c.due_s
    wanted = select(tables.records).where(due <= now_s).order_by(due, tables.records.c.key).limit(BATCH)
    rows = [stored(row) for row in await connection.execute(wanted)]
    if not rows:
        return frozenset()
    first = await take_numbers(connection, len(rows))
    members = MemberChanges()
    lines = [await _pass_one(connection, members, row, first + i, now_s) for i, row in enumerate(rows)]
    await members.write(connection)
    await write_lines(connection, lines)
    await mark_dirty(connection, members.dirty, first + len(rows) - 1)
    return frozenset(members.dirty)


async def _pass_one(
    connection: AsyncConnection, members: MemberChanges, row: StoredRow, number: int, now_s: int
) -> LedgerLine:
    record = decode_record(row.body)
    where = stage(record, row.published_s, now_s, withdrawn=row.withdrawn)
    gone_s = int(record.expires_at.timestamp()) if record.expires_at else now_s
    members.move(
        key=row.key,
        id_=record.id,
        number=number,
        before=row.seat(),
        channels=row.channels,
        published_s=row.published_s,
        state=where.state,
        gone_s=gone_s,
        news=True,
    )
    records = tables.records
    changed = update(records).where(records.c.key == row.key)
    await connection.execute(changed.values(state=where.state.value, due_s=where.due_s, number=number))
    kind = Change.RELEASE if where.state is State.VISIBLE else Change.EXPIRY
    return LedgerLine(number=number, at_s=now_s, kind=kind, subject=record.id)
