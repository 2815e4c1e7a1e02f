"""Saving what is pushed, within what the pusher may touch, in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Fate
from feeds.store import tables
from feeds.store.editing import set_withdrawn
from feeds.store.follow import announce
from feeds.store.lookup import Kept, StoredRow, load, rows_by_id
from feeds.store.quarantine import HeldAt, ToHold, hold
from feeds.store.revise import State
from feeds.store.saving import Placement, save


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a pusher may touch: records of ``origins``, in the channels of the keys ``own``.

    ``own`` is ``None`` for all channels. A record of its own is also in the channels above, ``above``, and
    wherever a channel's own rule takes it, ``choosy``.
    """

    origins: frozenset[str]
    own: frozenset[int] | None = None
    above: frozenset[int] = frozenset()
    choosy: frozenset[int] = frozenset()

    def allows_naming(self, channels: Sequence[int]) -> bool:
        """Whether a record may name channels that make up these keys."""
        if self.own is None:
            return True
        return not self.own.isdisjoint(channels) and self.own | self.above >= set(channels)

    def allows(self, row: StoredRow) -> bool:
        """Whether a stored record may be seen and changed."""
        if row.origin not in self.origins:
            return False
        if self.own is None:
            return True
        return not self.own.isdisjoint(row.channels) and self.own | self.above | self.choosy >= set(
            row.channels
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The fates of the placements, in their order, and whether anything is to be published."""

    fates: tuple[Fate, ...]
    dirty: bool


async def push(
    connection: AsyncConnection,
    placements: Sequence[Placement],
    rejected: Sequence[ToHold],
    permit: Permit,
    now_s: int,
) -> Pushed:
    """Save what the permit allows, in turn where an id comes twice, and hold what was rejected."""
    fates: list[Fate] = []
    dirty = False
    for run in _distinct_runs(placements):
        stored = await rows_by_id(connection, [placement.record.id for placement in run])
        barred = {id_ for id_, row in stored.items() if not permit.allows(row)}
        allowed = [placement for placement in run if placement.record.id not in barred]
        saved = await save(connection, allowed, now_s)
        dirty = dirty or bool(saved.dirty)
        found = iter(saved.fates)
        fates += [Fate.REFUSED if one.record.id in barred else next(found) for one in run]
    await _let_go(connection, placements, fates)
    if rejected:
        await hold(connection, rejected, now_s)
    if dirty:
        await announce(connection)
    return Pushed(fates=tuple(fates), dirty=dirty)


def _distinct_runs(placements: Sequence[Placement]) -> Iterator[list[Placement]]:
    """Cut where an id comes again, so that each record meets the one before it."""
    run: dict[str, Placement] = {}
    for placement in placements:
        if placement.record.id in run:
            yield list(run.values())
            run = {}
        run[placement.record.id] = placement
    if run:
        yield list(run.values())


async def _let_go(connection: AsyncConnection, placements: Sequence[Placement], fates: list[Fate]) -> None:
    """Drop from quarantine what is here again as it was before it was spoilt."""
    pairs = zip(placements, fates, strict=True)
    same = [placement.record for placement, fate in pairs if fate is Fate.UNCHANGED]
    held = tables.quarantine
    for origin in {record.origin for record in same}:
        ids = [record.id for record in same if record.origin == origin]
        at = (held.c.stage == HeldAt.READING) & (held.c.origin == origin) & held.c.subject.in_(ids)
        await connection.execute(delete(held).where(at))


async def find(connection: AsyncConnection, id_: str, permit: Permit) -> Kept | None:
    """Return a record that the permit allows to see, published or not."""
    row = await _allowed(connection, id_, permit)
    return None if row is None else (await load(connection, [row.key]))[row.key]


async def withdraw(
    connection: AsyncConnection, id_: str, permit: Permit, note: str, now_s: int
) -> Fate | None:
    """Withdraw a record that the permit allows to change; ``None`` when there is none."""
    row = await _allowed(connection, id_, permit)
    if row is None:
        return None
    if row.withdrawn or row.state is State.WITHDRAWN:
        return Fate.UNCHANGED
    await set_withdrawn(connection, id_, withdrawn=True, note=note, now_s=now_s)
    await announce(connection)
    return Fate.CHANGED


async def _allowed(connection: AsyncConnection, id_: str, permit: Permit) -> StoredRow | None:
    row = (await rows_by_id(connection, [id_])).get(id_)
    return row if row is not None and permit.allows(row) else None
