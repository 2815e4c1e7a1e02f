"""Checks of sources of kind ``sql``: the database, the query, the cursor."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from feeds.config.checks import texts
from feeds.errors import Problem

Row = dict[str, Any]
_DATABASE_DRIVERS = {
    "sqlite": "aiosqlite",
    "postgresql": "asyncpg",
    "postgres": "asyncpg",
    "mysql": "asyncmy",
    "mariadb": "asyncmy",
    "mssql": "aioodbc",
    "oracle": "oracledb",
}
_COMMENT = r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*"
_SELECT = re.compile(rf"{_COMMENT}(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE | re.DOTALL)


def sql_problems(row: Row, where: str, folder: Path) -> Iterator[Problem]:
    """Find faults of a source of kind ``sql``; ``url_file`` starts at ``folder``."""
    table, query = row.get("table"), row.get("query")
    if not table and not query:
        yield Problem(where=where, message="needs table or query", hint='Add table = "articles"')
    if table and query:
        message, hint = "a source has either table or query", "Remove one of them"
        yield Problem(where=f"{where}.query", message=message, hint=hint)
    for key in ("table", "query", "url_file"):
        if row.get(key) is not None and not isinstance(row[key], str):
            yield Problem(where=f"{where}.{key}", message=f"{row[key]!r} is not text", hint="Write a string")
    overlap = row.get("overlap_s", 0)
    if not isinstance(overlap, int | float) or isinstance(overlap, bool) or overlap < 0:
        message = f"{overlap!r} is not a number of seconds"
        yield Problem(where=f"{where}.overlap_s", message=message, hint="Write a number, such as 600")
    cursor = row.get("cursor")
    if cursor is not None and (
        not texts(cursor) or len(texts(cursor)) != len(cursor if isinstance(cursor, list) else [0])
    ):
        hint = 'Write cursor = "updated_at", or a list of columns'
        yield Problem(where=f"{where}.cursor", message=f"{cursor!r} is not a column", hint=hint)
    if isinstance(query, str) and query.strip() and not _SELECT.match(query):
        message, hint = f"{query.split()[0]!r} does not select records", "Begin the query with SELECT or WITH"
        yield Problem(where=f"{where}.query", message=message, hint=hint)
    if "url_file" not in row:
        yield from _database(row, where)
    elif isinstance(row["url_file"], str):
        yield from _address_file(row["url_file"], where, folder)


def _address_file(name: str, where: str, folder: Path) -> Iterator[Problem]:
    hint = "Write the address of the database into it: postgresql://user@host/name"
    try:
        text = (folder / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name!r} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}"
        yield Problem(where=f"{where}.url_file", message=message, hint=hint)
        return
    if "://" not in text:
        message = f"{name!r} contains no address" if text else f"{name!r} is empty"
        yield Problem(where=f"{where}.url_file", message=message, hint=hint)


def _database(row: Row, where: str) -> Iterator[Problem]:
    urls = [url for url in texts(row.get("url")) if url]
    if not urls and "url" in row:
        return  # reported as empty
    if not urls:
        hint = 'Add url = "postgresql://user@host/name" or url_file'
        yield Problem(where=where, message="needs url", hint=hint)
        return
    scheme, separator, _ = urls[0].partition("://")
    database, _, driver = scheme.partition("+")
    driver = driver or _DATABASE_DRIVERS.get(database, "")
    if not separator or database not in _DATABASE_DRIVERS:
        hint = f"Use one of: {', '.join(f'{name}://' for name in _DATABASE_DRIVERS)}"
        shown = repr(scheme) if separator else "an address without a scheme"
        yield Problem(where=f"{where}.url", message=f"{shown} is not a supported database", hint=hint)
    elif find_spec(driver) is None:
        message, hint = f"the driver {driver!r} is not installed", f"Run: pip install {driver}"
        yield Problem(where=f"{where}.url", message=message, hint=hint)
