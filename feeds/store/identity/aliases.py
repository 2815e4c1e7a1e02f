"""Aliases: former ids and addresses of records, each of which leads to one record for ever."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from msgspec import structs
from sqlalchemy import bindparam, delete, select, update

from feeds.model import ADDRESS, Alias
from feeds.store import schema
from feeds.store.bulk import PARAMETERS, among, delete_among, prepare_among, rows_among
from feeds.store.identity.likeness import address_of
from feeds.store.prepared import prepare
from feeds.store.records.queries import StoredRecord, load, load_after
from feeds.store.records.rows import StoredRow
from feeds.store.session import Transaction

NAME_BYTES = 2000
"""The longest name that is stored; an index of PostgreSQL takes little more."""

_aliases = schema.aliases
_WEB = ("http://", "https://")
_INSERT = "INSERT INTO aliases (name, key, origin) VALUES {} ON CONFLICT (name) DO NOTHING"
_BY_NAME = prepare_among(select(_aliases), _aliases.c.name)
_DELETE = prepare_among(delete(_aliases), _aliases.c.name)
_ANY = prepare(select(_aliases.c.key).limit(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasTarget:
    """The record that an alias leads to, and the source that uses the alias."""

    key: int
    origin: str


async def any_aliases(tx: Transaction) -> bool:
    """Whether there are aliases at all."""
    return (await tx.execute(_ANY)).first() is not None


async def targets(tx: Transaction, names: Iterable[str]) -> dict[str, AliasTarget]:
    """Return where names lead; names that are not an alias are left out."""
    rows = await rows_among(tx, _BY_NAME, list(dict.fromkeys(names)))
    return {row.name: AliasTarget(key=row.key, origin=row.origin) for row in rows}


async def aliases_of(tx: Transaction, keys: Sequence[int]) -> dict[int, tuple[Alias, ...]]:
    """Return the aliases of records by key, each sorted by name."""
    found: defaultdict[int, list[Alias]] = defaultdict(list)
    for some in among(tx, _aliases.c.key, keys):
        wanted = select(_aliases).where(some)
        for row in await tx.execute(wanted.order_by(_aliases.c.key, _aliases.c.name)):
            found[row.key].append(Alias(name=row.name, origin=row.origin))
    return {key: tuple(names) for key, names in found.items()}


async def _with_aliases(tx: Transaction, records: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Add the aliases to records."""
    names = await aliases_of(tx, [one.key for one in records])
    return [
        structs.replace(one, record=structs.replace(one.record, aliases=names[one.key]))
        if one.key in names
        else one
        for one in records
    ]


async def everything(tx: Transaction) -> AsyncIterator[StoredRecord]:
    """Yield all records with their aliases in the order they came, a batch in memory at a time."""
    key = 0
    while batch := await load_after(tx, key, PARAMETERS):
        for one in await _with_aliases(tx, batch):
            yield one
        key = batch[-1].key


async def load_named(tx: Transaction, row: StoredRow | None) -> StoredRecord | None:
    """Return a record, if there is one, with its aliases."""
    if row is None:
        return None
    (found,) = await _with_aliases(tx, list((await load(tx, [row.key])).values()))
    return found


async def add_aliases(tx: Transaction, wanted: Sequence[tuple[Alias, int]]) -> None:
    """Store aliases of records by key, except one that is the id of another record or leads elsewhere.

    An address that turns out to be an id too gets the source that uses it.
    """
    named = {alias.name: (alias, key) for alias, key in wanted if _is_usable(alias)}
    known = await targets(tx, named) if named else {}
    claimed = [
        {"n": name, "o": alias.origin}
        for name, (alias, key) in named.items()
        if name in known and known[name] == AliasTarget(key=key, origin=ADDRESS) and alias.origin != ADDRESS
    ]
    if claimed:
        changed = update(_aliases).where(_aliases.c.name == bindparam("n")).values(origin=bindparam("o"))
        await tx.execute(changed, claimed)
    new = [pair for name, pair in named.items() if name not in known]
    ids = await _ids(tx, [alias.name for alias, _ in new])
    rows = [(alias.name, key, alias.origin) for alias, key in new if ids.get(alias.name, key) == key]
    if rows:
        placeholders = "($1, $2, $3)" if tx.dialect.name == "postgresql" else "(?, ?, ?)"
        await tx.exec_driver_sql(_INSERT.format(placeholders), rows)


async def remove_aliases(tx: Transaction, names: Sequence[str]) -> None:
    """Delete aliases that are the ids of records now."""
    await delete_among(tx, _DELETE, names)


def _is_usable(alias: Alias) -> bool:
    """Return false for a home page, which does not identify an article, and for a name that is too long."""
    if len(alias.name.encode()) > NAME_BYTES:
        return False
    return not alias.name.startswith(_WEB) or address_of(alias.name) is not None


async def _ids(tx: Transaction, names: Sequence[str]) -> dict[str, int]:
    """Return the keys of records that have one of these names as their id."""
    record = schema.records.c
    found: dict[str, int] = {}
    for some in among(tx, record.id, names):
        rows = await tx.execute(select(record.id, record.key).where(some))
        found |= {row.id: row.key for row in rows}
    return found
