"""Opens the database: one connection to write, several to read, and the schema brought up to date."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from feeds.errors import StoreError
from feeds.store.file_guard import FileGuard, make_private
from feeds.store.migrate import upgrade
from feeds.store.point_reads import PointReader
from feeds.store.threads import ConnectionPool, ThreadConnections

READERS = 4
BUSY_TIMEOUT_S = 30

PAGES_KB = 8_000
"""The pages that each connection keeps. The system keeps the file itself; mapping it would count twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Two pools of connections: those of ``reader`` never wait for the ``writer``.

    ``threads`` has connections for whole transactions in one thread, and ``point_reader`` one for single
    rows on the event loop; both only for a file of SQLite.
    """

    writer: AsyncEngine
    reader: AsyncEngine
    guard: FileGuard | None = None
    threads: ThreadConnections | None = None
    point_reader: PointReader | None = None

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self.writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that commits at the end of the block, or is rolled back if the block raises.

        SQLite keeps the database locked while a cursor is alive, and the traceback of a cancellation keeps
        cursors alive: its frames are cleared. Raises ``StoreError`` if the file of the database was deleted.
        """
        try:
            async with self.writer.begin() as connection:
                yield connection
            if self.guard is not None:
                self.guard.check()
        except asyncio.CancelledError as cancelled:
            _clear_frames(cancelled)
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that reads from one snapshot."""
        async with self.reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close all connections; SQLite moves its write-ahead log into the database file."""
        if self.sqlite:
            async with self.writer.connect() as connection:
                await connection.execute(text("PRAGMA optimize"))
        await self.reader.dispose()
        await self.writer.dispose()
        if self.threads is not None:
            self.threads.close()
        if self.point_reader is not None:
            self.point_reader.close()


def _clear_frames(error: BaseException | None) -> None:
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


async def open_database(url: str, prepare: Callable[[Connection], None] = upgrade) -> Database:
    """Connect to ``sqlite:///path`` or ``postgresql://…`` and prepare its tables: by default migrate them.

    Raises ``StoreError`` when it cannot be reached or is newer than this program.
    """
    parsed = make_url(url)
    try:
        database = _open_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _open_server(parsed)
        return await _prepared(database, prepare)
    except (OSError, DBAPIError) as error:
        raise StoreError(
            f"cannot be opened: {error}",
            where=parsed.render_as_string(hide_password=True),
            hint="Check [store] url, that its folder is writable or its server answers",
        ) from error


async def _prepared(database: Database, prepare: Callable[[Connection], None]) -> Database:
    try:
        async with database.writer.connect() as connection:
            await connection.run_sync(prepare)
    except BaseException:
        await database.reader.dispose()
        await database.writer.dispose()
        raise
    return database


def _open_sqlite(parsed: URL) -> Database:
    path = Path(parsed.database) if parsed.database and parsed.database != ":memory:" else None
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        make_private(path)
    url = parsed.set(drivername="sqlite+aiosqlite")
    options: dict[str, Any] = {"connect_args": {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}}
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **options)
    reader = create_async_engine(url, pool_size=READERS, max_overflow=0, **options)
    threads = None if path is None else _open_threads(parsed.set(drivername="sqlite+pysqlite"), options)
    for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
        _prepare_sqlite(engine.sync_engine, begin)
    guard = None if path is None else FileGuard(path)
    point_reader = None if path is None else PointReader(path)
    return Database(writer=writer, reader=reader, guard=guard, threads=threads, point_reader=point_reader)


def _open_threads(url: URL, options: dict[str, Any]) -> ThreadConnections:
    connect_args = options["connect_args"] | {"check_same_thread": False}
    engine = create_engine(url, connect_args=connect_args, poolclass=NullPool)
    _configure_connections(engine)
    return ThreadConnections(
        writer=ConnectionPool(engine, 1, begin="BEGIN IMMEDIATE"),
        reader=ConnectionPool(engine, READERS, begin="BEGIN"),
    )


def _prepare_sqlite(engine: Engine, begin: str) -> None:
    """Configure each connection, and begin transactions as the pool needs."""
    _configure_connections(engine)

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)


def _configure_connections(engine: Engine) -> None:
    """Configure each connection; what was committed survives a power cut.

    A page of 8 KiB holds a whole article, which makes writing a quarter faster than 4 KiB.
    """

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "page_size=8192",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"cache_size=-{PAGES_KB}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _open_server(parsed: URL) -> Database:
    engine = create_async_engine(parsed.set(drivername="postgresql+asyncpg"), pool_size=READERS + 1)
    return Database(writer=engine, reader=engine.execution_options(isolation_level="REPEATABLE READ"))
