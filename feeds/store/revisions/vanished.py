"""Withdraws records that a complete read of their source no longer brought."""

from collections.abc import Collection
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import select

from feeds.model import Precedence, Status
from feeds.store import schema
from feeds.store.encoding import decode_record
from feeds.store.ledger import lock
from feeds.store.lifecycle import State
from feeds.store.records.rows import StoredRow, rows_by_key
from feeds.store.revisions.matching import PlacedRecord
from feeds.store.revisions.saving import NO_ORDER, save
from feeds.store.session import Transaction

PUBLIC_STATES = (State.VISIBLE, State.WAITING)
"""The states of records that readers see or are going to see."""

LEAST_SHARE = 0.5
"""A read that brings a smaller share of these records is not believed: a folder may be half there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """The keys of the records that a read did not bring, and of how many there were before."""

    keys: tuple[int, ...]
    before: int

    @property
    def believable(self) -> bool:
        """Whether the read brought enough of them to be taken for complete."""
        return self.before - len(self.keys) >= self.before * LEAST_SHARE


async def find_vanished(tx: Transaction, origin: str, seen: Collection[int]) -> Vanished:
    """Return the public records of a source that are not among the keys ``seen``."""
    record = schema.records.c
    wanted = select(record.key).where(record.origin == origin, record.state.in_(PUBLIC_STATES))
    keys = [row.key for row in await tx.execute(wanted.order_by(record.key))]
    return Vanished(keys=tuple(key for key in keys if key not in seen), before=len(keys))


async def withdraw_vanished(
    tx: Transaction, origin: str, keys: Collection[int], now_s: int, order: Precedence = NO_ORDER
) -> int:
    """Withdraw a batch of records as if their source had said so; return how many changed.

    A record that the source brings again later is published again.
    """
    await lock(tx)
    rows = [row for row in (await rows_by_key(tx, list(keys))).values() if row.origin == origin]
    public = [_withdrawn(row) for row in rows if row.state in PUBLIC_STATES]
    return (await save(tx, public, now_s, order)).changed


def _withdrawn(row: StoredRow) -> PlacedRecord:
    record = replace(decode_record(row.body), status=Status.WITHDRAWN, aliases=())
    return PlacedRecord(record=record, channels=row.channels)
