"""What the store answers about readership: one transaction a question, like the store itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import ranking, tables, views
from feeds.store.engine import Database


class Readership:
    """The side of the store that knows what is read most; it shares its database and its turn to write."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Made by the store alone."""
        self._database = database
        self._turn = turn

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._database.write() as connection:
            yield connection

    async def best(self, of: str, since_s: int, limit: int) -> tuple[ranking.Ranked, ...]:
        """Return what was read most of a channel since a full hour, the most first."""
        async with self._database.read() as connection:
            return await ranking.best(connection, of, since_s, limit)

    async def replace(self, path: str, ranked: Sequence[ranking.Ranked], now_s: int) -> bool:
        """Keep the ranking of a channel; tell whether it is another one, to be published."""
        async with self._write() as connection:
            wanted = select(tables.channels.c.key).where(tables.channels.c.path == path)
            key = (await connection.execute(wanted)).scalar_one()
            return await ranking.replace(connection, key, ranked, now_s)

    async def window(self, channel: int, of: str, limit: int) -> tuple[tuple[int, int, int], ...]:
        """Return (key, revision's number, gain) in the order of rank."""
        async with self._database.read() as connection:
            return await ranking.window(connection, channel, of, limit)

    async def keep_only(self, paths: Sequence[str]) -> None:
        """Forget the rankings of channels that rank no more."""
        async with self._write() as connection:
            await ranking.keep_only(connection, paths)

    async def prune(self, now_s: int) -> None:
        """Forget counts that no ranking needs."""
        async with self._write() as connection:
            await views.prune(connection, now_s)
