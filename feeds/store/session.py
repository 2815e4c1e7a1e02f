"""Transactions over the database. Everything that is read or written goes through one of them."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from feeds.errors import StoreError
from feeds.store.engine import Database, open_database
from feeds.store.threads import Result, Work, finish_in_thread
from feeds.store.transaction import Transaction
from feeds.store.write_state import WriteState

__all__ = ["Store", "Transaction", "open_store", "translate_errors"]

_DATABASE_ERRORS = (OSError, DBAPIError, PendingRollbackError, PoolTimeoutError, sqlite3.Error)


class Store:
    """A database with its schema brought up to date."""

    def __init__(self, database: Database) -> None:
        """Use an open database; ``open_store`` makes one."""
        self.database = database
        self.writes = WriteState()
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a transaction that reads from one snapshot.

        Raises ``StoreError`` when the database does not answer.
        """
        async with translate_errors(), self.database.read() as tx:
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a transaction that commits at the end of the block, or changes nothing if the block raises.

        The transactions of one process wait for each other. What was committed survives a crash. Raises
        ``StoreError`` when the database does not answer.
        """
        async with self._writing, self.writes, translate_errors(), self.database.write() as tx:
            yield tx

    async def read_at_once(self, work: Work[Result]) -> Result:
        """Run work in a transaction that reads from one snapshot, on SQLite in one thread.

        The work awaits only the transaction and ``off_loop``. Raises ``StoreError`` as ``read`` does.
        """
        threads = self.database.threads
        if threads is None:
            async with self.read() as tx:
                return await work(tx)
        async with translate_errors():
            return await finish_in_thread(lambda: threads.read(work))

    async def write_at_once(self, work: Work[Result]) -> Result:
        """Run work in a transaction that commits at its end; see ``read_at_once`` and ``write``."""
        threads = self.database.threads
        if threads is None:
            async with self.write() as tx:
                return await work(tx)
        async with self._writing, self.writes, translate_errors():
            self.database.check_file()
            result = await finish_in_thread(lambda: threads.write(work))
            self.database.check_file()
            return result

    async def close(self) -> None:
        """Wait for the open write transaction, then close all connections."""
        async with self._writing:
            await self.database.close()


@asynccontextmanager
async def translate_errors() -> AsyncIterator[None]:
    """Raise ``StoreError`` in place of the errors of SQLAlchemy and of the drivers."""
    try:
        yield
    except _database_errors() as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"the database did not answer: {reason}", hint="Try again in a moment") from error


def _database_errors() -> tuple[type[Exception], ...]:
    """Return the errors of SQLAlchemy and of the drivers in use; asyncpg is imported for PostgreSQL only."""
    asyncpg = sys.modules.get("asyncpg")
    if asyncpg is None:
        return _DATABASE_ERRORS
    return (*_DATABASE_ERRORS, asyncpg.PostgresError, asyncpg.InterfaceError)


async def open_store(url: str) -> Store:
    """Open the store at a database URL (see ``open_database``)."""
    return Store(await open_database(url))
