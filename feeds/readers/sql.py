"""Records of a database that SQLAlchemy reaches: a table or a query, read-only, with a cursor."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from asyncpg import PostgresError  # type: ignore[import-untyped]  # it has no stubs
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from feeds.errors import SourceError
from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.readers.cells import raw_row
from feeds.readers.cursor import believable, first_cursor, from_marks, to_mark
from feeds.readers.large_records import clean_source_record
from feeds.readers.reader import BATCH, ReadContext, batches
from feeds.readers.source_defaults import SourceDefaults, source_defaults

OVERLAP_S = 600
_ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}

Rows = Sequence[Mapping[str, object]]
"""A batch of rows, each its columns by name."""


class SqlReader:
    """A source of kind ``sql``.

    Options: ``query`` or ``table`` (with its schema, if any, before a dot), ``cursor`` (a column, then others
    to order by) and ``overlap_s``; ``url_file`` holds the address where it is secret. Without a cursor
    everything is read each time.
    """

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"query", "table", "cursor", "overlap_s", "url_file"})

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read; nothing is connected yet."""
        self._settings = settings
        self._context = context
        self._options = dict(settings.options)
        self._cursor = from_marks(context.marks)

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The cursor after the rows read so far."""
        return (to_mark(self._cursor),) if self._cursor else ()

    @property
    def was_read(self) -> bool:
        """Always: every read starts from the beginning."""
        return True

    @property
    def complete(self) -> bool:
        """With a cursor only later rows are read."""
        return "cursor" not in self._options

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the rows in the order of the cursor; raises ``SourceError`` when the database refuses."""
        url, where = self._url()
        defaults = source_defaults(self._settings, self._context.site, self._context.now())
        number = 0
        try:
            async with _connected(url) as connection:
                async for rows in _partitions(connection, self._statement()):
                    readings = _readings(rows, where, number, defaults)
                    async for batch in batches(readings):
                        yield batch
                    number += len(rows)
                    self._advance(rows)
        except (SQLAlchemyError, PostgresError, OSError, ValueError) as error:
            raise SourceError(f"the database refused: {_one_line(error)}", where=where) from error

    def _url(self) -> tuple[sa.URL, str]:
        """The address and how it is shown; a relative SQLite path starts at the folder of the settings.

        Raises ``SourceError``.
        """
        try:
            url = sa.make_url(self._address())
        except (ArgumentError, OSError) as error:
            hint = "Write sqlite:///cms.db or postgresql://user@host/db"
            raise SourceError("this is not a database address", where=self.name, hint=hint) from error
        where = f"{url.render_as_string(hide_password=True)} {self._options.get('table', '')}".strip()
        url = url.set(drivername=_ASYNC_DRIVERS.get(url.drivername, url.drivername))
        if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
            return url, where
        path = self._settings.folder / str(url.database)
        if not path.is_file():
            raise SourceError("there is no such database", where=str(path), hint="Correct the source's url")
        return url.set(database=str(path)), where

    def _address(self) -> str:
        secret = self._options.get("url_file")
        if isinstance(secret, str):
            return (self._settings.folder / secret).read_text().strip()
        return self._settings.urls[0] if self._settings.urls else ""

    def _statement(self) -> sa.Select[Any]:
        """The rows since the cursor, those without a cursor value too, in its order."""
        columns = self._cursor_columns()
        statement = sa.select(sa.text("*")).select_from(self._rows())
        if not columns:
            return statement
        column: sa.ColumnClause[Any] = sa.column(columns[0])
        if self._cursor:
            value = self._cursor.since(float(str(self._options.get("overlap_s", OVERLAP_S))))
            since = sa.bindparam("since", value, type_=_type_of(value))
            statement = statement.where(sa.or_(column >= since, column.is_(None)))
        return statement.order_by(*(sa.column(name) for name in columns))

    def _rows(self) -> sa.FromClause | sa.TextClause:
        query = self._options.get("query")
        if isinstance(query, str) and query.strip():
            return sa.text(f"({query.strip().rstrip(';')}) AS records")
        schema, _, table = str(self._options.get("table", "")).rpartition(".")
        if not table:
            raise SourceError("there is neither a table nor a query", where=self.name, hint="Set table = …")
        return sa.table(table, schema=schema or None)

    def _cursor_columns(self) -> tuple[str, ...]:
        given = self._options.get("cursor", ())
        return tuple(given) if isinstance(given, tuple | list) else (str(given),)

    def _advance(self, rows: Rows) -> None:
        columns, now = self._cursor_columns(), self._context.now()
        for row in rows if columns else ():
            value = row.get(columns[0])
            moved = self._cursor.moved(value) if self._cursor else first_cursor(value)
            if moved is not self._cursor and believable(value, now):
                self._cursor = moved


def _readings(rows: Rows, where: str, before: int, defaults: SourceDefaults) -> Iterator[Reading]:
    plain_defaults = defaults.after_mapping
    for number, row in enumerate(rows, start=before + 1):
        yield clean_source_record(
            raw_row(row.items(), defaults), Place(path=where, line=number), plain_defaults
        )


@asynccontextmanager
async def _connected(url: sa.URL) -> AsyncIterator[AsyncConnection | sa.Connection]:
    """One connection that cannot write, through an asynchronous driver where there is one."""
    read_only = _READ_ONLY.get(url.get_backend_name())
    try:
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except (NoSuchModuleError, ImportError) as error:
        raise SourceError(
            f"there is no driver for {url.drivername}", hint="Install it in the environment of feeds"
        ) from error
    if dialect.is_async:
        engine = create_async_engine(url, poolclass=sa.NullPool)
        async with engine.connect() as connection:
            if read_only:
                await connection.execute(sa.text(read_only))
            yield connection
        return
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as blocking:
        if read_only:
            await asyncio.to_thread(blocking.execute, sa.text(read_only))
        yield blocking


async def _partitions(
    connection: AsyncConnection | sa.Connection, statement: sa.Select[Any]
) -> AsyncIterator[Rows]:
    """The result in batches, streamed from the server."""
    if isinstance(connection, AsyncConnection):
        async with connection.stream(statement) as result:
            names = tuple(map(str, result.keys()))
            async for part in result.partitions(BATCH):
                yield _named(names, part)
        return
    streamed = connection.execution_options(stream_results=True)
    result = await asyncio.to_thread(streamed.execute, statement)
    names, parts = tuple(map(str, result.keys())), result.partitions(BATCH)
    while (rows := await asyncio.to_thread(next, parts, None)) is not None:
        yield _named(names, rows)


def _named(names: Sequence[str], rows: Iterable[Iterable[object]]) -> Rows:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _type_of(value: object) -> sa.types.TypeEngine[Any] | None:
    """The type of a cursor value; drivers must know whether a time has a zone."""
    return sa.DateTime(timezone=value.tzinfo is not None) if isinstance(value, datetime) else None


def _one_line(error: Exception) -> str:
    """The database's message on one line, without the statement."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]
