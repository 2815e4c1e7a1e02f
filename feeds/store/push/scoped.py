"""Saves, finds and withdraws records within the scope of a token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from feeds.model import Precedence, RecordOutcome
from feeds.store.identity.aliases import load_named
from feeds.store.identity.recognition import named_rows
from feeds.store.identity.resolution import resolve
from feeds.store.ledger import lock
from feeds.store.lifecycle import State
from feeds.store.records.queries import StoredRecord
from feeds.store.records.rows import StoredRow
from feeds.store.replication import announce
from feeds.store.revisions.editing import set_withdrawn
from feeds.store.revisions.matching import PlacedRecord
from feeds.store.revisions.saving import save as save_records
from feeds.store.session import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The records that a token gives access to: those of ``origins`` in the channels with the keys ``own``.

    ``own`` is ``None`` for all channels. Such a record is also in the channels above, ``above``, and in those
    that select records by their own rule, ``selecting``.
    """

    origins: frozenset[str]
    own: frozenset[int] | None = None
    above: frozenset[int] = frozenset()
    selecting: frozenset[int] = frozenset()

    def allows_naming(self, channels: Sequence[int]) -> bool:
        """Whether a record may name channels that lead to these keys."""
        if self.own is None:
            return True
        return not self.own.isdisjoint(channels) and self.own | self.above >= set(channels)

    def allows(self, row: StoredRow) -> bool:
        """Whether a stored record may be read and changed."""
        if row.origin not in self.origins:
            return False
        if self.own is None:
            return True
        return not self.own.isdisjoint(row.channels) and self.own | self.above | self.selecting >= set(
            row.channels
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The outcomes of the placements in their order, and whether anything has to be published."""

    outcomes: tuple[RecordOutcome, ...]
    dirty: bool


async def save(
    tx: Transaction, placements: Sequence[PlacedRecord], permit: Permit, now_s: int, order: Precedence
) -> Pushed:
    """Save the records that the permit allows, one after the other where an id comes twice.

    A record is recognised only as an article that the permit gives access to; otherwise it is a new one.
    """
    await lock(tx)
    outcomes: list[RecordOutcome] = []
    dirty = False
    for run in _distinct_runs(placements):
        stored = await named_rows(tx, [placement.record for placement in run], order)
        refused = {id_ for id_, row in stored.items() if not permit.allows(row)}
        allowed = [placement for placement in run if placement.record.id not in refused]
        saved = await save_records(tx, allowed, now_s, order, permit.allows)
        dirty = dirty or bool(saved.dirty)
        found = iter(saved.outcomes)
        outcomes += [RecordOutcome.REFUSED if one.record.id in refused else next(found) for one in run]
    if dirty:
        await announce(tx)
    return Pushed(outcomes=tuple(outcomes), dirty=dirty)


def _distinct_runs(placements: Sequence[PlacedRecord]) -> Iterator[list[PlacedRecord]]:
    """Cut where an id comes again, so that each record is compared with the one before."""
    run: dict[str, PlacedRecord] = {}
    for placement in placements:
        if placement.record.id in run:
            yield list(run.values())
            run = {}
        run[placement.record.id] = placement
    if run:
        yield list(run.values())


async def find(tx: Transaction, name: str, permit: Permit) -> StoredRecord | None:
    """Return a record, published or not, with the aliases that the sources of the permit gave it."""
    found = await load_named(tx, await _allowed(tx, name, permit))
    if found is None:
        return None
    names = [alias for alias in found.record.aliases if alias.origin in permit.origins]
    own = tuple(alias for alias in names if alias.name != found.record.id)
    return structs.replace(found, record=structs.replace(found.record, aliases=own))


async def withdraw(tx: Transaction, name: str, permit: Permit, note: str, now_s: int) -> RecordOutcome | None:
    """Withdraw a record; return ``None`` if the permit gives access to none of this name."""
    await lock(tx)
    row = await _allowed(tx, name, permit)
    if row is None:
        return None
    if row.withdrawn or row.state is State.WITHDRAWN:
        return RecordOutcome.UNCHANGED
    await set_withdrawn(tx, row.id, withdrawn=True, note=note, now_s=now_s)
    await announce(tx)
    return RecordOutcome.CHANGED


async def _allowed(tx: Transaction, name: str, permit: Permit) -> StoredRow | None:
    return await resolve(tx, name, permit.allows, permit.origins)
