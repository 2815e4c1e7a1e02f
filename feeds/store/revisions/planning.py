"""The rows that saving a batch of records writes, planned before any is written."""

from dataclasses import dataclass, field
from functools import lru_cache

from feeds.model import Alias, Record
from feeds.store import schema
from feeds.store.bulk import Row
from feeds.store.encoding import packed
from feeds.store.identity.likeness import address_of
from feeds.store.ledger import Change, LedgerLine
from feeds.store.lifecycle import Stage, State, Times, first_times, next_times, reached_s, significant, stage
from feeds.store.membership import UNSEEN, MemberChanges, Move, Placement
from feeds.store.records.rows import StoredRow
from feeds.store.revisions.matching import Incoming
from feeds.store.views import view_counts

COLUMNS = tuple(schema.records.columns.keys())
"""The columns of a record's row in the order of their values."""

_NO_DIGEST = b""
"""Records are compared by their bodies. Earlier versions stored a digest of each."""

_STATE_NAMES = {state: state.value for state in State}


@dataclass(slots=True)
class Plan:
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


def plan_known(plan: Plan, one: Incoming, row: StoredRow) -> None:
    """Plan what a stored article learns even from a record that does not differ."""
    plan.aliases += [(alias, row.key) for alias in one.learnt]
    if one.differs:
        return
    if one.counter_moved:
        plan.counters.append({"k": row.key, "n": one.views})
        _count_views(plan, one, row.key, row.published_s)
    if one.warnings != row.warnings:
        plan.warnings.append({"k": row.key, "w": one.warnings})


def plan_change(plan: Plan, one: Incoming, number: int) -> None:
    """Plan a new record, or another revision of a stored one, with the number of the change."""
    plan.given.append(one.given)
    if one.row is None:
        _plan_new(plan, one, number)
    else:
        _plan_revision(plan, one, one.row, number)


def _plan_new(plan: Plan, one: Incoming, number: int) -> None:
    """Plan a new record: the number of its change is its key."""
    record, channels = one.placement.record, one.placement.channels
    times = first_times(record, plan.now_s)
    after = stage(record, times.published_s, plan.now_s)
    plan.inserts.append(_values(one, key=number, number=number, times=times, after=after, now_s=plan.now_s))
    plan.is_any_due = plan.is_any_due or after.due_s is not None
    plan.aliases += [(alias, number) for alias in record.aliases]
    if record.views is not None:
        _count_views(plan, one, number, times.published_s)
    if after.state is State.VISIBLE:
        plan.members.add_new(number, channels, times.published_s)
    elif times.published_s <= plan.now_s:  # not public before its time: not even a tombstone
        placement = Placement(channels=channels, published_s=times.published_s, state=after.state)
        deleted_s = _deleted_s(record, times, after.state, plan.now_s)
        plan.members.add(
            Move(
                key=number,
                id=record.id,
                number=number,
                before=None,
                after=placement,
                deleted_s=deleted_s,
                significant=True,
            )
        )


def _plan_revision(plan: Plan, one: Incoming, row: StoredRow, number: int) -> None:
    record, channels = one.placement.record, one.placement.channels
    times = _revised_times(row, one, plan.now_s)
    after = _revised_stage(row, one, times, plan.now_s)
    values = _values(one, key=row.key, number=number, times=times, after=after, now_s=plan.now_s)
    plan.is_any_due = plan.is_any_due or after.due_s is not None
    plan.updates.append(dict(zip(COLUMNS[1:], values[1:], strict=True), of=row.key))
    plan.superseded.append(row.as_revision())
    if one.counter_moved:
        _count_views(plan, one, row.key, times.published_s)
    plan.lines.append(LedgerLine(number=number, at_s=plan.now_s, kind=Change.REVISION, subject=record.id))
    plan.members.add(
        Move(
            key=row.key,
            id=record.id,
            number=number,
            before=row.placement(),
            after=Placement(channels=channels, published_s=times.published_s, state=after.state),
            deleted_s=max(_deleted_s(record, times, after.state, plan.now_s), row.updated_s),
            significant=row.state is not State.VISIBLE or row.updated_s != times.updated_s,
        )
    )


def _count_views(plan: Plan, one: Incoming, key: int, published_s: int) -> None:
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


def _revised_stage(row: StoredRow, one: Incoming, times: Times, now_s: int) -> Stage:
    """Return the state of a record by the clock, or by a later moment that its stored state has reached."""
    record = one.placement.record
    reached = reached_s(one.former or record, row.published_s, row.state)
    return stage(record, times.published_s, max(now_s, reached), withdrawn=row.withdrawn)


def _deleted_s(record: Record, times: Times, state: State, now_s: int) -> int:
    if state is State.EXPIRED and record.expires_at:
        return int(record.expires_at.timestamp())
    return times.updated_s if state is State.WITHDRAWN else now_s


def _values(one: Incoming, *, key: int, number: int, times: Times, after: Stage, now_s: int) -> Row:
    """Return the values in the order of ``COLUMNS``."""
    record, row = one.placement.record, one.row
    return (
        key,
        record.id,
        record.origin,
        number,
        row.revision + 1 if row else 1,
        _NO_DIGEST,
        _STATE_NAMES[after.state],
        row.withdrawn if row else False,
        times.published_s,
        times.updated_s,
        now_s,
        after.due_s,
        one.views,
        _channel_list(one.placement.channels),
        packed(one.body),
        address_of(record.url),
        one.warnings,
        len(one.body),
    )


@lru_cache(maxsize=1024)
def _channel_list(channels: tuple[int, ...]) -> str:
    return ",".join(map(str, channels))
