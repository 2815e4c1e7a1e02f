"""The ledger: one sequence of numbers over everything that changes."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.bulk import insert_rows


class Change(StrEnum):
    """What kinds of change take a number."""

    RECORD = "record"
    REVISION = "revision"
    RELEASE = "release"
    EXPIRY = "expiry"
    WITHDRAWAL = "withdrawal"
    RESTORATION = "restoration"
    CHANNEL = "channel"
    RENDERER = "renderer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One change: its number, what it was and of what; ``note`` says who and why where that matters."""

    number: int
    at_s: int
    kind: Change
    subject: str
    note: str | None = None


LEDGER = "ledger"
TURNS = "publications"
"""The counters: of changes, and of what others follow. Who takes from both begins with the ledger."""


async def take_numbers(connection: AsyncConnection, count: int, counter: str = LEDGER) -> int:
    """Reserve ``count`` numbers inside the open transaction; return the first.

    The row stays locked until the commit, so nobody ever sees a number before a smaller one.
    """
    taken = update(tables.counter).where(tables.counter.c.name == counter)
    result = await connection.execute(
        taken.values(value=tables.counter.c.value + count).returning(tables.counter.c.value)
    )
    return int(result.scalar_one()) - count + 1


async def write_lines(connection: AsyncConnection, lines: list[LedgerLine]) -> None:
    """Enter changes whose numbers were taken in this transaction."""
    rows = [(line.number, line.at_s, line.kind.value, line.subject, line.note) for line in lines]
    await insert_rows(connection, tables.ledger, ("number", "at_s", "kind", "subject", "note"), rows)


async def last_number(connection: AsyncConnection, counter: str = LEDGER) -> int:
    """Return the newest number that was committed; 0 when nothing ever happened."""
    known = tables.counter.c
    return int((await connection.execute(select(known.value).where(known.name == counter))).scalar_one())
