"""Finding stored records: by id for saving, by channel for publishing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Record, Tombstone
from feeds.store import tables
from feeds.store.bulk import among
from feeds.store.encode import decode_record
from feeds.store.members import Placement
from feeds.store.revise import State

CARRIERS = 2
"""How many records of one address are looked at: an address that more of them carry identifies none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A record as it lies in the table."""

    key: int
    id: str
    origin: str
    number: int
    revision: int
    digest: bytes
    state: State
    withdrawn: bool
    published_s: int
    updated_s: int
    received_s: int
    views: int | None
    channels: tuple[int, ...]
    body: bytes
    address: int | None

    def seat(self) -> Placement:
        """Where it sits now."""
        return Placement(channels=self.channels, published_s=self.published_s, state=self.state)

    def as_revision(self) -> dict[str, object]:
        """The row that keeps this as history."""
        return {
            "key": self.key,
            "revision": self.revision,
            "number": self.number,
            "published_s": self.published_s,
            "updated_s": self.updated_s,
            "received_s": self.received_s,
            "body": self.body,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A revision of a record as the store knows it; ``number`` names the revision in every cache."""

    key: int
    number: int
    revision: int
    record: Record
    published_at: datetime
    updated_at: datetime
    views: int | None = None
    state: State = State.VISIBLE
    withdrawn: bool = False


async def tombstones(connection: AsyncConnection, channel: int, limit: int) -> tuple[Tombstone, ...]:
    """Return the newest tombstones of a channel, newest first."""
    tomb = tables.tombstones
    newest = (
        select(tomb.c.id, tomb.c.deleted_s)
        .where(tomb.c.channel == channel)
        .order_by(tomb.c.number.desc(), tomb.c.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(newest)
    return tuple(Tombstone(id=row.id, deleted_at=datetime.fromtimestamp(row.deleted_s, UTC)) for row in rows)


async def rows_by_id(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, StoredRow]:
    """Return what is stored under these ids."""
    found: dict[str, StoredRow] = {}
    for some in among(connection, tables.records.c.id, ids):
        for row in await connection.execute(select(tables.records).where(some)):
            found[row.id] = stored(row)
    return found


async def rows_by_key(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, StoredRow]:
    """Return what is stored under these keys."""
    found: dict[int, StoredRow] = {}
    for some in among(connection, tables.records.c.key, list(dict.fromkeys(keys))):
        for row in await connection.execute(select(tables.records).where(some)):
            found[row.key] = stored(row)
    return found


async def rows_by_address(
    connection: AsyncConnection, addresses: Iterable[int | None]
) -> dict[int, list[StoredRow]]:
    """Return what is stored at addresses, unless it is too much to tell one from another."""
    record = tables.records.c
    found: dict[int, list[StoredRow]] = {}
    for some in among(connection, record.address, [number for number in addresses if number is not None]):
        counted = select(func.count(), func.min(record.key), func.max(record.key)).where(some)
        groups = (await connection.execute(counted.group_by(record.address))).all()
        keys = [key for count, first, last in groups if count <= CARRIERS for key in (first, last)]
        for row in (await rows_by_key(connection, keys)).values():
            found.setdefault(row.address or 0, []).append(row)
    return found


async def window(
    connection: AsyncConnection, channel: int, limit: int, *, since_s: int = 0
) -> tuple[tuple[int, int], ...]:
    """Return (key, number) of the newest visible records of a channel, by time and then id: O(limit).

    ``since_s`` leaves out what was published before.
    """
    member, record = tables.membership, tables.records
    newest = (
        select(record.c.key, record.c.number)
        .join(member, member.c.key == record.c.key)
        .where(member.c.channel == channel, member.c.published_s >= since_s)
        .order_by(member.c.published_s.desc(), record.c.id.desc())
        .limit(limit)
    )
    return tuple((row.key, row.number) for row in await connection.execute(newest))


async def load(connection: AsyncConnection, keys: list[int]) -> dict[int, StoredRecord]:
    """Return the present revisions of records by key."""
    found: dict[int, StoredRecord] = {}
    for some in among(connection, tables.records.c.key, keys):
        for row in await connection.execute(select(tables.records).where(some)):
            found[row.key] = _present(row)
    return found


async def after(connection: AsyncConnection, key: int, limit: int) -> tuple[StoredRecord, ...]:
    """Return the records that follow ``key`` in the order they came."""
    column = tables.records.c.key
    wanted = select(tables.records).where(column > key).order_by(column).limit(limit)
    return tuple(_present(row) for row in await connection.execute(wanted))


async def earlier(connection: AsyncConnection, key: int) -> tuple[StoredRecord, ...]:
    """Return the former revisions of a record, newest first."""
    past = tables.revisions
    wanted = select(past).where(past.c.key == key).order_by(past.c.revision.desc())
    return tuple(_kept(row, State.VISIBLE, None) for row in await connection.execute(wanted))


def _present(row: Row[tuple[object, ...]]) -> StoredRecord:
    kept = _kept(row, State(row.state), row.views)
    return replace(kept, withdrawn=bool(row.withdrawn))


def _kept(row: Row[tuple[object, ...]], state: State, views: int | None) -> StoredRecord:
    return StoredRecord(
        key=row.key,
        number=row.number,
        revision=row.revision,
        record=decode_record(row.body),
        published_at=datetime.fromtimestamp(row.published_s, UTC),
        updated_at=datetime.fromtimestamp(row.updated_s, UTC),
        views=views,
        state=state,
    )


def stored(row: Row[tuple[object, ...]]) -> StoredRow:
    """Read one row of the records table."""
    return StoredRow(
        key=row.key,
        id=row.id,
        origin=row.origin,
        number=row.number,
        revision=row.revision,
        digest=row.digest,
        state=State(row.state),
        withdrawn=bool(row.withdrawn),
        published_s=row.published_s,
        updated_s=row.updated_s,
        received_s=row.received_s,
        views=row.views,
        channels=tuple(map(int, row.channels.split(","))) if row.channels else (),
        body=row.body,
        address=row.address,
    )
