"""Many rows into a table at once, without building a parameter dictionary for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from sqlalchemy import Table, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[object, ...]


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
