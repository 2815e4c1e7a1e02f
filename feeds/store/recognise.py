"""Finding the article that a record of an unknown id is: by its other names, or by its address.

Its law: a record is recognised by its address only as an article of another source, and only where nothing
else is at that address; in doubt it stays an article of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ADDRESS, Precedence, Record
from feeds.store.encode import decode_record
from feeds.store.likeness import address_of, alike, same_address
from feeds.store.lookup import StoredRow, rows_by_address, rows_by_id, rows_by_key
from feeds.store.naming import Lead, any_names, leads, names_of

May = Callable[[StoredRow], bool]
"""Whether a stored record may be seen and changed by who asks."""


def anyone(_row: StoredRow) -> bool:
    """Allow everything."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The stored articles that records are, by the records' ids; ``overruled`` ids stop being aliases."""

    rows: dict[str, StoredRow]
    overruled: tuple[str, ...] = ()


async def recognise(
    connection: AsyncConnection,
    fresh: Sequence[Record],
    batch: Iterable[Record],
    order: Precedence,
    may: May = anyone,
) -> Recognised:
    """Recognise records whose ids are not stored; ``batch`` is all that comes with them."""
    known = await _gathered(connection, fresh, order, may)
    if not (known.led or known.stored or known.there):
        return Recognised(rows={})
    found: dict[str, StoredRow] = {}
    doubtful: list[tuple[Record, StoredRow]] = []
    for record in fresh:
        row = known.by_id(record) or (known.stated(record) if record.aliases else None)
        if row is not None:
            found[record.id] = row
        elif record.url and (there := known.only(known.at(record.url))) is not None:
            doubtful += [(record, there)] if there.origin != record.origin else []
    if doubtful:
        found |= await _beyond_doubt(connection, doubtful, batch)
    overruled = tuple(record.id for record in fresh if record.id in known.led and record.id not in found)
    return Recognised(rows=found, overruled=overruled)


async def named_rows(
    connection: AsyncConnection, records: Sequence[Record], order: Precedence
) -> dict[str, StoredRow]:
    """Return the articles that records are by their ids: their own, or ones that a source calls them by."""
    found = await rows_by_id(connection, [record.id for record in records])
    fresh = [record for record in records if record.id not in found]
    if fresh and await any_names(connection):
        led = await leads(connection, [record.id for record in fresh])
        by_key = await rows_by_key(connection, [lead.key for lead in led.values()])
        known = _Known(led=led, by_key=by_key, stored={}, there={}, order=order, may=anyone)
        found |= {record.id: row for record in fresh if (row := known.by_id(record)) is not None}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is stored under the names and at the addresses of a batch."""

    led: dict[str, Lead]
    by_key: dict[int, StoredRow]
    stored: dict[str, StoredRow]
    there: dict[int, list[StoredRow]]
    order: Precedence
    may: May

    def by_id(self, record: Record) -> StoredRow | None:
        """Return the article that a source calls by the record's id."""
        return self._called(record.id, record.origin) if self.led else None

    def stated(self, record: Record) -> StoredRow | None:
        """Return the article that the record says it is."""
        found: list[StoredRow] = []
        for alias in record.aliases:
            row = self.stored.get(alias.name) or self._called(alias.name, record.origin)
            found += [row] if row is not None else self.at(alias.name)
        return self.only(found)

    def at(self, url: str) -> list[StoredRow]:
        """Return the articles that are at an address, or were."""
        found = []
        if self.there and (number := address_of(url)) is not None:
            rows = self.there.get(number, ())
            found = [row for row in rows if same_address(decode_record(row.body).url, url)]
        lead = self.led.get(url)
        return found if lead is None else [*found, *self._row(lead)]

    def only(self, rows: Iterable[StoredRow]) -> StoredRow | None:
        """Return the one record among these that may be seen; several are in doubt."""
        seen = {row.key: row for row in rows if self.may(row)}
        return next(iter(seen.values())) if len(seen) == 1 else None

    def _called(self, name: str, origin: str) -> StoredRow | None:
        lead = self.led.get(name)
        if lead is None or lead.origin == ADDRESS or not self.order.may_name(lead.origin, origin):
            return None
        return next(iter(self._row(lead)), None)

    def _row(self, lead: Lead) -> tuple[StoredRow, ...]:
        row = self.by_key.get(lead.key)
        return () if row is None else (row,)


async def _gathered(
    connection: AsyncConnection, fresh: Sequence[Record], order: Precedence, may: May
) -> _Known:
    """Look up the ids, aliases and addresses of records; aliases only where there are any at all."""
    said = [alias.name for record in fresh for alias in record.aliases]
    urls = [record.url for record in fresh if record.url]
    led: dict[str, Lead] = {}
    if await any_names(connection):
        led = await leads(connection, [record.id for record in fresh] + urls + said)
    return _Known(
        led=led,
        by_key=await rows_by_key(connection, [lead.key for lead in led.values()]),
        stored=await rows_by_id(connection, said),
        there=await rows_by_address(connection, [address_of(url) for url in urls + said]),
        order=order,
        may=may,
    )


async def _beyond_doubt(
    connection: AsyncConnection, doubtful: Sequence[tuple[Record, StoredRow]], batch: Iterable[Record]
) -> dict[str, StoredRow]:
    """Keep those that look alike, and whose source has no other record of that article or address."""
    carried = Counter((one.origin, address_of(one.url)) for one in batch)
    claims = Counter((record.origin, row.key) for record, row in doubtful)
    names = await names_of(connection, sorted({row.key for _, row in doubtful}))
    return {
        record.id: row
        for record, row in doubtful
        if carried[record.origin, address_of(record.url)] == 1
        and claims[record.origin, row.key] == 1
        and not any(alias.origin == record.origin for alias in names.get(row.key, ()))
        and alike(record, decode_record(row.body))
    }
