"""What the store answers about private channels: one transaction a question, like the store itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.errors import StoreError
from feeds.model import Subscriber
from feeds.store import sealed, subscribers
from feeds.store.engine import Database


class Privacy:
    """The private side of the store. All raise ``StoreError`` when the database is out of reach."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Take turns with the rest of the store."""
        self._database = database
        self._turn = turn

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with _reached(), self._turn, self._database.write() as connection:
            yield connection

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        async with _reached(), self._database.read() as connection:
            yield connection

    async def names(self) -> frozenset[str]:
        """Return every name under which a channel is private, or was until it left the settings."""
        async with self._read() as connection:
            return await sealed.private_names(connection)

    async def since(self) -> str:
        """Return what changes whenever other names are private."""
        async with self._read() as connection:
            return await sealed.since(connection)

    async def add(self, subscriber: Subscriber) -> bool:
        """Keep a subscriber; ``False`` when there is one of that name."""
        async with self._write() as connection:
            return await subscribers.add(connection, subscriber)

    async def subscriber(self, id_: str) -> Subscriber | None:
        """Return a subscriber by the public part of the token, revoked or not."""
        async with self._read() as connection:
            return await subscribers.fetch(connection, id_)

    async def named(self, name: str) -> Subscriber | None:
        """Return the subscriber of a name, unless revoked."""
        async with self._read() as connection:
            return await subscribers.named(connection, name)

    async def subscribers(self) -> tuple[Subscriber, ...]:
        """Return all subscribers, oldest first, revoked ones too."""
        async with self._read() as connection:
            return await subscribers.list_all(connection)

    async def revoke(self, name: str, now_s: int) -> bool:
        """End what a subscriber may for good; ``False`` when there is none of that name."""
        async with self._write() as connection:
            return await subscribers.revoke(connection, name, now_s)

    async def replace(self, subscriber: Subscriber, now_s: int) -> bool:
        """Let a subscriber take the place of the one of that name at once; ``False`` when there is none."""
        async with self._write() as connection:
            revoked = await subscribers.revoke(connection, subscriber.name, now_s)
            return revoked and await subscribers.add(connection, subscriber)


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except OperationalError as error:
        text = f"the database did not answer: {error.orig}"
        raise StoreError(text, hint="Try again in a moment") from error
