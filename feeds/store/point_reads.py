"""Single rows of a SQLite file, read at once: a point query takes less time than to change threads."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

Values = tuple[str | bytes | int | None, ...]
"""The values of a row in the order of the statement."""


class PointReader:
    """A separate connection that only reads; every query sees what was committed before it.

    Readers of a database with a write-ahead log do not wait for writers. Used in one thread.
    """

    def __init__(self, path: Path) -> None:
        """Connect with the first query."""
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def first(self, statement: str, parameters: Sequence[str | int]) -> Values | None:
        """Return the first row of a query, ``None`` if there is none. Raises ``sqlite3.Error``."""
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=0)
            self._connection.execute("PRAGMA query_only = 1")
        row: Values | None = self._connection.execute(statement, parameters).fetchone()
        return row

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
