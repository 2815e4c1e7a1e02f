"""Finds the stored article that a record with an unknown id is: by its aliases, or by its address.

A record is recognised by its address only as an article of another source, and only if nothing else is at
that address. In doubt it becomes a separate article.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feeds.model import ADDRESS, Precedence, Record, local_name, minted_digest
from feeds.store.encoding import decode_record
from feeds.store.identity.aliases import AliasTarget, aliases_of, any_aliases, targets
from feeds.store.identity.likeness import address_of, alike, same_address
from feeds.store.records.rows import StoredRow, rows_by_address, rows_by_id, rows_by_key
from feeds.store.session import Transaction

_OTHER_SCHEME = {"http": "https", "https": "http"}

May = Callable[[StoredRow], bool]
"""Whether the caller may see and change a stored record."""


def anyone(_row: StoredRow) -> bool:
    """Allow everything."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The stored articles by the ids of the records; ``overruled`` ids stop being aliases."""

    rows: dict[str, StoredRow]
    overruled: tuple[str, ...] = ()


async def recognise(
    tx: Transaction,
    fresh: Sequence[Record],
    batch: Iterable[Record],
    order: Precedence,
    may: May = anyone,
) -> Recognised:
    """Recognise records whose ids are not stored; ``batch`` are all records that arrive with them."""
    known = await _look_up(tx, fresh, order, may)
    if not (known.by_alias or known.stored or known.at_address):
        return Recognised(rows={})
    found: dict[str, StoredRow] = {}
    doubtful: list[tuple[Record, StoredRow]] = []
    for record in fresh:
        row = (
            known.by_id(record)
            or known.by_former_id(record)
            or known.by_minted_id(record)
            or (known.by_claim(record) if record.aliases else None)
        )
        if row is not None:
            found[record.id] = row
        elif record.url and (other := known.only(known.at(record.url))) is not None:
            doubtful += [(record, other)] if other.origin != record.origin else []
    if doubtful:
        found |= await _without_doubt(tx, doubtful, batch)
    overruled = tuple(record.id for record in fresh if record.id in known.by_alias and record.id not in found)
    return Recognised(rows=found, overruled=overruled)


async def named_rows(tx: Transaction, records: Sequence[Record], order: Precedence) -> dict[str, StoredRow]:
    """Return the articles that have the ids of records, as their own id or as an alias of the same source."""
    found = await rows_by_id(tx, [record.id for record in records])
    fresh = [record for record in records if record.id not in found]
    if fresh and await any_aliases(tx):
        former = [name for record in fresh if (name := _former_id(record))]
        by_alias = await targets(tx, [record.id for record in fresh] + former)
        by_key = await rows_by_key(tx, [target.key for target in by_alias.values()])
        known = _Known(by_alias=by_alias, by_key=by_key, stored={}, at_address={}, order=order, may=anyone)
        found |= {record.id: row for record in fresh if (row := known.by_id(record)) is not None}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is stored under the names and at the addresses of a batch."""

    by_alias: dict[str, AliasTarget]
    by_key: dict[int, StoredRow]
    stored: dict[str, StoredRow]
    at_address: dict[int, list[StoredRow]]
    order: Precedence
    may: May

    def by_id(self, record: Record) -> StoredRow | None:
        """Return the article that has the record's id as an alias."""
        if not self.by_alias:
            return None
        return self._by_name(record.id, record.origin) or self._by_own_name(record)

    def _by_own_name(self, record: Record) -> StoredRow | None:
        """Return the article that the record's source calls by its local id, as an alias."""
        target = self.by_alias.get(_former_id(record) or "")
        if target is None or target.origin != record.origin:
            return None
        return next(iter(self._row(target)), None)

    def by_former_id(self, record: Record) -> StoredRow | None:
        """Return the article of the record's source that has its id in another form."""
        name = _former_id(record)
        row = self.stored.get(name) if name else None
        return row if row is not None and row.origin == record.origin and self.may(row) else None

    def by_minted_id(self, record: Record) -> StoredRow | None:
        """Return the article of the source whose id an earlier version minted from the same address.

        It put the year of publication into the id.
        """
        digest = minted_digest(record.id)
        if digest is None or not record.url:
            return None
        rows = self.at(record.url)
        return self.only(
            row for row in rows if row.origin == record.origin and minted_digest(row.id) == digest
        )

    def by_claim(self, record: Record) -> StoredRow | None:
        """Return the article that one of the record's aliases names."""
        found: list[StoredRow] = []
        for alias in record.aliases:
            row = self.stored.get(alias.name) or self._by_name(alias.name, record.origin)
            found += [row] if row is not None else self.at(alias.name)
        return self.only(found)

    def at(self, url: str) -> list[StoredRow]:
        """Return the articles that are at an address, or were."""
        found = []
        if self.at_address and (number := address_of(url)) is not None:
            rows = self.at_address.get(number, ())
            found = [row for row in rows if same_address(decode_record(row.body).url, url)]
        target = self.by_alias.get(url)
        return found if target is None else [*found, *self._row(target)]

    def only(self, rows: Iterable[StoredRow]) -> StoredRow | None:
        """Return the one accessible record among these, ``None`` if there are several."""
        seen = {row.key: row for row in rows if self.may(row)}
        return next(iter(seen.values())) if len(seen) == 1 else None

    def _by_name(self, name: str, origin: str) -> StoredRow | None:
        target = self.by_alias.get(name)
        if target is None or target.origin == ADDRESS or not self.order.may_name(target.origin, origin):
            return None
        return next(iter(self._row(target)), None)

    def _row(self, target: AliasTarget) -> tuple[StoredRow, ...]:
        row = self.by_key.get(target.key)
        return () if row is None else (row,)


def _former_id(record: Record) -> str | None:
    """Return the id with the other scheme of an address, or a local id as it came before ids were minted."""
    scheme, colon, rest = record.id.partition("://")
    if colon and scheme in _OTHER_SCHEME:
        return f"{_OTHER_SCHEME[scheme]}://{rest}"
    return local_name(record.id, record.origin)


async def _look_up(tx: Transaction, fresh: Sequence[Record], order: Precedence, may: May) -> _Known:
    """Look up the ids, aliases and addresses of records; aliases only if the store has any."""
    claimed = [alias.name for record in fresh for alias in record.aliases]
    former = [name for record in fresh if (name := _former_id(record))]
    urls = [record.url for record in fresh if record.url]
    by_alias: dict[str, AliasTarget] = {}
    if await any_aliases(tx):
        by_alias = await targets(tx, [record.id for record in fresh] + former + urls + claimed)
    return _Known(
        by_alias=by_alias,
        by_key=await rows_by_key(tx, [target.key for target in by_alias.values()]),
        stored=await rows_by_id(tx, claimed + former),
        at_address=await rows_by_address(tx, [address_of(url) for url in urls + claimed]),
        order=order,
        may=may,
    )


async def _without_doubt(
    tx: Transaction, doubtful: Sequence[tuple[Record, StoredRow]], batch: Iterable[Record]
) -> dict[str, StoredRow]:
    """Keep pairs that look alike and whose source has no other record of that article or address."""
    carried = Counter((one.origin, address_of(one.url)) for one in batch)
    claims = Counter((record.origin, row.key) for record, row in doubtful)
    names = await aliases_of(tx, sorted({row.key for _, row in doubtful}))
    return {
        record.id: row
        for record, row in doubtful
        if carried[record.origin, address_of(record.url)] == 1
        and claims[record.origin, row.key] == 1
        and not any(alias.origin == record.origin for alias in names.get(row.key, ()))
        and alike(record, decode_record(row.body))
    }
