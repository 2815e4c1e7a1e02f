"""A backup restores everything, on the same database and on the other one, and refuses what it must."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, func, insert, select

from feeds.errors import StoreError
from feeds.store import Store, open_store, publishers, schema
from feeds.store.backup import dump, restore
from feeds.store.schema import metadata
from tests.transactions import change


def sample(column: Column[Any]) -> Any:
    """Return a value of the column's type that the other database could change."""
    kind = column.type
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, BigInteger):
        return 2**40
    if isinstance(kind, Integer):
        return 7
    return b"\x00\xff" if isinstance(kind, LargeBinary) else "F\u00fc\u00dfe \U0001f300"


async def fill(store: Store) -> None:
    """Insert a row into every table, with values of all types."""
    async with store.write() as tx:
        for table in metadata.sorted_tables:
            if table.name in {"counter", "facts"}:
                continue
            row = {column.name: sample(column) for column in table.columns}
            nothing = {column.name: None for column in table.columns if column.nullable}
            await tx.execute(insert(table).values(row))
            other = row | {column.name: _other(row[column.name]) for column in table.columns}
            await tx.execute(insert(table).values(other | nothing))
        await tx.execute(schema.counter.update().values(value=2**40))


def _other(value: Any) -> Any:
    others: dict[type, Any] = {int: 8, str: "two", bytes: b"", bool: False}
    return others[type(value)]


async def lines_of(store: Store) -> list[bytes]:
    async with store.read() as tx:
        return [line async for part in dump(tx, "test") for line in part.splitlines(keepends=True)]


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[list[bytes]]:
    store = await open_store(f"sqlite:///{tmp_path}/filled.db")
    await fill(store)
    yield await lines_of(store)
    await store.close()


async def test_every_table_is_restored(filled: list[bytes], store_url: str) -> None:
    summary = await restore(store_url, iter(filled))
    assert set(summary.rows) == set(metadata.tables) - {"publishers"}
    store = await open_store(store_url)
    assert await lines_of(store) == filled
    async with store.write() as tx:
        assert (await tx.execute(select(schema.counter.c.value).limit(1))).scalar() == 2**40
        added = insert(schema.subscriptions).values(
            topic="t", callback="c", lease_until_s=1, acknowledged=0, failures=0
        )
        await tx.execute(added)
        assert (await tx.execute(select(func.max(schema.subscriptions.c.key)))).scalar() == 9
    await store.close()


async def test_a_backup_of_the_other_database_is_restored(
    filled: list[bytes], store_url: str, tmp_path: Path
) -> None:
    await restore(store_url, iter(filled))
    store = await open_store(store_url)
    again = await lines_of(store)
    await store.close()
    await restore(f"sqlite:///{tmp_path}/again.db", iter(again))


async def test_a_store_that_holds_anything_is_refused(filled: list[bytes], store_url: str) -> None:
    store = await open_store(store_url)
    async with store.write() as tx:
        await tx.execute(insert(schema.removed_channels).values(path="news"))
    await store.close()
    with pytest.raises(StoreError, match="not empty"):
        await restore(store_url, iter(filled))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda lines: lines[:-1], "ends too early"),
        (lambda lines: [*lines[:-2], lines[-1]], "rows were found"),
        (lambda lines: [lines[0], b"{"], "not JSON"),
        (lambda lines: [lines[0], b'{"table":"others","columns":[]}\n'], "is not known"),
        (lambda lines: lines[1:], "not a backup"),
        (lambda lines: lines[:0], "not a backup"),
        (lambda lines: [lines[0].replace(b'"version":1', b'"version":2')], "newer version"),
        (lambda lines: [lines[0].replace(b'"schema":"', b'"schema":"9')], "newer version"),
    ],
)
async def test_a_damaged_backup_changes_nothing(
    filled: list[bytes], tmp_path: Path, damage: Any, why: str
) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    with pytest.raises(StoreError, match=why):
        await restore(url, iter(damage(filled)))
    summary = await restore(url, iter(filled))
    assert summary.total > len(metadata.tables)


async def test_an_older_backup_is_brought_up_to_date(store_url: str) -> None:
    lines: Iterator[bytes] = iter(
        json.dumps(value).encode() + b"\n"
        for value in (
            {"format": "feeds-backup", "version": 1, "schema": "0011", "made_by": "test"},
            {"table": "removed_channels", "columns": ["path", "moved_to"]},
            ["news", None],
            {"rows": 1},
        )
    )
    assert (await restore(store_url, lines)).schema == "0011"
    store = await open_store(store_url)
    async with store.read() as tx:
        assert (await tx.execute(select(schema.removed_channels.c.path))).scalar() == "news"
    await store.close()


async def test_which_processes_publish_is_no_content(store_url: str) -> None:
    """The names of machines are not exported, and the lease of a process that ended does not matter."""
    store = await open_store(store_url)
    await change(store, publishers.join, "machine/1/a")
    lines = await lines_of(store)
    await store.close()
    assert not any(b"machine" in line for line in lines)
    await restore(store_url, iter(lines))
