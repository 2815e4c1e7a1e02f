"""An open transaction, as the functions of the store use it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.selectable import TypedReturnsRows

_Columns = TypeVarTuple("_Columns")
_Value = TypeVar("_Value")


class Transaction(Protocol):
    """The first argument of every function that reads or writes.

    It is an ``AsyncConnection`` of SQLAlchemy, or a ``ThreadConnection`` (see ``Store.read_at_once``). It is
    not called so here because that class is imported with SQLAlchemy's ORM, for which no command waits.
    """

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*_Columns], parameters: Any = None
    ) -> CursorResult[*_Columns]: ...

    @overload
    async def execute(
        self, statement: Executable, parameters: Any = None
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        """Execute a statement, once for each of several sets of parameters."""

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Execute the text of a statement."""

    def stream(self, statement: Executable) -> Awaitable[Any]:
        """Execute a statement whose rows are read as they are used; not in one thread."""

    async def run_sync(self, work: Callable[[Connection], _Value]) -> _Value:
        """Call a function with the connection below; not in one thread."""
