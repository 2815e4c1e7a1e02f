"""What the store keeps of how sources are doing: one transaction a question, like the store itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ReadHistory
from feeds.store import rhythm
from feeds.store.engine import Database


class Watching:
    """The side of the store that watches over sources; it shares its database and its turn to write."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Made by the store alone."""
        self._database = database
        self._turn = turn

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._database.write() as connection:
            yield connection

    async def note_read(self, source: str, now_s: int, *, new: bool) -> None:
        """Note that a source was read, and whether it brought something new."""
        async with self._write() as connection:
            await rhythm.note_read(connection, source, now_s, new=new)

    async def note_failure(self, source: str, now_s: int, *, error: str, where: str | None = None) -> None:
        """Note that a source could not be read, and why."""
        async with self._write() as connection:
            await rhythm.note_failure(connection, source, now_s, error=error, where=where)

    async def visits(self) -> dict[str, ReadHistory]:
        """Return what is known of every source that was ever read, by name."""
        async with self._database.read() as connection:
            return await rhythm.all_visits(connection)
