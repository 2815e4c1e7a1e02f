"""Notifications of what other processes commit, within a tenth of a second and at little cost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from feeds.errors import StoreError
from feeds.store import ledger
from feeds.store.engine import Database
from feeds.store.point_reads import PointReader
from feeds.store.session import Store, Transaction, translate_errors

POLL_S = 0.02
"""How often SQLite is queried for its version; a query takes some microseconds and reads no page."""

RETRY_S = 1.0
"""How long to wait before connecting again after the database did not answer."""

CHANNEL = "feeds_published"


async def announce(tx: Transaction) -> None:
    """Notify the other processes, once this transaction commits, that publications changed."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text(f"NOTIFY {CHANNEL}"))


async def last_turn(tx: Transaction) -> int:
    """Return the newest turn; see ``publications.since``."""
    return await ledger.last_number(tx, ledger.TURNS)


@asynccontextmanager
async def following(store: Store, event: asyncio.Event | None = None) -> AsyncIterator[asyncio.Event]:
    """Yield an event, a new one if none is given, that is set whenever another connection has committed.

    It is also set when a commit may have been missed: at first, and after the database did not answer. An
    unexpected error ends the context with that error, so that the caller does not wait for ever.
    """
    committed = event or asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(_follow(store.database, committed))
            try:
                yield committed
            finally:
                task.cancel()
    except BaseExceptionGroup as errors:
        if len(errors.exceptions) == 1:
            raise errors.exceptions[0] from None
        raise


async def _follow(database: Database, committed: asyncio.Event) -> None:
    listen = _poll_sqlite if database.sqlite else _listen_to_postgres
    while True:
        try:
            async with translate_errors():
                await listen(database, committed)
        except StoreError:
            await asyncio.sleep(RETRY_S)


async def _poll_sqlite(database: Database, committed: asyncio.Event) -> None:
    """Query the version for as long as the process lives. One in memory has no other process."""
    seen: int | None = -1
    while True:
        version = _data_version(database.point_reader) if database.point_reader else 0
        if version is None or version != seen:
            seen = version
            committed.set()
        await asyncio.sleep(POLL_S)


def _data_version(reader: PointReader) -> int | None:
    """Return the version, ``None`` while the database is locked: a commit may have been missed."""
    try:
        return reader.version()
    except sqlite3.OperationalError:
        return None


async def _listen_to_postgres(database: Database, committed: asyncio.Event) -> None:
    """Listen for as long as the connection lasts."""
    async with database.engines.reader.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        lost = asyncio.Event()
        driver.add_termination_listener(lambda *_: lost.set())
        await driver.add_listener(CHANNEL, lambda *_: committed.set())
        committed.set()
        await lost.wait()
