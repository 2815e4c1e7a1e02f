"""Statements that SQLite's driver executes give what SQLAlchemy gives."""

import importlib
import pkgutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, insert, select

import feeds.store
from feeds.errors import StoreError
from feeds.store import Store, Transaction, open_store, schema
from feeds.store.bulk import PARAMETERS, prepare_among, rows_among
from feeds.store.prepared import _DIALECT, _prepared, execute_prepared, prepare

FACTS = schema.facts
INSERT = prepare(insert(FACTS))
SELECT = prepare(
    select(FACTS.c.name, FACTS.c.value).where(FACTS.c.name >= bindparam("least")).order_by(FACTS.c.name)
)
DELETE = prepare(delete(FACTS).where(FACTS.c.name == bindparam("old")))
LIMITED = prepare(select(FACTS.c.name).where(FACTS.c.value == "red").limit(1))
ROWS = [{"name": "a", "value": "red"}, {"name": "b", "value": "blue"}, {"name": "c", "value": "red"}]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield store
    await store.close()


async def _work(tx: Transaction) -> list[object]:
    """Use every part of a result."""
    await tx.execute(INSERT, ROWS)
    await tx.execute(INSERT, {"value": "green", "name": "d"})
    some = await tx.execute(SELECT, {"least": "b"})
    found: list[object] = [(row.name, row.value, tuple(row)) for row in some if row.name != "renderer"]
    found.append((await tx.execute(SELECT, {"least": "c"})).first())
    found.append((await tx.execute(SELECT, {"least": "zz"})).first())
    found.append((await tx.execute(SELECT, {"least": "a"})).scalar())
    found.append((await tx.execute(SELECT, {"least": "zz"})).scalar())
    found.append((await tx.execute(LIMITED)).scalar_one())
    found.append(list((await tx.execute(SELECT, {"least": "c"})).scalars()))
    found.append(len((await tx.execute(SELECT, {"least": "c"})).all()))
    found.append((await tx.execute(DELETE, {"old": "a"})).rowcount)
    found.append((await tx.execute(DELETE, {"old": "a"})).rowcount)
    await tx.execute(DELETE, [{"old": row["name"]} for row in (*ROWS, {"name": "d"})])
    return found


async def test_the_driver_gives_what_sqlalchemy_gives(opened: Store) -> None:
    async with opened.write() as tx:
        expected = await _work(tx)
    assert await opened.write_at_once(_work) == expected


def test_a_statement_that_changes_with_its_parameters_is_refused(tmp_path: Path) -> None:
    growing = prepare(select(FACTS.c.name).where(FACTS.c.name.in_(bindparam("some", expanding=True))))
    driver = sqlite3.connect(tmp_path / "any.db")
    with pytest.raises(ValueError, match="fixed"):
        execute_prepared(driver, growing, {"some": ["a"]})
    driver.close()


async def test_a_fault_of_the_driver_is_a_store_error_and_changes_nothing(opened: Store) -> None:
    async def twice(tx: Transaction) -> None:
        await tx.execute(INSERT, ROWS)
        await tx.execute(INSERT, ROWS)

    with pytest.raises(StoreError, match="UNIQUE"):
        await opened.write_at_once(twice)
    found = await opened.read_at_once(_names)
    assert not {"a", "b", "c"} & found


async def _names(tx: Transaction) -> set[str]:
    return {row.name for row in await tx.execute(SELECT, {"least": ""})}


GROWING = (
    "records",
    "revisions",
    "membership",
    "ledger",
    "tombstones",
    "quarantine",
    "representations",
    "part_bodies",
)
"""Tables that grow with the articles, not with what is published at a time."""


async def test_no_prepared_statement_scans_what_grows(opened: Store, tmp_path: Path) -> None:
    """R-PERF-02: one change costs the same among a thousand articles and a million."""
    for module in pkgutil.walk_packages(feeds.store.__path__, "feeds.store."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    connection = sqlite3.connect(tmp_path / "feeds.db")
    scans = []
    for known in _prepared.values():
        text = " ".join(str(known._statement.compile(dialect=_DIALECT)).split())  # type: ignore[attr-defined]
        if "POSTCOMPILE" in text:  # one of the tests here
            continue
        has_limit_alone = " LIMIT " in text and " WHERE " not in text and " ORDER BY " not in text
        for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [1] * text.count("?")):
            plan = str(row[3])
            if plan.startswith("SCAN") and plan.split()[1] in GROWING and not has_limit_alone:
                scans.append((text, plan))
            if plan.startswith("SEARCH") and " USING " not in plan:  # the least or greatest value of a column
                scans.append((text, plan))
    connection.close()
    assert scans == []


async def test_values_that_are_looked_up_together_are_cut_into_several_queries(opened: Store) -> None:
    statement = prepare_among(select(FACTS.c.name), FACTS.c.name)
    names = [f"n{number}" for number in range(2 * PARAMETERS + 1)]

    async def work(tx: Transaction) -> list[str]:
        await tx.execute(INSERT, [{"name": name, "value": ""} for name in names])
        return [row.name for row in await rows_among(tx, statement, [*names, "none"])]

    assert sorted(await opened.write_at_once(work)) == sorted(names)
    async with opened.read() as tx:
        assert [row.name for row in await rows_among(tx, statement, ["n7"])] == ["n7"]
        assert await rows_among(tx, statement, []) == []
