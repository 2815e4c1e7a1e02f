"""Finding a channel's members anew after its rule changed, in small steps over all stored records."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Record
from feeds.store import tables
from feeds.store.channels import mark_dirty
from feeds.store.encode import decode_record
from feeds.store.ledger import take_numbers
from feeds.store.lookup import StoredRow, stored
from feeds.store.members import MemberChanges

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """A stored record that is about to be seated anew."""

    row: StoredRow
    record: Record


async def start(connection: AsyncConnection) -> int | None:
    """Return the key after which the sweep goes on, or ``None`` when no channel waits for one."""
    value = (await connection.execute(select(func.min(tables.channels.c.swept)))).scalar()
    return None if value is None else int(value)


async def batch(connection: AsyncConnection, after: int) -> tuple[Swept, ...]:
    """Return the next records in the order of their keys."""
    key = tables.records.c.key
    wanted = select(tables.records).where(key > after).order_by(key).limit(BATCH)
    rows = [stored(row) for row in await connection.execute(wanted)]
    return tuple(Swept(row=row, record=decode_record(row.body)) for row in rows)


async def reseat(
    connection: AsyncConnection, seats: tuple[tuple[Swept, tuple[int, ...]], ...], now_s: int
) -> frozenset[int]:
    """Give records their new channels; return the keys of the channels that changed."""
    members = MemberChanges()
    number = await take_numbers(connection, 1)
    for swept, channels in seats:
        if swept.row.channels == channels:
            continue
        members.move(
            key=swept.row.key,
            id_=swept.record.id,
            number=number,
            before=swept.row.seat(),
            channels=channels,
            published_s=swept.row.published_s,
            state=swept.row.state,
            gone_s=now_s,
            news=False,
        )
        moved = update(tables.records).where(tables.records.c.key == swept.row.key)
        await connection.execute(moved.values(channels=",".join(map(str, channels))))
    await members.write(connection)
    await mark_dirty(connection, members.dirty, number)
    return frozenset(members.dirty)


async def advance(connection: AsyncConnection, key: int) -> None:
    """Remember how far the sweep has come, so that a restart goes on from there."""
    await connection.execute(update(tables.channels).where(tables.channels.c.swept < key).values(swept=key))


async def finish(connection: AsyncConnection) -> None:
    """End the sweep: its channels may be published."""
    await connection.execute(
        update(tables.channels).where(tables.channels.c.swept.is_not(None)).values(swept=None)
    )
