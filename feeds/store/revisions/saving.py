"""Saves a batch of records in one transaction: what is new, what changed, what stayed the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import LargeBinary, bindparam, insert, update

from feeds.model import Alias, Precedence, Record, RecordOutcome
from feeds.store import schema
from feeds.store.bulk import Row, insert_rows
from feeds.store.channels.former_private import require_private_since
from feeds.store.channels.queue import mark_dirty
from feeds.store.identity.aliases import add_aliases, remove_aliases
from feeds.store.identity.likeness import address_of
from feeds.store.identity.recognition import May, anyone
from feeds.store.ledger import Change, LedgerLine, lock, take_numbers, write_lines
from feeds.store.lifecycle import Stage, State, Times, first_times, next_times, reached_s, significant, stage
from feeds.store.membership import UNSEEN, MemberChanges, Move, Placement
from feeds.store.prepared import prepare
from feeds.store.quarantine import remove_ids, remove_readings
from feeds.store.records.rows import StoredRow
from feeds.store.replication import announce
from feeds.store.revisions.matching import Incoming, PlacedRecord, match, runs
from feeds.store.session import Transaction
from feeds.store.views import view_counts

NO_ORDER = Precedence()
"""No source is stronger than another: the later version counts."""

_COLUMNS = (
    *(
        "key",
        "id",
        "origin",
        "number",
        "revision",
        "digest",
        "state",
        "withdrawn",
        "published_s",
        "updated_s",
    ),
    *("received_s", "due_s", "views", "channels", "body", "address", "warnings"),
)
"""The columns of a record's row in their order."""

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


@dataclass(slots=True)
class _Plan:
    """The rows to write, collected before any is written."""

    now_s: int
    inserts: list[Row] = field(default_factory=list)
    updates: list[dict[str, object]] = field(default_factory=list)
    superseded: list[dict[str, object]] = field(default_factory=list)
    counters: list[dict[str, object]] = field(default_factory=list)
    comments: list[dict[str, object]] = field(default_factory=list)
    view_counts: list[Row] = field(default_factory=list)
    warnings: list[dict[str, object]] = field(default_factory=list)
    lines: list[LedgerLine] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    aliases: list[tuple[Alias, int]] = field(default_factory=list)
    members: MemberChanges = field(default_factory=MemberChanges)
    is_any_due: bool = False


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
    changed = [one for one in incoming if one.differs]
    counted = [one for one in incoming if one.comments_moved]
    first = await take_numbers(tx, len(changed) + len(counted)) if changed or counted else 0
    plan = _Plan(now_s=now_s)
    for offset, one in enumerate(changed):
        _plan_change(plan, one, first + offset)
    for one in incoming:
        if one.row is not None:
            _plan_known(plan, one, one.row)
    for number, one in enumerate(counted, start=first + len(changed)):
        plan.comments.append({"k": one.row and one.row.key, "b": one.body, "n": number})
    await _write(tx, plan, first + len(changed) - 1)
    if plan.is_any_due:
        await announce(tx)  # other processes keep the due times of channels
    await remove_aliases(tx, overruled)
    await add_aliases(tx, plan.aliases)
    await _remove_unchanged_readings(tx, [one for one in incoming if not one.differs])
    new = len(plan.inserts)
    return Saved(
        new=new,
        changed=len(changed) - new,
        unchanged=len(incoming) - len(changed),
        dirty=frozenset(plan.members.dirty),
        outcomes=tuple(one.outcome for one in incoming),
        keys=_keys(incoming, first),
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


def _plan_known(plan: _Plan, one: Incoming, row: StoredRow) -> None:
    """Plan what a stored article learns even from a record that does not differ."""
    plan.aliases += [(alias, row.key) for alias in one.learnt]
    if one.differs:
        return
    if one.counter_moved:
        plan.counters.append({"k": row.key, "n": one.views})
        _count_views(plan, one, row.key, row.published_s)
    if one.warnings != row.warnings:
        plan.warnings.append({"k": row.key, "w": one.warnings})


def _plan_change(plan: _Plan, one: Incoming, number: int) -> None:
    record, row = one.placement.record, one.row
    times = first_times(record, plan.now_s) if row is None else _revised_times(row, one, plan.now_s)
    after = _stage(one, times, plan.now_s)
    key = number if row is None else row.key
    values = _values(one, key=key, number=number, times=times, after=after, now_s=plan.now_s)
    plan.is_any_due = plan.is_any_due or after.due_s is not None
    if row is None:
        plan.inserts.append(values)
        plan.aliases += [(alias, key) for alias in record.aliases]
    else:
        plan.updates.append(dict(zip(_COLUMNS[1:], values[1:], strict=True), of=key))
        plan.superseded.append(row.as_revision())
    if one.counter_moved:
        _count_views(plan, one, key, times.published_s)
    plan.given.append(one.given)
    kind = Change.RECORD if row is None else Change.REVISION
    plan.lines.append(LedgerLine(number=number, at_s=plan.now_s, kind=kind, subject=record.id))
    if row is None and times.published_s > plan.now_s:
        return  # not public before its time: not even a tombstone
    plan.members.add(
        Move(
            key=key,
            id=record.id,
            number=number,
            before=row.placement() if row else None,
            after=Placement(
                channels=one.placement.channels, published_s=times.published_s, state=after.state
            ),
            deleted_s=max(_deleted_s(record, times, after.state, plan.now_s), row.updated_s if row else 0),
            significant=row is None or row.state is not State.VISIBLE or row.updated_s != times.updated_s,
        )
    )


def _count_views(plan: _Plan, one: Incoming, key: int, published_s: int) -> None:
    before = one.row.views if one.row else None
    if one.views is not None:
        plan.view_counts += view_counts.history_rows(
            key, published_s=published_s, before=before, views=one.views, now_s=plan.now_s
        )


def _revised_times(row: StoredRow, one: Incoming, now_s: int) -> Times:
    before = Times(published_s=row.published_s, updated_s=row.updated_s)
    if one.former is None:
        return before
    seen = row.state not in UNSEEN
    changed = significant(one.former, one.placement.record)
    return next_times(before, one.placement.record, now_s, seen=seen, significant=changed)


def _stage(one: Incoming, times: Times, now_s: int) -> Stage:
    """Return the state of a record by the clock, or by a later moment that its stored state has reached."""
    record, row = one.placement.record, one.row
    if row is None:
        return stage(record, times.published_s, now_s)
    reached = reached_s(one.former or record, row.published_s, row.state)
    return stage(record, times.published_s, max(now_s, reached), withdrawn=row.withdrawn)


def _deleted_s(record: Record, times: Times, state: State, now_s: int) -> int:
    if state is State.EXPIRED and record.expires_at:
        return int(record.expires_at.timestamp())
    return times.updated_s if state is State.WITHDRAWN else now_s


def _values(one: Incoming, *, key: int, number: int, times: Times, after: Stage, now_s: int) -> Row:
    """Return the values in the order of ``_COLUMNS``."""
    record, row = one.placement.record, one.row
    return (
        key,
        record.id,
        record.origin,
        number,
        row.revision + 1 if row else 1,
        one.digest,
        after.state.value,
        row.withdrawn if row else False,
        times.published_s,
        times.updated_s,
        now_s,
        after.due_s,
        one.views,
        ",".join(map(str, one.placement.channels)),
        one.body,
        address_of(record.url),
        one.warnings,
    )


async def _write(tx: Transaction, plan: _Plan, number: int) -> None:
    records = schema.records
    if plan.superseded:
        await tx.execute(_SUPERSEDE, plan.superseded)
    if plan.inserts:
        await insert_rows(tx, records, _COLUMNS, plan.inserts)
    if plan.updates:
        await tx.execute(_UPDATE, plan.updates)
    one = update(records).where(records.c.key == bindparam("k"))
    if plan.counters:
        await tx.execute(one.values(views=bindparam("n")), plan.counters)
    if plan.comments:
        counted = {"body": bindparam("b", type_=LargeBinary), "number": bindparam("n")}
        await tx.execute(one.values(counted), plan.comments)
    if plan.warnings:
        await tx.execute(one.values(warnings=bindparam("w", type_=LargeBinary)), plan.warnings)
    await view_counts.add(tx, plan.view_counts)
    await write_lines(tx, plan.lines)
    await plan.members.write(tx)
    if plan.members.dirty:
        await mark_dirty(tx, plan.members.dirty, number)
    await remove_ids(tx, list(dict.fromkeys((*plan.given, *(line.subject for line in plan.lines)))))
