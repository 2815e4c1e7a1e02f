"""Many rows into a table at once, without building a parameter dictionary for each."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Table, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[object, ...]


async def insert_rows(
    connection: AsyncConnection, table: Table, columns: tuple[str, ...], rows: Sequence[Row]
) -> None:
    """Insert rows whose values stand in the order of ``columns``."""
    if rows:
        await connection.exec_driver_sql(_statement(table, columns, connection.dialect), list(rows))


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> str:
    """Write the statement in the driver's own style; its parameters keep the order of the columns."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    positions = compiled.positiontup
    if positions is not None and tuple(positions) != columns:
        raise AssertionError(f"{table.name}: columns must stand in the table's order, {positions}")
    return str(compiled)
