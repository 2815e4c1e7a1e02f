"""The metadata that all tables share, and the column types that differ between the databases."""

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, MetaData, Text

metadata = MetaData()

# In SQLite only an INTEGER primary key is the rowid.
Number = BigInteger().with_variant(Integer(), "sqlite")

# Compared by code point on every database (R-ID-07).
Exact = Text().with_variant(Text(collation="C"), "postgresql")

_partial: list[tuple[Index, ColumnElement[bool]]] = []


def partial_index(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    """Add an index of the rows that fulfil a condition."""
    _partial.append((Index(name, *columns, sqlite_where=where), where))


def add_postgres_conditions() -> None:
    """Give partial indexes their condition for PostgreSQL, whose dialect SQLAlchemy imports for that.

    ``postgresql_where`` in their definitions would import it for every command.
    """
    for index, where in _partial:
        index.dialect_kwargs["postgresql_where"] = where
