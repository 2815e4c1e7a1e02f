"""The tables of a database, and settings that read articles from the likeliest one."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from feeds.errors import FeedsError
from feeds.readers.field_names import likely_fields

URL_FILE = "database.url"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_SETTINGS = """\
#:schema ./{schema}
# Settings that read a database. All keys: docs/configuration.md. Try them with: feeds config --read
# Paths start at the folder of this file.
{tables}
[site]
title = "My Site"
url = "http://127.0.0.1:8080"     # the public address of the feeds; change it before you publish
language = "en"                   # BCP 47 tag
timezone = "UTC"                  # IANA zone of times without an offset

[store]
url = "sqlite:///var/feeds.db"    # or postgresql://user@host/name

[[sources]]
name = "database"
kind = "sql"
url_file = "{url_file}"         # the address with its password; keep it secret
table = {table}
every = "1m"
vanished = "withdraw"             # a row that is deleted leaves the feeds
channel = "news"                  # the channel of records that name none
[sources.fields]                  # ours = "theirs"
{fields}
[[channels]]
path = "news"                     # /news.rss, /news.atom, /news.json and the page /news
title = "News"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A table or view with the columns that are like our fields: pairs of our name and theirs."""

    name: str
    columns: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def score(self) -> int:
        """How much the table is like one of articles; 0 without a title."""
        named = {ours for ours, _ in self.fields}
        return len(named) + 2 * ("content_html" in named) if "title" in named else 0


def find_tables(address: str, folder: Path) -> list[FoundTable]:
    """Return the tables and views, the likeliest first. Raises ``FeedsError``."""
    try:
        url = sa.make_url(address)
    except ArgumentError as error:
        hint = "Write sqlite:///cms.db or postgresql://user@host/name"
        raise FeedsError("this is not the address of a database", hint=hint) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        hint = 'Run feeds init, then set kind = "sql" with url_file and table in [[sources]]'
        raise FeedsError("tables of this database cannot be listed", where=url.drivername, hint=hint)
    where = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        path = folder / str(url.database)
        if not path.is_file():
            raise FeedsError("there is no such database", where=str(path), hint="Check the path")
        url = url.set(database=str(path))
    try:
        tables = asyncio.run(_tables(url.set(drivername=driver)))
    except (SQLAlchemyError, OSError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
        hint = "Check address, user and password"
        raise FeedsError(f"the database refused: {reason}", where=where, hint=hint) from error
    if not tables:
        raise FeedsError("the database has no table", where=where, hint="Give a user who may read it")
    return tables


def database_settings(tables: Sequence[FoundTable], schema: str) -> str:
    """Return settings that read the first table; the others are listed in a comment."""
    first = tables[0]
    lines = [f"{ours} = {json.dumps(theirs)}\n" for ours, theirs in first.fields if ours != theirs]
    if not any(ours == "status" for ours, _ in first.fields):
        lines.append('# status = "state"              # the column that says whether an article is public\n')
    known = "".join(f"#   {one.name}: {', '.join(one.columns)}\n" for one in tables)
    return _SETTINGS.format(
        schema=schema,
        tables=f"# Tables of the database:\n{known}",
        url_file=URL_FILE,
        table=json.dumps(first.name),
        fields="".join(lines),
    )


async def _tables(url: sa.URL) -> list[FoundTable]:
    engine = create_async_engine(url, poolclass=sa.NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda given: _inspected(sa.inspect(given)))
    return sorted(found, key=lambda table: -table.score)


def _inspected(inspector: sa.Inspector) -> list[FoundTable]:
    names = sorted({*inspector.get_table_names(), *inspector.get_view_names()})
    columns = ((name, tuple(str(one["name"]) for one in inspector.get_columns(name))) for name in names)
    return [FoundTable(name=name, columns=found, fields=likely_fields(found)) for name, found in columns]
