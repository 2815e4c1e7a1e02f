"""Saving what is pushed, within what the pusher may touch, in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Outcome, Precedence
from feeds.store.arriving import PlacedRecord
from feeds.store.editing import set_withdrawn
from feeds.store.follow import announce
from feeds.store.lookup import StoredRecord, StoredRow
from feeds.store.naming import load_named
from feeds.store.quarantine import ToHold, hold
from feeds.store.recognise import named_rows
from feeds.store.resolve import resolve
from feeds.store.revise import State
from feeds.store.saving import save


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
    """The outcomes of the placements, in their order, and whether anything is to be published."""

    outcomes: tuple[Outcome, ...]
    dirty: bool


async def push(
    connection: AsyncConnection,
    placements: Sequence[PlacedRecord],
    rejected: Sequence[ToHold],
    permit: Permit,
    now_s: int,
    *,
    order: Precedence,
) -> Pushed:
    """Save what the permit allows, in turn where an id comes twice, and hold what was rejected.

    A record is recognised only as one that the permit allows to see; else it is one of its own.
    """
    outcomes: list[Outcome] = []
    dirty = False
    for run in _distinct_runs(placements):
        stored = await named_rows(connection, [placement.record for placement in run], order)
        barred = {id_ for id_, row in stored.items() if not permit.allows(row)}
        allowed = [placement for placement in run if placement.record.id not in barred]
        saved = await save(connection, allowed, now_s, order, permit.allows)
        dirty = dirty or bool(saved.dirty)
        found = iter(saved.outcomes)
        outcomes += [Outcome.REFUSED if one.record.id in barred else next(found) for one in run]
    if rejected:
        await hold(connection, rejected, now_s)
    if dirty:
        await announce(connection)
    return Pushed(outcomes=tuple(outcomes), dirty=dirty)


def _distinct_runs(placements: Sequence[PlacedRecord]) -> Iterator[list[PlacedRecord]]:
    """Cut where an id comes again, so that each record meets the one before it."""
    run: dict[str, PlacedRecord] = {}
    for placement in placements:
        if placement.record.id in run:
            yield list(run.values())
            run = {}
        run[placement.record.id] = placement
    if run:
        yield list(run.values())


async def find(connection: AsyncConnection, name: str, permit: Permit) -> StoredRecord | None:
    """Return a record that the permit allows to see, published or not, with the names its sources gave it."""
    kept = await load_named(connection, await _allowed(connection, name, permit))
    if kept is None:
        return None
    names = [alias for alias in kept.record.aliases if alias.origin in permit.origins]
    own = tuple(alias for alias in names if alias.name != kept.record.id)
    return replace(kept, record=replace(kept.record, aliases=own))


async def withdraw(
    connection: AsyncConnection, name: str, permit: Permit, note: str, now_s: int
) -> Outcome | None:
    """Withdraw a record that the permit allows to change; ``None`` when there is none."""
    row = await _allowed(connection, name, permit)
    if row is None:
        return None
    if row.withdrawn or row.state is State.WITHDRAWN:
        return Outcome.UNCHANGED
    await set_withdrawn(connection, row.id, withdrawn=True, note=note, now_s=now_s)
    await announce(connection)
    return Outcome.CHANGED


async def _allowed(connection: AsyncConnection, name: str, permit: Permit) -> StoredRow | None:
    return await resolve(connection, name, permit.allows, permit.origins)
