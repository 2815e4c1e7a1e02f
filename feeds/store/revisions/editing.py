"""An editor's decision about one record, which its source cannot override: withdrawn or restored."""

from sqlalchemy import update

from feeds.store import schema
from feeds.store.channels.queue import mark_dirty
from feeds.store.encoding import decode_record
from feeds.store.identity.resolution import resolve
from feeds.store.ledger import Change, LedgerLine, lock, take_numbers, write_lines
from feeds.store.lifecycle import State, stage
from feeds.store.membership import MemberChanges, Move, Placement
from feeds.store.records.rows import StoredRow
from feeds.store.session import Transaction


async def set_withdrawn(
    tx: Transaction, name: str, *, withdrawn: bool, note: str, now_s: int
) -> State | None:
    """Withdraw or restore a record, by any of its names; return its state, ``None`` without such a record.

    ``note`` says who decided and why; the ledger keeps it. A restored entry is newer than its tombstone
    (R-TOMB-03).
    """
    await lock(tx)
    row = await resolve(tx, name)
    if row is None or row.withdrawn is withdrawn:
        return None if row is None else row.state
    number = await take_numbers(tx, 1)
    state = await _change(tx, row, number, withdrawn=withdrawn, now_s=now_s)
    kind = Change.WITHDRAWAL if withdrawn else Change.RESTORATION
    line = LedgerLine(number=number, at_s=now_s, kind=kind, subject=row.id, note=note)
    await write_lines(tx, [line])
    return state


async def _change(tx: Transaction, row: StoredRow, number: int, *, withdrawn: bool, now_s: int) -> State:
    changed = stage(decode_record(row.body), row.published_s, now_s, withdrawn=withdrawn)
    members = MemberChanges()
    members.add(
        Move(
            key=row.key,
            id=row.id,
            number=number,
            before=row.placement(),
            after=Placement(channels=row.channels, published_s=row.published_s, state=changed.state),
            deleted_s=max(row.updated_s, now_s),
            significant=True,
        )
    )
    await members.write(tx)
    await tx.execute(
        update(schema.records)
        .where(schema.records.c.key == row.key)
        .values(
            withdrawn=withdrawn,
            state=changed.state.value,
            due_s=changed.due_s,
            number=number,
            updated_s=max(row.updated_s, now_s),
        )
    )
    if members.dirty:
        await mark_dirty(tx, members.dirty, number)
    return changed.state
