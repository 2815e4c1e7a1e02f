"""Finding the record that goes by a name: for editors, and for those who push."""

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ADDRESS
from feeds.store.encode import decode_record
from feeds.store.likeness import address_of
from feeds.store.lookup import StoredRow, rows_by_address, rows_by_id, rows_by_key
from feeds.store.naming import leads
from feeds.store.recognise import May, anyone


async def resolve(
    connection: AsyncConnection, name: str, may: May = anyone, origins: frozenset[str] | None = None
) -> StoredRow | None:
    """Return the record that has a name as its id, as an alias or as its address.

    An id is always that of its record; an address is first of who is there now. Only what ``may`` be seen is
    found, and with ``origins`` only by names that these sources gave.
    """
    row = (await rows_by_id(connection, [name])).get(name)
    if row is not None:
        return row if may(row) else None
    called, was_there = await _led(connection, name, may, origins)
    if called is not None:
        return called
    number = address_of(name)
    at = (await rows_by_address(connection, [number])).get(number or 0, [])
    there = [row for row in at if may(row) and decode_record(row.body).url == name]
    return was_there if not there else there[0] if len(there) == 1 else None


async def _led(
    connection: AsyncConnection, name: str, may: May, origins: frozenset[str] | None
) -> tuple[StoredRow | None, StoredRow | None]:
    """Return the record that a source calls so, or the one that was at that address."""
    lead = (await leads(connection, [name])).get(name)
    if lead is None or (origins is not None and lead.origin not in origins | {ADDRESS}):
        return None, None
    row = (await rows_by_key(connection, [lead.key])).get(lead.key)
    if row is None or not may(row):
        return None, None
    return (None, row) if lead.origin == ADDRESS else (row, None)
