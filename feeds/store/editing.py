"""An editor's word about one record: taken back, or restored, whatever its source goes on to say."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.channels import mark_dirty
from feeds.store.encode import decode_record
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines
from feeds.store.lookup import StoredRow
from feeds.store.members import MemberChanges
from feeds.store.resolve import resolve
from feeds.store.revise import State, stage


async def set_withdrawn(
    connection: AsyncConnection, name: str, *, withdrawn: bool, note: str, now_s: int
) -> State | None:
    """Withdraw a record or take that back, by any of its names; return its state, or ``None`` for no record.

    The ledger line keeps ``note``: who says so, and why. A restored entry is newer than its tombstone
    (R-TOMB-03).
    """
    row = await resolve(connection, name)
    if row is None or row.withdrawn is withdrawn:
        return None if row is None else row.state
    number = await take_numbers(connection, 1)
    state = await _move(connection, row, number, withdrawn=withdrawn, now_s=now_s)
    kind = Change.WITHDRAWAL if withdrawn else Change.RESTORATION
    line = LedgerLine(number=number, at_s=now_s, kind=kind, subject=row.id, note=note)
    await write_lines(connection, [line])
    return state


async def _move(
    connection: AsyncConnection, row: StoredRow, number: int, *, withdrawn: bool, now_s: int
) -> State:
    where = stage(decode_record(row.body), row.published_s, now_s, withdrawn=withdrawn)
    updated_s = max(row.updated_s, now_s)
    members = MemberChanges()
    members.move(
        key=row.key,
        id_=row.id,
        number=number,
        before=row.seat(),
        channels=row.channels,
        published_s=row.published_s,
        state=where.state,
        gone_s=now_s,
        news=True,
    )
    await members.write(connection)
    changed = update(tables.records).where(tables.records.c.key == row.key)
    values = {"withdrawn": withdrawn, "state": where.state.value, "due_s": where.due_s, "number": number}
    await connection.execute(changed.values(updated_s=updated_s, **values))
    if members.dirty:
        await mark_dirty(connection, members.dirty, number)
    return where.state


async def history(connection: AsyncConnection, id_: str) -> tuple[LedgerLine, ...]:
    """Return every ledger line about a record, oldest first."""
    wanted = select(tables.ledger).where(tables.ledger.c.subject == id_).order_by(tables.ledger.c.number)
    return tuple(
        LedgerLine(
            number=row.number, at_s=row.at_s, kind=Change(row.kind), subject=row.subject, note=row.note
        )
        for row in await connection.execute(wanted)
    )
