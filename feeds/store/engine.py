"""Opening the database: one connection that writes, several that read, and the schema brought up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from feeds.errors import StoreError
from feeds.store.migrate import upgrade

READERS = 4
BUSY_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The two ways in: ``writer`` serialises changes, ``reader`` never waits for them."""

    writer: AsyncEngine
    reader: AsyncEngine

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self.writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that commits at the end, or leaves no trace."""
        async with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a snapshot to read from."""
        async with self.reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Let go of all connections; SQLite folds its write-ahead log back into the file."""
        if self.sqlite:
            async with self.writer.connect() as connection:
                await connection.execute(text("PRAGMA optimize"))
        await self.reader.dispose()
        await self.writer.dispose()


async def open_database(url: str) -> Database:
    """Connect to ``sqlite:///path`` or ``postgresql://…`` and migrate it forward.

    Raises ``StoreError`` when it cannot be reached or is newer than this program.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        database = _open_sqlite(parsed.database or "")
    else:
        database = _open_server(url)
    try:
        async with database.writer.connect() as connection:
            await connection.run_sync(upgrade)
    except (OSError, OperationalError) as error:
        await database.close()
        shown = parsed.render_as_string(hide_password=True)
        raise StoreError(
            f"cannot be opened: {error}",
            where=shown,
            cure="Check [store] url and that the folder is writable",
        ) from error
    return database


def _open_sqlite(path: str) -> Database:
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite+aiosqlite:///{path}"
    options: dict[str, Any] = {"connect_args": {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}}
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **options)
    reader = create_async_engine(url, pool_size=READERS, max_overflow=0, **options)
    for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
        _prepare_sqlite(engine, begin)
    return Database(writer=writer, reader=reader)


def _prepare_sqlite(engine: AsyncEngine, begin: str) -> None:
    """Set what each connection needs; FULL so that what was acknowledged survives a power cut too."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "cache_size=-32000",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)


def _open_server(url: str) -> Database:
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(parsed, pool_size=READERS + 1)
    return Database(writer=engine, reader=engine)
