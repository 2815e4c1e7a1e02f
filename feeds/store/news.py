"""What a process that follows others asks of the store: one transaction a question, like the store itself."""

import asyncio
from contextlib import AbstractAsyncContextManager

from feeds.model import RemovedChannel
from feeds.store import channels, follow, former, ledger, publications
from feeds.store.engine import Database


class News:
    """The side of the store that tells what other processes committed."""

    def __init__(self, database: Database) -> None:
        """Made by the store alone."""
        self._database = database

    async def turn(self) -> int:
        """Return the newest turn: what is read from now on is of it or newer."""
        async with self._database.read() as connection:
            return await ledger.last_number(connection, ledger.TURNS)

    async def since(self, turn: int) -> tuple[tuple[str, int], ...]:
        """Return the names that were published or ended after a turn, each with its own, in order."""
        async with self._database.read() as connection:
            return await publications.since(connection, turn)

    async def layout(self) -> str:
        """Return what changes whenever a channel begins, ends, moves or changes its settings."""
        async with self._database.read() as connection:
            return await channels.layout(connection)

    async def heard(self, turn: int) -> tuple[str, tuple[tuple[str, int], ...]]:
        """Return the layout, and what ``since`` does, both of one moment."""
        async with self._database.read() as connection:
            return await channels.layout(connection), await publications.since(connection, turn)

    async def former(self) -> tuple[RemovedChannel, ...]:
        """Return the channels that moved or ended, whenever that was."""
        async with self._database.read() as connection:
            return await former.fetch_all(connection)

    async def departed(self) -> tuple[str, ...]:
        """Return the names of all addresses that ended."""
        async with self._database.read() as connection:
            return await publications.departed_names(connection)

    def following(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Give an event that is set whenever another process has committed something."""
        return follow.following(self._database)
