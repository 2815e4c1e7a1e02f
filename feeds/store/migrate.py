"""Bringing the schema up to date, on every start and at next to no cost when it is.

Alembic is imported only for a database that is not up to date: its import takes as long as a short command.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from feeds.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """Return the revision of the newest migration; the names of their files begin with it."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def upgrade(connection: Connection, revision: str | None = None) -> None:
    """Run the migrations up to ``revision`` that this database has not seen, each in one transaction.

    Without ``revision`` that is the newest one. Raises ``StoreError`` when the database was written by a
    newer version of this program.
    """
    wanted = revision or newest_revision()
    is_current = _revisions(connection) == [wanted]
    connection.commit()
    if not is_current:
        _migrate(connection, wanted)


def _revisions(connection: Connection) -> list[str]:
    """Return what Alembic stored; nothing for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _migrate(connection: Connection, revision: str) -> None:
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
