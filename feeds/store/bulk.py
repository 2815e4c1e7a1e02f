"""Inserts and selects many rows at once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Delete,
    Select,
    Table,
    all_,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Dialect

from feeds.store.prepared import prepare
from feeds.store.session import Transaction

Row = tuple[object, ...]

PARAMETERS = 500
"""How many values one statement gets."""

TOGETHER = 100
"""How many rows of few columns a statement of SQLite inserts; its driver takes longer for each execution."""

NARROW = 5
"""What few columns are."""

_NOTHING: Mapping[str, object] = MappingProxyType({})


async def insert_rows(
    tx: Transaction,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Row],
    *,
    known: Literal["fail", "stay"] = "fail",
) -> None:
    """Insert rows with values in the order of ``columns``; ``known`` says what to do with existing keys."""
    grouped = 0
    skipping = " ON CONFLICT DO NOTHING" if known == "stay" else ""
    if tx.dialect.name == "sqlite" and len(columns) <= NARROW:
        grouped = len(rows) - len(rows) % TOGETHER
        statement = _statement(table, columns, tx.dialect, TOGETHER) + skipping
        for start in range(0, grouped, TOGETHER):
            values = tuple(chain.from_iterable(rows[start : start + TOGETHER]))
            await tx.exec_driver_sql(statement, values)
    if grouped < len(rows):
        statement = _statement(table, columns, tx.dialect) + skipping
        await tx.exec_driver_sql(statement, list(rows[grouped:]))


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect, count: int = 1) -> str:
    """Compile the statement for the driver; its parameters are in the order of the columns, row after row."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    positions = compiled.positiontup
    if positions is not None and tuple(positions) != columns:
        raise AssertionError(f"{table.name}: columns have to be in the order of the table, {positions}")
    text, row = str(compiled), f"({', '.join('?' * len(columns))})"
    return text + f", {row}" * (count - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmongStatement:
    """A statement about the rows whose column has one of many values, for SQLite and for other databases."""

    prepared: Select[*tuple[Any, ...]] | Delete
    other: Select[*tuple[Any, ...]] | Delete


def prepare_among(statement: Select[*tuple[Any, ...]] | Delete, column: Column[Any]) -> AmongStatement:
    """Prepare a statement for the rows whose column has one of the values that it is executed with."""
    listed = func.json_each(bindparam("some")).table_valued("value")
    some = bindparam("some", type_=ARRAY(column.type))
    return AmongStatement(
        prepared=prepare(statement.where(column.in_(select(listed.c.value)))),
        other=statement.where(column == any_(some)),
    )


async def rows_among(
    tx: Transaction, statement: AmongStatement, values: Sequence[str] | Sequence[int]
) -> list[Any]:
    """Return the rows that have one of these values; without values nothing is executed."""
    rows: list[Any] = []
    for start in range(0, len(values), PARAMETERS):
        rows += await _execute_among(tx, statement, values[start : start + PARAMETERS])
    return rows


async def delete_among(
    tx: Transaction,
    statement: AmongStatement,
    values: Sequence[str] | Sequence[int],
    other: Mapping[str, object] = _NOTHING,
) -> None:
    """Delete the rows that have one of these values; ``other`` are further parameters."""
    for start in range(0, len(values), PARAMETERS):
        await _execute_among(tx, statement, values[start : start + PARAMETERS], other)


async def _execute_among(
    tx: Transaction,
    statement: AmongStatement,
    some: Sequence[str] | Sequence[int],
    other: Mapping[str, object] = _NOTHING,
) -> Any:
    if tx.dialect.name == "sqlite":
        return await tx.execute(statement.prepared, {**other, "some": json.dumps(some)})
    return await tx.execute(statement.other, {**other, "some": list(some)})


def among(
    tx: Transaction, column: Column[Any], values: Sequence[str] | Sequence[int]
) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together select the rows whose column has one of these values."""
    for start in range(0, len(values), PARAMETERS):
        some = values[start : start + PARAMETERS]
        if tx.dialect.name != "sqlite":
            yield column.in_(some)
            continue
        listed = func.json_each(json.dumps(some)).table_valued("value")
        yield column.in_(select(listed.c.value))


def not_among(tx: Transaction, column: Column[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition for rows whose column has none of these values."""
    if tx.dialect.name != "sqlite":
        return column != all_(bindparam(None, list(values), type_=ARRAY(column.type)))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.not_in(select(listed.c.value))
