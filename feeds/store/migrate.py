"""Bringing the schema up to date, on every start and at next to no cost when it is.

Alembic is imported only for a database of an earlier version: its import takes as long as a short command. A
new database gets the newest schema at once; a test compares it with the one that the migrations make.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, inspect, select

from feeds.errors import StoreError
from feeds.store import schema

MIGRATIONS = Path(__file__).parent / "migrations"

_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
_LOCK = 0x6665656473
"""The number of the advisory lock of PostgreSQL."""

_COUNTERS = (("ledger", 1), ("publications", 0))
"""The last numbers of an empty store: a migration takes one, with or without records."""


def newest_revision() -> str:
    """Return the revision of the newest migration; the names of their files begin with it."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def upgrade(connection: Connection) -> None:
    """Bring a database to the newest revision. Raises ``StoreError`` if a newer program wrote it."""
    with _alone(connection):
        _upgrade(connection)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Have other processes that start at the same time wait; on SQLite the transaction does."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.execute(select(func.pg_advisory_lock(_LOCK)))
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(select(func.pg_advisory_unlock(_LOCK)))
        connection.commit()


def _upgrade(connection: Connection) -> None:
    known: list[str] = []
    if inspect(connection).has_table(_version.name):
        known += connection.execute(select(_version.c.version_num)).scalars()
    else:
        known.append(_create(connection))
    connection.commit()
    if known != [newest_revision()]:
        migrate(connection, newest_revision())


def _create(connection: Connection) -> str:
    """Make the tables of the newest revision, with the rows that every store has; return the revision.

    Where a table of that name exists, the database is not empty, and this fails as the first migration does.
    """
    revision = newest_revision()
    schema.metadata.create_all(connection, checkfirst=False)
    connection.execute(insert(schema.counter), [{"name": name, "value": value} for name, value in _COUNTERS])
    _version.create(connection)
    connection.execute(insert(_version), {"version_num": revision})
    return revision


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to ``revision`` that a database has not seen, each in one transaction.

    Raises ``StoreError`` if the database was written by a newer version of this program.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise StoreError(
            f"was written by a newer version ({error})",
            where="store",
            hint="Upgrade feeds, or restore a backup",
        ) from error
