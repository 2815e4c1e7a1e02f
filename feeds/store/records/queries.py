"""Revisions of records as publishing needs them."""

from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Integer, Row, bindparam, func, select

from feeds.model import Finding, Record, Tombstone
from feeds.store import schema
from feeds.store.bulk import prepare_among, rows_among
from feeds.store.encoding import decode_findings, decode_record
from feeds.store.lifecycle import State
from feeds.store.prepared import prepare
from feeds.store.session import Transaction


class StoredRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A revision of a record; ``number`` identifies the revision in every cache.

    ``warnings`` are the findings of the last reading that did not keep the record from being published.
    """

    key: int
    number: int
    revision: int
    record: Record
    published_at: datetime
    updated_at: datetime
    views: int | None = None
    state: State = State.VISIBLE
    withdrawn: bool = False
    warnings: tuple[Finding, ...] = ()


_member, _record = schema.membership.c, schema.records.c
_WINDOW = prepare(
    select(_record.key, _record.number)
    .join(schema.membership, _member.key == _record.key)
    .where(_member.channel == bindparam("channel"), _member.published_s >= bindparam("since_s"))
    .order_by(_member.published_s.desc(), _member.key.desc())
    .limit(bindparam("limit", type_=Integer))
)
_BY_KEY = prepare_among(select(schema.records), _record.key)
_TOMBSTONES = prepare(
    select(schema.tombstones.c.id, schema.tombstones.c.deleted_s)
    .where(schema.tombstones.c.channel == bindparam("channel"))
    .order_by(schema.tombstones.c.number.desc(), schema.tombstones.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)


async def window(
    tx: Transaction, channel: int, limit: int, *, since_s: int = 0
) -> tuple[tuple[int, int], ...]:
    """Return (key, number) of the newest visible records of a channel, by time and then arrival: O(limit).

    Records published before ``since_s`` are left out.
    """
    wanted = {"channel": channel, "since_s": since_s, "limit": limit}
    return tuple((key, number) for key, number in await tx.execute(_WINDOW, wanted))


async def load(tx: Transaction, keys: list[int]) -> dict[int, StoredRecord]:
    """Return the present revisions of records by key."""
    return {row.key: stored_record(row) for row in await rows_among(tx, _BY_KEY, keys)}


async def load_after(tx: Transaction, key: int, limit: int) -> tuple[StoredRecord, ...]:
    """Return the records that follow ``key`` in the order they came."""
    column = schema.records.c.key
    wanted = select(schema.records).where(column > key).order_by(column).limit(limit)
    return tuple(stored_record(row) for row in await tx.execute(wanted))


async def earlier_revisions(tx: Transaction, key: int) -> tuple[StoredRecord, ...]:
    """Return the former revisions of a record, newest first."""
    past = schema.revisions
    wanted = select(past).where(past.c.key == key).order_by(past.c.revision.desc())
    return tuple(_revision(row) for row in await tx.execute(wanted))


async def tombstones(tx: Transaction, channel: int, limit: int = 100) -> tuple[Tombstone, ...]:
    """Return the newest tombstones of a channel, newest first."""
    return tuple(
        Tombstone(id=row.id, deleted_at=datetime.fromtimestamp(row.deleted_s, UTC))
        for row in await tx.execute(_TOMBSTONES, {"channel": channel, "limit": limit})
    )


async def count_warnings(tx: Transaction) -> dict[str, int]:
    """Return how many stored records have warnings, by source."""
    record = schema.records.c
    counted = select(record.origin, func.count()).where(record.warnings.is_not(None))
    rows = await tx.execute(counted.group_by(record.origin).order_by(record.origin))
    return {row[0]: int(row[1]) for row in rows}


def stored_record(row: Row[tuple[object, ...]]) -> StoredRecord:
    """Convert a row of the records table."""
    return _revision(
        row,
        views=row.views,
        state=State(row.state),
        withdrawn=bool(row.withdrawn),
        warnings=decode_findings(row.warnings) if row.warnings else (),
    )


def _revision(row: Row[tuple[object, ...]], **current: Any) -> StoredRecord:
    """Convert a row of any revision; ``current`` is what only the record as it is now has."""
    return StoredRecord(
        key=row.key,
        number=row.number,
        revision=row.revision,
        record=decode_record(row.body),
        published_at=datetime.fromtimestamp(row.published_s, UTC),
        updated_at=datetime.fromtimestamp(row.updated_s, UTC),
        **current,
    )
