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
        connection = self._connection or self._connect()
        row: Values | None = connection.execute(statement, parameters).fetchone()
        return row

    def version(self) -> int:
        """Return a number that is another one after each commit of any process. Raises ``sqlite3.Error``.

        SQLite compares the header of the shared index of its log, which takes half as long as reading a row.
        Source: https://www.sqlite.org/pragma.html#pragma_data_version
        """
        connection = self._connection or self._connect()
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=0)
        self._connection.execute("PRAGMA query_only = 1")
        return self._connection
