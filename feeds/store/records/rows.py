"""Rows of the records table, as saving compares and changes them."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import Row, func, select

from feeds.store import schema
from feeds.store.bulk import prepare_among, rows_among
from feeds.store.lifecycle import State
from feeds.store.membership import Placement
from feeds.store.session import Transaction

SAME_ADDRESS_AT_MOST = 2
"""How many records of one address are loaded: an address that more records have identifies none."""


_record = schema.records.c
_BY_ID = prepare_among(select(schema.records), _record.id)
_BY_KEY = prepare_among(select(schema.records), _record.key)
_COUNT_BY_ADDRESS = prepare_among(
    select(func.count(), func.min(_record.key), func.max(_record.key)).group_by(_record.address),
    _record.address,
)


class StoredRow(Struct, frozen=True, kw_only=True, gc=False):
    """One row of the records table."""

    key: int
    id: str
    origin: str
    number: int
    revision: int
    state: State
    withdrawn: bool
    published_s: int
    updated_s: int
    received_s: int
    views: int | None
    channels: tuple[int, ...]
    body: bytes
    address: int | None
    warnings: bytes | None

    def placement(self) -> Placement:
        """Return where the record is now."""
        return Placement(channels=self.channels, published_s=self.published_s, state=self.state)

    def as_revision(self) -> dict[str, object]:
        """Return the row that keeps this as a former revision."""
        return {
            "key": self.key,
            "revision": self.revision,
            "number": self.number,
            "published_s": self.published_s,
            "updated_s": self.updated_s,
            "received_s": self.received_s,
            "body": self.body,
        }


async def rows_by_id(tx: Transaction, ids: Sequence[str]) -> dict[str, StoredRow]:
    """Return the records that have these ids."""
    return {row.id: stored_row(row) for row in await rows_among(tx, _BY_ID, ids)}


async def rows_by_key(tx: Transaction, keys: Sequence[int]) -> dict[int, StoredRow]:
    """Return the records that have these keys."""
    return {row.key: stored_row(row) for row in await rows_among(tx, _BY_KEY, list(dict.fromkeys(keys)))}


async def rows_by_address(tx: Transaction, addresses: Iterable[int | None]) -> dict[int, list[StoredRow]]:
    """Return the records at these addresses, except at addresses that too many records have."""
    wanted = list(dict.fromkeys(number for number in addresses if number is not None))
    groups = await rows_among(tx, _COUNT_BY_ADDRESS, wanted)
    keys = [key for count, *both in groups if count <= SAME_ADDRESS_AT_MOST for key in both]
    found: dict[int, list[StoredRow]] = {}
    for row in (await rows_by_key(tx, keys)).values():
        found.setdefault(row.address or 0, []).append(row)
    return found


def stored_row(row: Row[tuple[object, ...]]) -> StoredRow:
    """Convert a row of the records table."""
    return StoredRow(
        key=row.key,
        id=row.id,
        origin=row.origin,
        number=row.number,
        revision=row.revision,
        state=State(row.state),
        withdrawn=bool(row.withdrawn),
        published_s=row.published_s,
        updated_s=row.updated_s,
        received_s=row.received_s,
        views=row.views,
        channels=tuple(map(int, row.channels.split(","))) if row.channels else (),
        body=row.body,
        address=row.address,
        warnings=row.warnings,
    )
