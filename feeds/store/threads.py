"""Whole transactions in one thread: SQLite's statements are so short that a thread for each costs most."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Coroutine[Any, Any, Result]]
"""What runs in a transaction. It awaits nothing but the transaction and ``off_loop``."""


class ThreadConnection:
    """A synchronous connection with the methods of ``AsyncConnection`` that the store uses."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Use a connection with an open transaction."""
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute a statement without waiting for another thread."""
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        """Execute the text of a statement."""
        return self._connection.exec_driver_sql(statement, parameters)


def run_to_end(work: Work[Result], connection: Connection) -> Result:
    """Run work on a connection in this thread, which has no event loop."""
    running = work(cast("AsyncConnection", ThreadConnection(connection)))
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
    running: Awaitable[Result] = asyncio.ensure_future(asyncio.to_thread(function))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([asyncio.ensure_future(running)])
        raise
