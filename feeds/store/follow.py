"""Hearing of what other processes commit, within a tenth of a second and at next to no cost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store.engine import Database

POLL_S = 0.05
"""How often SQLite is asked; the question reads one number from shared memory."""

CHANNEL = "feeds_published"


async def announce(connection: AsyncConnection) -> None:
    """Tell the other processes, when this transaction commits, that publications changed."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))


@asynccontextmanager
async def following(database: Database) -> AsyncIterator[asyncio.Event]:
    """Give an event that is set whenever another connection has committed something."""
    heard = asyncio.Event()
    follow = _follow_sqlite if database.sqlite else _follow_server
    task = asyncio.create_task(follow(database, heard))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


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
    async with database.reader.connect() as connection:
        driver = await _driver(connection)
        await driver.add_listener(CHANNEL, lambda *_: heard.set())
        heard.set()
        await asyncio.Event().wait()


async def _driver(connection: AsyncConnection) -> Any:
    """The driver's own connection, which knows what SQLAlchemy has no word for."""
    return (await connection.get_raw_connection()).driver_connection
