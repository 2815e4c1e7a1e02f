"""The ledger: one sequence of numbers for everything that changes."""

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import BigInteger, bindparam, insert, literal, select, update

from feeds.store import schema
from feeds.store.bulk import insert_rows
from feeds.store.prepared import prepare
from feeds.store.session import Transaction


class Change(StrEnum):
    """The kinds of change that take a number."""

    RECORD = "record"
    REVISION = "revision"
    RELEASE = "release"
    EXPIRY = "expiry"
    WITHDRAWAL = "withdrawal"
    RESTORATION = "restoration"
    CHANNEL = "channel"
    RENDERER = "renderer"


class LedgerLine(Struct, frozen=True, kw_only=True, gc=False):
    """One change: its number, its kind and its subject; ``note`` says who made it and why, if known."""

    number: int
    at_s: int
    kind: Change
    subject: str
    note: str | None = None


LEDGER = "ledger"
TURNS = "publications"
"""The two counters. A transaction that takes from both takes from the ledger first."""


_counter = schema.counter.c
_TAKE = prepare(
    update(schema.counter)
    .where(_counter.name == bindparam("counter"))
    .values(value=_counter.value + bindparam("count", type_=BigInteger))
    .returning(_counter.value)
)

_LOCK = select(_counter.value).where(_counter.name == LEDGER).with_for_update()
_record = schema.records.c
_new_records = select(_record.key, _record.received_s, literal(Change.RECORD.value), _record.id).where(
    _record.key.between(bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger))
)
_WRITE_NEW_RECORDS = prepare(
    insert(schema.ledger).from_select(["number", "at_s", "kind", "subject"], _new_records)
)
_LAST = prepare(select(_counter.value).where(_counter.name == bindparam("counter")))


async def take_numbers(tx: Transaction, count: int, counter: str = LEDGER) -> int:
    """Reserve ``count`` numbers in the open transaction; return the first.

    The row stays locked until the commit, so that no number becomes visible before a smaller one.
    """
    result = await tx.execute(_TAKE, {"counter": counter, "count": count})
    return int(result.scalar_one()) - count + 1


async def lock(tx: Transaction) -> None:
    """Keep all other transactions from changing records, channels and archives until this one ends.

    What is read after it stays true. It is taken before the rows of channels, parts and publications are
    changed, so that no two transactions wait for each other. SQLite has one writer at a time.
    """
    if tx.dialect.name != "sqlite":
        await tx.execute(_LOCK)


async def write_lines(tx: Transaction, lines: list[LedgerLine]) -> None:
    """Insert changes whose numbers were taken in this transaction."""
    rows = [(line.number, line.at_s, line.kind.value, line.subject, line.note) for line in lines]
    await insert_rows(tx, schema.ledger, ("number", "at_s", "kind", "subject", "note"), rows)


async def write_new_records(tx: Transaction, first: int, last: int) -> None:
    """Insert the changes of the records that were stored with keys from ``first`` to ``last``."""
    await tx.execute(_WRITE_NEW_RECORDS, {"first": first, "last": last})


async def last_number(tx: Transaction, counter: str = LEDGER) -> int:
    """Return the newest number, 0 before the first change."""
    return int((await tx.execute(_LAST, {"counter": counter})).scalar_one())


async def history(tx: Transaction, id_: str) -> tuple[LedgerLine, ...]:
    """Return the changes of one record, oldest first."""
    known = schema.ledger.c
    wanted = select(schema.ledger).where(known.subject == id_).order_by(known.number)
    return tuple(
        LedgerLine(
            number=row.number, at_s=row.at_s, kind=Change(row.kind), subject=row.subject, note=row.note
        )
        for row in await tx.execute(wanted)
    )
