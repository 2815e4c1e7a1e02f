"""Statements that are compiled once and executed by SQLite's driver: SQLAlchemy costs ten times as much.

A module prepares its statements when it is imported. The connections of ``threads`` execute them directly;
all others execute them as any statement, so a statement has one definition for both databases.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

StatementType = TypeVar("StatementType", bound=Executable)
Parameters = Mapping[str, object]
Row = Any
"""A named tuple with the columns of a statement; values are as the driver gives them."""

_DIALECT = sqlite_dialect()
_prepared: dict[int, "_Prepared"] = {}


class DriverResult:
    """The result of a prepared statement: the part of ``CursorResult`` that the store uses."""

    __slots__ = ("_cursor", "_make")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        """Read from a cursor that has executed a statement."""
        self._cursor = cursor
        described = cursor.description
        self._make = _maker(tuple(column[0] for column in described)) if described else None

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self._cursor) if self._make is None else map(self._make, self._cursor)

    def all(self) -> list[Row]:
        """Return all rows."""
        return list(self)

    def first(self) -> Row | None:
        """Return the first row, ``None`` without any."""
        row = self._cursor.fetchone()
        self._cursor.close()
        return row if row is None or self._make is None else self._make(row)

    def scalar(self) -> Any:
        """Return the first column of the first row, ``None`` without any."""
        row = self._cursor.fetchone()
        self._cursor.close()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """Return the one column of the one row."""
        (row,) = self._cursor.fetchall()
        return row[0]

    def scalars(self) -> Iterator[Any]:
        """Iterate over the first column."""
        return map(itemgetter(0), self._cursor)


class _Prepared:
    """The text of a statement for each set of columns that it was executed with."""

    __slots__ = ("_statement", "_texts")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._texts: dict[tuple[str, ...], tuple[str, Callable[[Parameters], tuple[object, ...]]]] = {}

    def execute(
        self, driver: sqlite3.Connection, parameters: Parameters | Sequence[Parameters] | None
    ) -> DriverResult:
        """Execute the statement, once for each of several sets of parameters."""
        if parameters is None or isinstance(parameters, Mapping):
            text, ordered = self._text(parameters or {})
            return DriverResult(driver.execute(text, ordered(parameters or {})))
        text, ordered = self._text(parameters[0])
        return DriverResult(driver.executemany(text, map(ordered, parameters)))

    def _text(self, parameters: Parameters) -> tuple[str, Callable[[Parameters], tuple[object, ...]]]:
        columns = tuple(parameters)
        known = self._texts.get(columns)
        if known is None:
            known = self._texts[columns] = self._compile(columns)
        return known

    def _compile(self, columns: Sequence[str]) -> tuple[str, Callable[[Parameters], tuple[object, ...]]]:
        compiled: Any = self._statement.compile(dialect=_DIALECT, column_keys=list(columns))  # type: ignore[attr-defined]  # every statement has it
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise ValueError(f"only fixed statements can be prepared, not {compiled}")
        order: list[str] = compiled.positiontup or []
        fixed = {name: value for name, value in compiled.params.items() if name not in columns}

        def ordered(parameters: Parameters) -> tuple[object, ...]:
            return tuple([parameters[name] if name in parameters else fixed[name] for name in order])

        return str(compiled), ordered


def prepare(statement: StatementType) -> StatementType:
    """Have a statement executed by the driver where possible; it must exist as long as the program."""
    _prepared[id(statement)] = _Prepared(statement)
    return statement


def prepare_all(statements: Iterable[StatementType]) -> tuple[StatementType, ...]:
    """Prepare several statements."""
    return tuple(prepare(statement) for statement in statements)


def execute_prepared(
    driver: sqlite3.Connection, statement: Executable, parameters: Parameters | Sequence[Parameters] | None
) -> DriverResult | None:
    """Execute a prepared statement, ``None`` if it is not one."""
    known = _prepared.get(id(statement))
    return None if known is None else known.execute(driver, parameters)


@lru_cache(maxsize=256)
def _maker(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Row]:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024  # known only now
    make: Callable[[Iterable[Any]], Row] = row._make
    return make
