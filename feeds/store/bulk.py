"""Many rows into a table at once, and out of it, without a parameter for each."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Table, func, insert, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[object, ...]

PARAMETERS = 500
"""How many values one statement takes."""


async def insert_rows(
    connection: AsyncConnection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Row],
    *,
    known: Literal["fail", "stay"] = "fail",
) -> None:
    """Insert rows whose values stand in the order of ``columns``; ``known`` says what becomes of doubles."""
    if rows:
        statement = _statement(table, columns, connection.dialect)
        skipping = " ON CONFLICT DO NOTHING" if known == "stay" else ""
        await connection.exec_driver_sql(statement + skipping, list(rows))


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> str:
    """Write the statement in the driver's own style; its parameters keep the order of the columns."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    positions = compiled.positiontup
    if positions is not None and tuple(positions) != columns:
        raise AssertionError(f"{table.name}: columns must stand in the table's order, {positions}")
    return str(compiled)


def among(
    connection: AsyncConnection, column: Column[Any], values: Sequence[str] | Sequence[int]
) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together mean: the column holds one of these values."""
    for start in range(0, len(values), PARAMETERS):
        some = values[start : start + PARAMETERS]
        if connection.dialect.name != "sqlite":
            yield column.in_(some)
            continue
        listed = func.json_each(json.dumps(some)).table_valued("value")
        yield column.in_(select(listed.c.value))
