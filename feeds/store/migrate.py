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


def upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not seen; each is one transaction.

    Raises ``StoreError`` when the database was written by a newer version of this program.
    """
    is_current = _revisions(connection) == [newest_revision()]
    connection.commit()
    if not is_current:
        _migrate(connection)


def _revisions(connection: Connection) -> list[str]:
    """Return what Alembic stored; nothing for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"was written by a newer version ({error})",
            where="store",
            hint="Upgrade feeds, or restore a backup",
        ) from error
