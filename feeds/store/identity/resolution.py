"""Finds the record that a name means: for editors, and for clients that push."""

from sqlalchemy import select

from feeds.model import ADDRESS, is_global_id, local_id
from feeds.store import schema
from feeds.store.encoding import decode_record
from feeds.store.identity.aliases import load_named, targets
from feeds.store.identity.likeness import address_of
from feeds.store.identity.recognition import May, anyone
from feeds.store.records.queries import StoredRecord
from feeds.store.records.rows import StoredRow, rows_by_address, rows_by_id, rows_by_key
from feeds.store.session import Transaction


async def by_name(tx: Transaction, name: str) -> StoredRecord | None:
    """Return the present revision of a record by its id or another name, with its aliases."""
    return await load_named(tx, await resolve(tx, name))


async def resolve(
    tx: Transaction, name: str, may: May = anyone, origins: frozenset[str] | None = None
) -> StoredRow | None:
    """Return the record that has a name as its id, as an alias or as its address.

    An id always means its own record; an address means first the record that is there now. Only records that
    ``may`` accepts are returned; with ``origins``, aliases count only if one of these sources uses them.
    """
    row = (await rows_by_id(tx, [name])).get(name)
    if row is not None:
        return row if may(row) else None
    named, moved = await _by_alias(tx, name, may, origins)
    if named is not None:
        return named
    number = address_of(name)
    at = (await rows_by_address(tx, [number])).get(number or 0, [])
    there = [row for row in at if may(row) and decode_record(row.body).url == name]
    found = moved if not there else there[0] if len(there) == 1 else None
    return found or await _by_local_name(tx, name, may, origins)


async def _by_local_name(
    tx: Transaction, name: str, may: May, origins: frozenset[str] | None
) -> StoredRow | None:
    """Return the record that exactly one source calls by a local id."""
    if is_global_id(name):
        return None
    if origins is None:
        query = select(schema.records.c.origin).distinct()
        origins = frozenset((await tx.execute(query)).scalars())
    rows = await rows_by_id(tx, [local_id(name, origin) for origin in sorted(origins)])
    found = [row for row in rows.values() if may(row)]
    return found[0] if len(found) == 1 else None


async def _by_alias(
    tx: Transaction, name: str, may: May, origins: frozenset[str] | None
) -> tuple[StoredRow | None, StoredRow | None]:
    """Return the record that a source names so, or the one that was at this address."""
    target = (await targets(tx, [name])).get(name)
    if target is None or (origins is not None and target.origin not in origins | {ADDRESS}):
        return None, None
    row = (await rows_by_key(tx, [target.key])).get(target.key)
    if row is None or not may(row):
        return None, None
    return (None, row) if target.origin == ADDRESS else (row, None)
