"""Whole transactions in one thread: SQLite's statements are so short that a thread for each costs most."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.engine import Dialect

from feeds.errors import StoreError
from feeds.store.prepared import DriverResult, execute_prepared
from feeds.store.transaction import Transaction

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Work = Callable[[Transaction], Coroutine[Any, Any, Result]]
"""What runs in a transaction. It awaits only the transaction and ``off_loop``."""


WAIT_S = 30
"""How long a transaction waits for a connection."""


class ThreadConnection:
    """A synchronous connection with the methods of ``Transaction`` that work in one thread.

    It stays open from one transaction to the next. SQLAlchemy neither begins nor ends these: all it does on
    the connection is to execute statements that are not prepared.
    """

    __slots__ = ("_connection", "driver")

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection
        self.driver: sqlite3.Connection = cast("Any", connection.connection.driver_connection)

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Any = None
    ) -> CursorResult[Any] | DriverResult:
        """Execute a statement without waiting for another thread."""
        result = execute_prepared(self.driver, statement, parameters)
        return self._connection.execute(statement, parameters) if result is None else result

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> DriverResult:
        """Execute the text of a statement, once for each of several sets of parameters."""
        if isinstance(parameters, list):
            return DriverResult(self.driver.executemany(statement, parameters))
        return DriverResult(self.driver.execute(statement, parameters or ()))

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self._connection.close()


class ConnectionPool:
    """A number of connections, each opened when it is first used and then kept open."""

    def __init__(self, engine: Engine, size: int, *, begin: str) -> None:
        """Open nothing yet; ``begin`` is the statement that begins a transaction."""
        self._engine = engine
        self._begin = begin
        self._closed = False
        self._idle: LifoQueue[ThreadConnection | None] = LifoQueue()
        for _ in range(size):
            self._idle.put(None)

    @contextmanager
    def transaction(self) -> Iterator[ThreadConnection]:
        """Open a transaction that commits at the end of the block, or is rolled back if the block raises."""
        try:
            connection = self._idle.get(timeout=WAIT_S)
        except Empty:
            hint = "Try again in a moment"
            raise StoreError("no connection to the database became free", hint=hint) from None
        try:
            if connection is None:
                connection = ThreadConnection(self._engine.connect())
            connection.driver.execute(self._begin)
            yield connection
            connection.driver.execute("COMMIT")
        except BaseException:
            if connection is not None:
                connection.close()
                connection = None
            raise
        finally:
            if self._closed and connection is not None:
                connection.close()
                connection = None
            self._idle.put(connection)

    def close(self) -> None:
        """Close the connections, those of open transactions at their end."""
        self._closed = True
        while not self._idle.empty():
            connection = self._idle.get()
            if connection is not None:
                connection.close()


class ThreadConnections:
    """Synchronous connections to one database: those of ``reader`` never wait for the ``writer``."""

    def __init__(self, *, writer: ConnectionPool, reader: ConnectionPool) -> None:
        """Use two pools."""
        self._writer = writer
        self._reader = reader

    def read(self, work: Work[Result]) -> Result:
        """Run work in a transaction that reads from one snapshot."""
        with self._reader.transaction() as connection:
            return run_to_end(work, connection)

    def write(self, work: Work[Result]) -> Result:
        """Run work in a transaction that commits at its end."""
        with self._writer.transaction() as connection:
            return run_to_end(work, connection)

    def close(self) -> None:
        """Close all connections."""
        self._reader.close()
        self._writer.close()


def run_to_end(work: Work[Result], connection: ThreadConnection) -> Result:
    """Run work on a connection in this thread, which has no event loop."""
    running = work(cast("Transaction", connection))
    try:
        running.send(None)
    except StopIteration as ended:
        return cast("Result", ended.value)
    running.close()
    raise RuntimeError("work in a transaction waited for something that is not the transaction")


async def off_loop(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Call a function that computes: in another thread if this one runs an event loop, else at once."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return function(*args, **kwargs)
    return await asyncio.to_thread(function, *args, **kwargs)


async def finish_in_thread(function: Callable[[], Result]) -> Result:
    """Call a function in another thread and wait for its end, even if the caller is cancelled."""
    running = asyncio.ensure_future(asyncio.to_thread(function))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
