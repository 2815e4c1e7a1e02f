"""Hearing of what other processes commit, within a tenth of a second and at next to no cost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import InterfaceError, PostgresError  # type: ignore[import-untyped]  # it has no types
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store.engine import Database

POLL_S = 0.02
"""How often SQLite is asked; the question takes a tenth of a millisecond and reads no page."""

RETRY_S = 1.0
"""How long after the database was out of reach it is tried again."""

CHANNEL = "feeds_published"

OUT_OF_REACH = (OSError, SQLAlchemyError, sqlite3.Error, PostgresError, InterfaceError)
"""What asking a database raises that does not answer."""


async def announce(connection: AsyncConnection) -> None:
    """Tell the other processes, when this transaction commits, that publications changed."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))


@asynccontextmanager
async def following(database: Database) -> AsyncIterator[asyncio.Event]:
    """Give an event that is set whenever another connection has committed something.

    It is also set whenever something may have been missed: at first, and after the database was out of reach.
    """
    heard = asyncio.Event()
    task = asyncio.create_task(_follow(database, heard))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _follow(database: Database, heard: asyncio.Event) -> None:
    listen = _follow_sqlite if database.sqlite else _follow_server
    while True:
        try:
            await listen(database, heard)
        except OUT_OF_REACH:
            await asyncio.sleep(RETRY_S)


async def _follow_sqlite(database: Database, heard: asyncio.Event) -> None:
    """Ask outside any transaction: inside one the answer never changes."""
    async with database.reader.connect() as connection:
        driver = await _driver(connection)
        seen = -1
        while True:
            async with driver.execute("PRAGMA data_version") as cursor:
                (version,) = await cursor.fetchone()
            if version != seen:
                seen = version
                heard.set()
            await asyncio.sleep(POLL_S)


async def _follow_server(database: Database, heard: asyncio.Event) -> None:
    """Listen for as long as the connection lasts."""
    async with database.reader.connect() as connection:
        driver = await _driver(connection)
        lost = asyncio.Event()
        driver.add_termination_listener(lambda *_: lost.set())
        await driver.add_listener(CHANNEL, lambda *_: heard.set())
        heard.set()
        await lost.wait()


async def _driver(connection: AsyncConnection) -> Any:
    """The driver's own connection, which knows what SQLAlchemy has no word for."""
    return (await connection.get_raw_connection()).driver_connection
