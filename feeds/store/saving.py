"""Saving a batch of records: what is new, what changed, what stayed the same, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Alias, Outcome, Precedence, Record
from feeds.store import tables, views
from feeds.store.arriving import Incoming, PlacedRecord, meet, runs
from feeds.store.bulk import Row, insert_rows
from feeds.store.channels import mark_dirty
from feeds.store.follow import announce
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines
from feeds.store.likeness import address_of
from feeds.store.lookup import StoredRow
from feeds.store.members import UNSEEN, MemberChanges
from feeds.store.naming import enter, forget
from feeds.store.quarantine import let_go, let_go_readings
from feeds.store.recognise import May, anyone
from feeds.store.revise import Stage, State, Times, first_times, next_times, significant, stage
from feeds.store.sealed import require

NO_ORDER = Precedence()
"""Where no source is stronger than another, the later word counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The result of saving a batch: counts, keys of changed channels, and the ``outcomes`` of its ids."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dirty: frozenset[int] = frozenset()
    outcomes: tuple[Outcome, ...] = ()

    def __add__(self, other: "Saved") -> "Saved":
        """Add up."""
        return Saved(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            dirty=self.dirty | other.dirty,
            outcomes=self.outcomes + other.outcomes,
        )


@dataclass(slots=True)
class _Plan:
    """The rows to write, gathered before any is written."""

    now_s: int
    inserts: list[dict[str, object]] = field(default_factory=list)
    updates: list[dict[str, object]] = field(default_factory=list)
    superseded: list[dict[str, object]] = field(default_factory=list)
    counts: list[dict[str, object]] = field(default_factory=list)
    counted: list[Row] = field(default_factory=list)
    lines: list[LedgerLine] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    names: list[tuple[Alias, int]] = field(default_factory=list)
    members: MemberChanges = field(default_factory=MemberChanges)


async def save(
    connection: AsyncConnection,
    placements: Sequence[PlacedRecord],
    now_s: int,
    order: Precedence = NO_ORDER,
    may: May = anyone,
) -> Saved:
    """Write what changed; the same input again writes nothing. The last of several with one id wins.

    ``order`` tells whose word counts about an article that several sources bring; only what ``may`` be seen
    is recognised as one that is stored. Raises ``StoreError`` where other channels have turned private since
    the records were placed.
    """
    await require(connection, (placement.private_since for placement in placements))
    saved = Saved()
    for run in runs(placements):
        saved += await _save_run(connection, run, now_s, order, may)
    return saved


async def _save_run(
    connection: AsyncConnection, run: Sequence[PlacedRecord], now_s: int, order: Precedence, may: May
) -> Saved:
    incoming, overruled = await meet(connection, run, order, may)
    moved = [one for one in incoming if one.differs]
    first = await take_numbers(connection, len(moved)) if moved else 0
    plan = _Plan(now_s=now_s)
    for offset, one in enumerate(moved):
        _plan_one(plan, one, first + offset)
    for one in incoming:
        if one.row is None:
            continue
        plan.names += [(alias, one.row.key) for alias in one.learnt]
        if not one.differs and one.counter_moved:
            plan.counts.append({"k": one.row.key, "n": one.views})
            _count(plan, one, one.row.key, one.row.published_s)
    await _write(connection, plan, first + len(moved) - 1)
    if any(values["due_s"] is not None for values in (*plan.inserts, *plan.updates)):
        await announce(connection)  # caches are told of what the clock will change
    await forget(connection, overruled)
    await enter(connection, plan.names)
    await _came_again(connection, [one for one in incoming if not one.differs])
    new = len(plan.inserts)
    return Saved(
        new=new,
        changed=len(moved) - new,
        unchanged=len(incoming) - len(moved),
        dirty=frozenset(plan.members.dirty),
        outcomes=tuple(one.outcome for one in incoming),
    )


async def _came_again(connection: AsyncConnection, same: Sequence[Incoming]) -> None:
    """Drop from quarantine what came again as it is."""
    for origin in {one.placement.record.origin for one in same}:
        ids = [one.given for one in same if one.placement.record.origin == origin]
        await let_go_readings(connection, origin, ids)


def _plan_one(plan: _Plan, one: Incoming, number: int) -> None:
    record, row = one.placement.record, one.row
    times = first_times(record, plan.now_s) if row is None else _revised_times(row, one, plan.now_s)
    where = stage(record, times.published_s, plan.now_s, withdrawn=row is not None and row.withdrawn)
    key = number if row is None else row.key
    values = _row(one, key=key, number=number, times=times, where=where, now_s=plan.now_s)
    if row is None:
        plan.inserts.append(values)
        if record.aliases:
            plan.names += [(alias, key) for alias in record.aliases]
    else:
        plan.updates.append(values)
        plan.superseded.append(row.as_revision())
    if one.counter_moved:
        _count(plan, one, key, times.published_s)
    plan.given.append(one.given)
    kind = Change.RECORD if row is None else Change.REVISION
    plan.lines.append(LedgerLine(number=number, at_s=plan.now_s, kind=kind, subject=record.id))
    if row is None and times.published_s > plan.now_s:
        return  # nobody hears of it before its time, not even that it was taken back
    plan.members.move(
        key=key,
        id_=record.id,
        number=number,
        before=row.seat() if row else None,
        channels=one.placement.channels,
        published_s=times.published_s,
        state=where.state,
        gone_s=_gone_s(record, times, where.state, plan.now_s),
        news=row is None or row.state is not State.VISIBLE or row.updated_s != times.updated_s,
    )


def _count(plan: _Plan, one: Incoming, key: int, published_s: int) -> None:
    before = one.row.views if one.row else None
    if one.views is not None:
        plan.counted += views.begun(
            key, published_s=published_s, before=before, views=one.views, now_s=plan.now_s
        )


def _revised_times(row: StoredRow, one: Incoming, now_s: int) -> Times:
    before = Times(published_s=row.published_s, updated_s=row.updated_s)
    if one.former is None:
        return before
    seen = row.state not in UNSEEN
    news = significant(one.former, one.placement.record)
    return next_times(before, one.placement.record, now_s, seen=seen, significant=news)


def _gone_s(record: Record, times: Times, state: State, now_s: int) -> int:
    if state is State.EXPIRED and record.expires_at:
        return int(record.expires_at.timestamp())
    return times.updated_s if state is State.WITHDRAWN else now_s


def _row(
    one: Incoming, *, key: int, number: int, times: Times, where: Stage, now_s: int
) -> dict[str, object]:
    """Write the values in the order of the table's columns."""
    record = one.placement.record
    return {
        "key": key,
        "id": record.id,
        "origin": record.origin,
        "number": number,
        "revision": one.row.revision + 1 if one.row else 1,
        "digest": one.digest,
        "state": where.state.value,
        "withdrawn": one.row.withdrawn if one.row else False,
        "published_s": times.published_s,
        "updated_s": times.updated_s,
        "received_s": now_s,
        "due_s": where.due_s,
        "views": one.views,
        "channels": ",".join(map(str, one.placement.channels)),
        "body": one.body,
        "address": address_of(record.url),
    }


async def _write(connection: AsyncConnection, plan: _Plan, number: int) -> None:
    records = tables.records
    if plan.superseded:
        await connection.execute(insert(tables.revisions), plan.superseded)
    if plan.inserts:
        columns = tuple(plan.inserts[0])
        await insert_rows(connection, records, columns, [tuple(values.values()) for values in plan.inserts])
    for values in plan.updates:
        await connection.execute(update(records).where(records.c.key == values["key"]).values(values))
    if plan.counts:
        counted = update(records).where(records.c.key == bindparam("k")).values(views=bindparam("n"))
        await connection.execute(counted, plan.counts)
    await views.keep(connection, plan.counted)
    await write_lines(connection, plan.lines)
    await plan.members.write(connection)
    ids = list(dict.fromkeys((*plan.given, *(line.subject for line in plan.lines))))
    await let_go(connection, ids)
    if plan.members.dirty:
        await mark_dirty(connection, plan.members.dirty, number)
