"""The other names of articles: former ids and addresses, each leading to one article for ever."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ADDRESS, Alias
from feeds.store import lookup, tables
from feeds.store.bulk import PARAMETERS, among
from feeds.store.likeness import address_of
from feeds.store.lookup import StoredRecord

NAME_BYTES = 2000
"""The longest name that is kept; PostgreSQL's indexes take little more."""

# ``origin`` is the source that calls the article so, empty where it is but an address of it. A record's own
# id stands here too once another source has taken it over, to tell whose id it was.
aliases = Table(
    "aliases",
    tables.metadata,
    Column("name", tables.Exact, primary_key=True),
    Column("key", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Index("aliases_key", "key"),
    sqlite_with_rowid=False,
)

_WEB = ("http://", "https://")
_INSERT = "INSERT INTO aliases (name, key, origin) VALUES {} ON CONFLICT (name) DO NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Where an alias leads."""

    key: int
    origin: str


async def any_names(connection: AsyncConnection) -> bool:
    """Whether there are aliases at all."""
    return (await connection.execute(select(aliases.c.key).limit(1))).first() is not None


async def leads(connection: AsyncConnection, names: Iterable[str]) -> dict[str, Lead]:
    """Return where names lead; those that are no alias are left out."""
    found: dict[str, Lead] = {}
    for some in among(connection, aliases.c.name, list(dict.fromkeys(names))):
        for row in await connection.execute(select(aliases).where(some)):
            found[row.name] = Lead(key=row.key, origin=row.origin)
    return found


async def names_of(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, tuple[Alias, ...]]:
    """Return the aliases of records by key, in one order."""
    found: defaultdict[int, list[Alias]] = defaultdict(list)
    for some in among(connection, aliases.c.key, keys):
        wanted = select(aliases).where(some)
        for row in await connection.execute(wanted.order_by(aliases.c.key, aliases.c.name)):
            found[row.key].append(Alias(name=row.name, origin=row.origin))
    return {key: tuple(names) for key, names in found.items()}


async def with_names(connection: AsyncConnection, kept: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Give records their other names."""
    names = await names_of(connection, [one.key for one in kept])
    return [
        replace(one, record=replace(one.record, aliases=names[one.key])) if one.key in names else one
        for one in kept
    ]


async def after(connection: AsyncConnection, key: int) -> list[StoredRecord]:
    """Return a batch of the records that follow ``key``, with their other names."""
    return await with_names(connection, await lookup.after(connection, key, PARAMETERS))


async def load_named(connection: AsyncConnection, row: lookup.StoredRow | None) -> StoredRecord | None:
    """Return a record, if there is one, with its other names."""
    if row is None:
        return None
    (kept,) = await with_names(connection, list((await lookup.load(connection, [row.key])).values()))
    return kept


async def enter(connection: AsyncConnection, wanted: Sequence[tuple[Alias, int]]) -> None:
    """Remember names of records by key: never one that is another record's id or leads elsewhere already.

    Of an address that turns out to be an id as well, it is then known whose.
    """
    named = {alias.name: (alias, key) for alias, key in wanted if _worth_keeping(alias)}
    known = await leads(connection, named) if named else {}
    told = [
        {"n": name, "o": alias.origin}
        for name, (alias, key) in named.items()
        if name in known and known[name] == Lead(key=key, origin=ADDRESS) and alias.origin != ADDRESS
    ]
    if told:
        changed = update(aliases).where(aliases.c.name == bindparam("n")).values(origin=bindparam("o"))
        await connection.execute(changed, told)
    new = [pair for name, pair in named.items() if name not in known]
    ids = await _ids(connection, [alias.name for alias, _ in new])
    rows = [(alias.name, key, alias.origin) for alias, key in new if ids.get(alias.name, key) == key]
    if rows:
        marks = "($1, $2, $3)" if connection.dialect.name == "postgresql" else "(?, ?, ?)"
        await connection.exec_driver_sql(_INSERT.format(marks), rows)


async def forget(connection: AsyncConnection, names: Sequence[str]) -> None:
    """Forget aliases, for they are the ids of records now."""
    for some in among(connection, aliases.c.name, names):
        await connection.execute(delete(aliases).where(some))


def _worth_keeping(alias: Alias) -> bool:
    """The home page of a host is the name of no article."""
    if len(alias.name.encode()) > NAME_BYTES:
        return False
    return not alias.name.startswith(_WEB) or address_of(alias.name) is not None


async def _ids(connection: AsyncConnection, names: Sequence[str]) -> dict[str, int]:
    """Return the keys of records that have one of these names as their id."""
    record = tables.records.c
    found: dict[str, int] = {}
    for some in among(connection, record.id, names):
        rows = await connection.execute(select(record.id, record.key).where(some))
        found |= {row.id: row.key for row in rows}
    return found
