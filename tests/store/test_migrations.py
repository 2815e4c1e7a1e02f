"""The schema that migrations make is the schema the code expects, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from feeds.errors import StoreError
from feeds.store import Transaction, open_store
from feeds.store.engine import open_database
from feeds.store.migrate import MIGRATIONS, migrate, newest_revision
from feeds.store.schema import metadata


async def differences(connection: Transaction) -> list[object]:
    def compare(sync: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(sync), metadata))

    return await connection.run_sync(compare)


async def test_migrations_make_the_schema_of_the_code(store_url: str) -> None:
    database = await open_database(store_url, prepare=migrate_step_by_step)
    async with database.read() as connection:
        found = await differences(connection)
    await database.close()
    assert found == []


async def test_a_new_database_is_as_the_migrations_make_it(store_url: str) -> None:
    """A new store gets the newest schema at once: the same columns, keys, indexes and rows."""
    database = await open_database(store_url)
    async with database.write() as connection:
        new = await connection.run_sync(described)
        await connection.run_sync(drop_everything)
    await database.close()
    database = await open_database(store_url, prepare=migrate_step_by_step)
    async with database.read() as connection:
        migrated = await connection.run_sync(described)
    await database.close()
    assert new == migrated


def migrate_step_by_step(connection: Connection) -> None:
    connection.rollback()
    migrate(connection, newest_revision())


def described(connection: Connection) -> dict[str, object]:
    """Return what a database says about its tables, and all their rows.

    Defaults are left out: migrations need them for the rows that exist, the code states every value.
    """
    seen = inspect(connection)
    return {
        table: {
            "columns": {one["name"]: (repr(one["type"]), one["nullable"]) for one in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(repr(one["column_names"]) for one in seen.get_unique_constraints(table)),
            "indexes": sorted(map(_index, seen.get_indexes(table))),
            "options": seen.get_table_options(table),
            "rows": sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{table}"')))),
        }
        for table in seen.get_table_names()
    }


def _index(one: ReflectedIndex) -> str:
    conditions = {name: str(condition) for name, condition in one.get("dialect_options", {}).items()}
    return f"{one['name']} {one['column_names']} {one['unique']} {conditions}"


def drop_everything(connection: Connection) -> None:
    for table in inspect(connection).get_table_names():
        connection.execute(text(f'DROP TABLE "{table}"'))


SORTED = {("records", "id"), ("tombstones", "id"), ("aliases", "name"), ("file_facts", "record")}


async def test_ids_are_sorted_character_by_character_everywhere(store_url: str) -> None:
    """R-ID-07; SQLite does nothing else."""
    database = await open_database(store_url)
    if not database.sqlite:
        asked = text(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND collation_name = 'C'"
        )
        async with database.read() as connection:
            found = {tuple(row) for row in await connection.execute(asked)}
        assert found == SORTED
    await database.close()


def test_the_newest_migration_by_its_name_is_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_revision()]


async def test_opening_twice_is_opening_once(store_url: str) -> None:
    for _ in range(2):
        await (await open_store(store_url)).close()


async def test_a_database_from_the_future_is_refused_with_a_cure(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    database = await open_database(url)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(StoreError, match="newer version"):
        await open_store(url)


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        await open_store(f"sqlite:///{tmp_path}/file/feeds.db")
