"""Saves a batch of records in one transaction: what is new, what changed, what stayed the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, bindparam, insert, update

from feeds.model import Precedence, RecordOutcome
from feeds.store import schema
from feeds.store.bulk import insert_rows
from feeds.store.channels.former_private import require_private_since
from feeds.store.channels.queue import mark_dirty
from feeds.store.encoding import packed
from feeds.store.identity.aliases import add_aliases, remove_aliases
from feeds.store.identity.recognition import May, anyone
from feeds.store.ledger import lock, take_numbers, write_lines, write_new_records
from feeds.store.prepared import prepare
from feeds.store.quarantine import remove_ids, remove_readings
from feeds.store.replication import announce
from feeds.store.revisions.matching import Incoming, PlacedRecord, match, runs
from feeds.store.revisions.planning import COLUMNS, Plan, plan_change, plan_known
from feeds.store.session import Transaction
from feeds.store.views import view_counts

NO_ORDER = Precedence()
"""No source is stronger than another: the later version counts."""

_UPDATE = prepare(update(schema.records).where(schema.records.c.key == bindparam("of")))
_SUPERSEDE = prepare(insert(schema.revisions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The result of saving a batch: ``keys`` are those of the records, ``dirty`` those of changed channels.

    ``outcomes`` has one for each id.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dirty: frozenset[int] = frozenset()
    outcomes: tuple[RecordOutcome, ...] = ()
    keys: tuple[int, ...] = ()

    def __add__(self, other: "Saved") -> "Saved":
        """Add up."""
        return Saved(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            dirty=self.dirty | other.dirty,
            outcomes=self.outcomes + other.outcomes,
            keys=self.keys + other.keys,
        )


async def save(
    tx: Transaction,
    placements: Sequence[PlacedRecord],
    now_s: int,
    order: Precedence = NO_ORDER,
    may: May = anyone,
) -> Saved:
    """Write what changed; the same input again writes nothing. The last of several with one id wins.

    ``order`` decides which source counts for an article that several bring; only articles that ``may``
    accepts are recognised. Raises ``StoreError`` when other channels have become private since the records
    were placed.
    """
    await lock(tx)
    await require_private_since(tx, (placement.private_since for placement in placements))
    saved = Saved()
    for run in runs(placements):
        saved += await _save_run(tx, run, now_s, order, may)
    return saved


async def _save_run(
    tx: Transaction, run: Sequence[PlacedRecord], now_s: int, order: Precedence, may: May
) -> Saved:
    incoming, overruled = await match(tx, run, order, may)
    known = [one for one in incoming if one.row is not None]
    changed = [one for one in incoming if one.differs] if known else incoming
    counted = [one for one in known if one.comments_moved]
    first = await take_numbers(tx, len(changed) + len(counted)) if changed or counted else 0
    plan = Plan(now_s=now_s)
    for offset, one in enumerate(changed):
        plan_change(plan, one, first + offset)
    for one in known:
        if one.row is not None:
            plan_known(plan, one, one.row)
    for number, one in enumerate(counted, start=first + len(changed)):
        body = {"b": packed(one.body), "s": len(one.body)}
        plan.comments.append({"k": one.row and one.row.key, "n": number, **body})
    await _write(tx, plan, first, first + len(changed) - 1)
    if plan.is_any_due:
        await announce(tx)  # other processes keep the due times of channels
    await remove_aliases(tx, overruled)
    await add_aliases(tx, plan.aliases)
    await _remove_unchanged_readings(tx, [one for one in known if not one.differs])
    new = len(plan.inserts)
    return Saved(
        new=new,
        changed=len(changed) - new,
        unchanged=len(incoming) - len(changed),
        dirty=frozenset(plan.members.dirty),
        outcomes=tuple(one.outcome for one in incoming),
        keys=_keys(incoming, first) if known else tuple(range(first, first + new)),
    )


def _keys(incoming: Sequence[Incoming], first: int) -> tuple[int, ...]:
    """Return the keys of the records; a new one has the number of its change as its key."""
    numbers = iter(range(first, first + len(incoming)))
    given = [(one.row, next(numbers) if one.differs else 0) for one in incoming]
    return tuple(number if row is None else row.key for row, number in given)


async def _remove_unchanged_readings(tx: Transaction, same: Sequence[Incoming]) -> None:
    """Remove quarantined readings of records that arrive as they are stored."""
    for origin in {one.placement.record.origin for one in same}:
        ids = [one.given for one in same if one.placement.record.origin == origin]
        await remove_readings(tx, origin, ids)


async def _write(tx: Transaction, plan: Plan, first: int, number: int) -> None:
    records = schema.records
    if plan.superseded:
        await tx.execute(_SUPERSEDE, plan.superseded)
    if plan.inserts:
        await insert_rows(tx, records, COLUMNS, plan.inserts)
    if plan.updates:
        await tx.execute(_UPDATE, plan.updates)
    one = update(records).where(records.c.key == bindparam("k"))
    if plan.counters:
        await tx.execute(one.values(views=bindparam("n")), plan.counters)
    if plan.comments:
        counted = {
            "body": bindparam("b", type_=LargeBinary),
            "size_bytes": bindparam("s"),
            "number": bindparam("n"),
        }
        await tx.execute(one.values(counted), plan.comments)
    if plan.warnings:
        await tx.execute(one.values(warnings=bindparam("w", type_=LargeBinary)), plan.warnings)
    await view_counts.add(tx, plan.view_counts)
    if plan.inserts:
        await write_new_records(tx, first, number)
    await write_lines(tx, plan.lines)
    await plan.members.write(tx)
    if plan.members.dirty:
        await mark_dirty(tx, plan.members.dirty, number)
    await remove_ids(tx, list(dict.fromkeys((*plan.given, *(line.subject for line in plan.lines)))))
