"""Everything that a store holds as lines of text, and a new store from them, on either database.

The first line is a header, then each table has a line with its columns and one for each row; the last line
has the number of rows. Binary values are base64. The tables are those of the schema revision in the header:
an older backup is restored at its revision and then brought up to date.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, LargeBinary, MetaData, Table, delete, func, insert, inspect, select, text

from feeds.errors import StoreError
from feeds.store.engine import open_database
from feeds.store.migrate import migrate, newest_revision, upgrade
from feeds.store.schema import metadata
from feeds.store.session import Store, Transaction

FORMAT = "feeds-backup"
VERSION = 1

_BATCH = 500
_INITIAL = frozenset({"counter", "facts"})
_REVISIONS = "alembic_version"
_LEASES = "publishers"
"""The table that is no content: which processes publish now, with the names of their machines."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    """What a backup holds: its schema revision and the number of rows of each table."""

    schema: str
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """The number of rows of all tables."""
        return sum(self.rows.values())


async def dump(tx: Transaction, made_by: str) -> AsyncIterator[bytes]:
    """Yield the lines of a backup, from the one snapshot of a read transaction."""
    yield _line({"format": FORMAT, "version": VERSION, "schema": newest_revision(), "made_by": made_by})
    total = 0
    for table in metadata.sorted_tables:
        if table.name == _LEASES:
            continue
        yield _line({"table": str(table.name), "columns": [str(column.name) for column in table.columns]})
        rows = await tx.stream(select(table).order_by(*table.primary_key))
        async for part in rows.partitions(_BATCH):
            total += len(part)
            yield b"".join(_line(list(row)) for row in part)
    yield _line({"rows": total})


async def restore(url: str, lines: Iterator[bytes]) -> BackupSummary:
    """Fill an empty store from the lines of a backup; nothing changes if the backup is damaged.

    Raises ``StoreError`` for a store that holds anything, and for lines that are no whole backup.
    """
    header = _header(next(lines, b""))
    database = await open_database(url, prepare=partial(_prepare, revision=header))
    store = Store(database)
    try:
        async with store.write() as tx:
            summary = replace(await _insert(tx, lines), schema=header)
        await database.prepare(upgrade)
    finally:
        await store.close()
    return summary


def _prepare(connection: Connection, *, revision: str) -> None:
    """Refuse a store that holds anything; create the tables of a revision."""
    existing = set(inspect(connection).get_table_names()) & {*metadata.tables, _REVISIONS}
    for name in sorted(existing - _INITIAL - {_REVISIONS, _LEASES}):
        if connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar():
            hint = "Import into a new database: change [store] url, or move the old one away"
            raise StoreError("the store is not empty", where="store", hint=hint)
    for name in existing:
        connection.execute(text(f'DROP TABLE "{name}"'))
    connection.commit()
    migrate(connection, revision)


async def _insert(tx: Transaction, lines: Iterator[bytes]) -> BackupSummary:
    tables = await tx.run_sync(_reflected)
    counts: dict[str, int] = {}
    insert_row: Callable[[Any], dict[str, Any]] | None = None
    table: Table | None = None
    batch: list[dict[str, Any]] = []
    for line in lines:
        value = _value(line)
        if isinstance(value, list) and insert_row is not None:
            batch.append(insert_row(value))
            if len(batch) < _BATCH:
                continue
        if table is not None and batch:
            await tx.execute(insert(table), batch)
            counts[table.name] += len(batch)
            batch = []
        if isinstance(value, dict) and "rows" in value:
            _check_complete(value["rows"], counts)
            await _restart_sequences(tx, tables)
            return BackupSummary(schema="", rows=counts)
        if isinstance(value, dict):
            table = _table(value, tables)
            insert_row = _row_maker(table, value["columns"])
            counts[table.name] = 0
            if table.name in _INITIAL:
                await tx.execute(delete(table))
    raise _damaged("the backup ends too early")


def _reflected(connection: Connection) -> dict[str, Table]:
    """The tables of the store as they are at its revision."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _REVISIONS)
    return dict(found.tables)


def _table(heading: dict[str, Any], tables: Mapping[str, Table]) -> Table:
    table = tables.get(str(heading.get("table")))
    if table is None or not set(heading.get("columns", ())) <= set(table.columns.keys()):
        raise _damaged(f"the table {heading.get('table')!r} is not known")
    return table


def _row_maker(table: Table, columns: list[str]) -> Callable[[list[Any]], dict[str, Any]]:
    binary = frozenset(name for name in columns if isinstance(table.columns[name].type, LargeBinary))

    def row(values: list[Any]) -> dict[str, Any]:
        if len(values) != len(columns):
            raise _damaged(f"a row of {table.name} has {len(values)} values in place of {len(columns)}")
        pairs = zip(columns, values, strict=True)
        return {
            name: base64.b64decode(value) if name in binary and value is not None else value
            for name, value in pairs
        }

    return row


async def _restart_sequences(tx: Transaction, tables: Mapping[str, Table]) -> None:
    """Continue the keys that PostgreSQL counts after those of the backup; SQLite does so itself."""
    if tx.dialect.name == "sqlite":
        return
    for table in tables.values():
        for column in table.primary_key:
            if column.server_default is None or not column.autoincrement:
                continue
            highest = (await tx.execute(select(func.max(column)))).scalar() or 0
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            await tx.execute(select(func.setval(sequence, highest + 1, False)))


def _header(line: bytes) -> str:
    """Return the schema revision of a backup. Raises ``StoreError`` for anything else."""
    value = _value(line) if line else None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise StoreError("this is not a backup", hint="Give a file that feeds export FILE wrote")
    if value.get("version") != VERSION or not isinstance(value.get("schema"), str):
        raise StoreError("the backup was written by a newer version", hint="Upgrade feeds")
    return str(value["schema"])


def _check_complete(rows: object, counts: Mapping[str, int]) -> None:
    if rows != sum(counts.values()):
        raise _damaged(f"{sum(counts.values()):,} of {rows} rows were found")


def _damaged(what: str) -> StoreError:
    return StoreError(f"the backup is damaged: {what}", hint="Nothing was restored; give a whole backup")


def _value(line: bytes) -> Any:
    try:
        return _decode(line)
    except (msgspec.DecodeError, binascii.Error) as error:
        raise _damaged("a line is not JSON") from error


def _line(value: object) -> bytes:
    return _encode(value) + b"\n"
