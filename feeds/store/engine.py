"""Opens the database: one connection to write, several to read, and the schema brought up to date."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from feeds.errors import StoreError
from feeds.store.file_guard import FileGuard, make_private
from feeds.store.migrate import upgrade
from feeds.store.point_reads import PointReader
from feeds.store.sqlite_connections import create_thread_engine, open_threads
from feeds.store.threads import ThreadConnections, finish_in_thread
from feeds.store.transaction import Transaction


@dataclass(slots=True, kw_only=True)
class Database:
    """The connections to one database.

    ``threads`` has connections for whole transactions in one thread, and ``point_reader`` one for single
    rows on the event loop; both only for a file of SQLite.
    """

    url: URL
    guard: FileGuard | None = None
    threads: ThreadConnections | None = None
    point_reader: PointReader | None = None
    _engines: Any = field(default=None, init=False, repr=False)

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def engines(self) -> Any:
        """The ``AsyncEngines``, created with the first transaction on the event loop."""
        if self._engines is None:
            from feeds.store.async_engines import create_engines

            self._engines = create_engines(self.url)
        return self._engines

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a transaction that commits at the end of the block, or is rolled back if the block raises.

        SQLite keeps the database locked while a cursor is alive, and the traceback of a cancellation keeps
        cursors alive: its frames are cleared. Raises ``StoreError`` if the file of the database was deleted.
        """
        try:
            self.check_file()
            async with self.engines.writer.begin() as connection:
                yield connection
            self.check_file()
        except asyncio.CancelledError as cancelled:
            _clear_frames(cancelled)
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a transaction that reads from one snapshot."""
        async with self.engines.reader.connect() as connection:
            yield connection

    def check_file(self) -> None:
        """Raise ``StoreError`` if the file of the database was deleted or replaced."""
        if self.guard is not None:
            self.guard.check()

    async def prepare(self, work: Callable[[Connection], None]) -> None:
        """Call a function that creates or changes tables; it commits itself."""
        if self.threads is not None:
            await finish_in_thread(lambda: _prepare_file(self.url, work))
            return
        async with self.engines.writer.connect() as connection:
            await connection.run_sync(work)

    async def close(self) -> None:
        """Close all connections; SQLite moves its write-ahead log into the database file."""
        engines, self._engines = self._engines, None
        if engines is not None:
            if self.sqlite:
                async with engines.writer.connect() as connection:
                    await connection.execute(text("PRAGMA optimize"))
            await engines.close()
        if self.threads is not None:
            self.threads.close()
        if self.point_reader is not None:
            self.point_reader.close()


def _clear_frames(error: BaseException | None) -> None:
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


def _prepare_file(url: URL, work: Callable[[Connection], None]) -> None:
    engine = create_thread_engine(url, "BEGIN IMMEDIATE")
    with engine.connect() as connection:
        work(connection)


async def open_database(url: str, prepare: Callable[[Connection], None] = upgrade) -> Database:
    """Connect to ``sqlite:///path`` or ``postgresql://…`` and prepare its tables: by default migrate them.

    Raises ``StoreError`` when it cannot be reached or is newer than this program.
    """
    parsed = make_url(url)
    try:
        database = _open_file(parsed) if _is_file(parsed) else Database(url=parsed)
        try:
            await database.prepare(prepare)
        except BaseException:
            await database.close()
            raise
    except (OSError, DBAPIError) as error:
        raise StoreError(
            f"cannot be opened: {error}",
            where=parsed.render_as_string(hide_password=True),
            hint="Check [store] url, that its folder is writable or its server answers",
        ) from error
    return database


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}


def _open_file(url: URL) -> Database:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    make_private(path)
    return Database(url=url, guard=FileGuard(path), threads=open_threads(url), point_reader=PointReader(path))
