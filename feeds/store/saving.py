"""Saving a batch of records: what is new, what changed, what stayed the same, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Fate, Record
from feeds.store import tables, views
from feeds.store.bulk import Row, insert_rows
from feeds.store.channels import mark_dirty
from feeds.store.encode import decode_record, digest, encode_record
from feeds.store.follow import announce
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines
from feeds.store.lookup import StoredRow, rows_by_id
from feeds.store.members import MemberChanges
from feeds.store.revise import Stage, State, Times, first_times, next_times, significant, stage
from feeds.store.sealed import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A record and the keys of the channels it belongs to.

    ``private_since`` tells by which private channels it was placed; it is refused where others are by now.
    """

    record: Record
    channels: tuple[int, ...]
    private_since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a batch, and the keys of the channels that changed; ``fates`` are those of its ids."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dirty: frozenset[int] = frozenset()
    fates: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incoming:
    """A record beside what is stored under its id."""

    placement: Placement
    row: StoredRow | None
    body: bytes
    digest: bytes

    @property
    def differs(self) -> bool:
        """Whether anything but counters is new."""
        row = self.row
        return row is None or row.digest != self.digest or row.channels != self.placement.channels

    @property
    def views(self) -> int | None:
        """Its counter; the one that is known where the source says nothing of it."""
        said = self.placement.record.views
        return self.row.views if said is None and self.row else said

    @property
    def counter_moved(self) -> bool:
        """Whether it was read since."""
        return self.views != (self.row.views if self.row else None)

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.row is None:
            return Fate.NEW
        return Fate.CHANGED if self.differs else Fate.UNCHANGED


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
    members: MemberChanges = field(default_factory=MemberChanges)


async def save(connection: AsyncConnection, placements: Sequence[Placement], now_s: int) -> Saved:
    """Write what changed; the same input again writes nothing. The last of several with one id wins.

    Raises ``StoreError`` where other channels have turned private since the records were placed.
    """
    await require(connection, (placement.private_since for placement in placements))
    latest = {placement.record.id: placement for placement in placements}
    stored = await rows_by_id(connection, list(latest))
    incoming = [_beside(placement, stored.get(id_)) for id_, placement in latest.items()]
    moved = [one for one in incoming if one.differs]
    first = await take_numbers(connection, len(moved)) if moved else 0
    plan = _Plan(now_s=now_s)
    for offset, one in enumerate(moved):
        _plan_one(plan, one, first + offset)
    for one in incoming:
        if one.row is not None and not one.differs and one.counter_moved:
            plan.counts.append({"k": one.row.key, "n": one.views})
            _count(plan, one, one.row.key, one.row.published_s)
    await _write(connection, plan, first + len(moved) - 1)
    if any(values["due_s"] is not None for values in (*plan.inserts, *plan.updates)):
        await announce(connection)  # caches are told of what the clock will change
    new = len(plan.inserts)
    return Saved(
        new=new,
        changed=len(moved) - new,
        unchanged=len(latest) - len(moved),
        dirty=frozenset(plan.members.dirty),
        fates=tuple(one.fate for one in incoming),
    )


def _beside(placement: Placement, row: StoredRow | None) -> _Incoming:
    body = encode_record(placement.record)
    return _Incoming(placement=placement, row=row, body=body, digest=digest(body))


def _plan_one(plan: _Plan, one: _Incoming, number: int) -> None:
    record, row = one.placement.record, one.row
    times = first_times(record, plan.now_s) if row is None else _revised_times(row, one, plan.now_s)
    where = stage(record, times.published_s, plan.now_s, withdrawn=row is not None and row.withdrawn)
    key = number if row is None else row.key
    values = _row(one, key=key, number=number, times=times, where=where, now_s=plan.now_s)
    if row is None:
        plan.inserts.append(values)
    else:
        plan.updates.append(values)
        plan.superseded.append(row.as_revision())
    if one.counter_moved:
        _count(plan, one, key, times.published_s)
    kind = Change.RECORD if row is None else Change.REVISION
    plan.lines.append(LedgerLine(number=number, at_s=plan.now_s, kind=kind, subject=record.id))
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


def _count(plan: _Plan, one: _Incoming, key: int, published_s: int) -> None:
    before = one.row.views if one.row else None
    if one.views is not None:
        plan.counted += views.begun(
            key, published_s=published_s, before=before, views=one.views, now_s=plan.now_s
        )


def _revised_times(row: StoredRow, one: _Incoming, now_s: int) -> Times:
    before = Times(published_s=row.published_s, updated_s=row.updated_s)
    if row.digest == one.digest:
        return before
    seen = row.state not in {State.WAITING, State.WITHHELD}
    news = significant(decode_record(row.body), one.placement.record)
    return next_times(before, one.placement.record, now_s, seen=seen, significant=news)


def _gone_s(record: Record, times: Times, state: State, now_s: int) -> int:
    if state is State.EXPIRED and record.expires_at:
        return int(record.expires_at.timestamp())
    return times.updated_s if state is State.WITHDRAWN else now_s


def _row(
    one: _Incoming, *, key: int, number: int, times: Times, where: Stage, now_s: int
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
    ids = [line.subject for line in plan.lines]
    held = tables.quarantine
    for start in range(0, len(ids), 500):
        await connection.execute(delete(held).where(held.c.subject.in_(ids[start : start + 500])))
    if plan.members.dirty:
        await mark_dirty(connection, plan.members.dirty, number)
