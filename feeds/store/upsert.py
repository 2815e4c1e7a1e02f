"""Inserts that may meet existing rows, in the dialect of the database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

from feeds.store.session import Transaction


def upsert(tx: Transaction, table: Table) -> Any:
    """Return an insert for ``on_conflict_do_nothing`` or ``on_conflict_do_update``."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # loaded here: its import takes a tenth of a short command

    return postgresql.insert(table)
