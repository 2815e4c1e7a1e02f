"""The connections of the event loop: SQLAlchemy's asynchronous engines for SQLite and PostgreSQL.

``engine`` imports this module with the first transaction on the event loop: SQLAlchemy's asynchronous layer
brings its ORM with it. Commands use transactions in one thread instead.
"""

from dataclasses import dataclass

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from feeds.store.schema.metadata import add_postgres_conditions
from feeds.store.sqlite_connections import READERS, configure, connect_options

SERVER_CONNECTIONS = 15
"""How many connections to PostgreSQL a process has at most. They stay open: to open one takes 10 ms."""

STATEMENTS = 1_000
"""How many prepared statements a connection to PostgreSQL keeps: all that a service executes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncEngines:
    """Two pools of connections: those of ``reader`` never wait for the ``writer``."""

    writer: AsyncEngine
    reader: AsyncEngine

    async def close(self) -> None:
        """Close all connections."""
        await self.reader.dispose()
        await self.writer.dispose()


def create_engines(url: URL) -> AsyncEngines:
    """Create the engines of a database; nothing is connected yet."""
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _server(url)


def _sqlite(url: URL) -> AsyncEngines:
    own = url.set(drivername="sqlite+aiosqlite")
    writer = create_async_engine(own, pool_size=1, max_overflow=0, **connect_options())
    reader = create_async_engine(own, pool_size=READERS, max_overflow=0, **connect_options())
    for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
        configure(engine.sync_engine, begin)
    return AsyncEngines(writer=writer, reader=reader)


def _server(url: URL) -> AsyncEngines:
    add_postgres_conditions()
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=SERVER_CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args={"prepared_statement_cache_size": STATEMENTS},
    )
    return AsyncEngines(writer=engine, reader=engine.execution_options(isolation_level="REPEATABLE READ"))
