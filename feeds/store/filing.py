"""What the store answers about archives: one transaction a question, like the store itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Filed, Part, Position, Publication
from feeds.store import archive, channels, lookup, publications
from feeds.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The parts next to one, by name, and where the one before it ends."""

    before: str | None
    after: str | None
    begins_after: Position | None


class Filing:
    """The archive side of the store; it shares its database and its turn to write."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Made by the store alone."""
        self._database = database
        self._turn = turn

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._database.write() as connection:
            yield connection

    async def reach(self, channel: int) -> Position | None:
        """Return how far the archive of a channel reaches."""
        async with self._database.read() as connection:
            last = await archive.last_part(connection, channel)
            return last.until if last else None

    async def filed(
        self,
        channel: int,
        limit: int,
        *,
        after: Position | None = None,
        before: Position | None = None,
        until: Position | None = None,
    ) -> tuple[Filed, ...]:
        """Return members, the oldest first, of a stretch of time."""
        async with self._database.read() as connection:
            return await archive.filed(connection, channel, limit, after=after, before=before, until=until)

    async def newest(self, channel: int, limit: int) -> tuple[Position, ...]:
        """Return the places of the newest members, the newest first."""
        async with self._database.read() as connection:
            return await archive.newest(connection, channel, limit)

    async def recent(self, channel: int, since_s: int, limit: int) -> tuple[tuple[int, int], ...]:
        """Return (key, number) of the newest members that were published since a second."""
        async with self._database.read() as connection:
            return await lookup.window(connection, channel, limit, since_s=since_s)

    async def changed_at(self, channel: int) -> dict[str, datetime]:
        """Return what is published of a channel's archive by name, with the time of its last change."""
        async with self._database.read() as connection:
            return await publications.changed_at(connection, channel)

    async def touch(self, channel: int) -> None:
        """Have the live feed published anew, although no record of it changed."""
        async with self._write() as connection:
            await channels.touch(connection, channel)

    async def returns(self, channel: int, limit: int) -> tuple[tuple[int, int, int], ...]:
        """Return (key, revision's number, return's number) of archived members that changed last."""
        async with self._database.read() as connection:
            return await archive.returns(connection, channel, limit)

    async def forget_returns(self, channel: int, older_than: int) -> None:
        """Forget returns that newer ones have taken the place of."""
        async with self._write() as connection:
            await archive.forget_returns(connection, channel, older_than)

    async def waiting(self, channel: int, limit: int, *, owed: bool = False) -> tuple[Part, ...]:
        """Return parts that wait to be published, the oldest first; ``owed``: because of what they hold."""
        async with self._database.read() as connection:
            return await archive.waiting(connection, channel, limit, owed=owed)

    async def waiting_channels(self, limit: int) -> tuple[channels.DirtyChannel, ...]:
        """Return published channels whose archive waits, whoever waits longest first."""
        async with self._database.read() as connection:
            return await channels.behind_with_archive(connection, limit)

    async def around(self, channel: int, part: Part) -> Around:
        """Return what stands before and after a part."""
        async with self._database.read() as connection:
            before, after = await archive.around(connection, channel, part.until)
            return Around(
                before=before.name if before else None,
                after=after.name if after else None,
                begins_after=before.until if before else None,
            )

    async def last_shown(self, channel: int) -> str | None:
        """Return the name of the part that the live feed may lead to."""
        async with self._database.read() as connection:
            return await archive.last_shown(connection, channel)

    async def names(self, channel: int, month: str) -> tuple[str, ...]:
        """Return the names that parts of a month have."""
        async with self._database.read() as connection:
            return await archive.part_names(connection, channel, month)

    async def add(self, channel: int, ends: Sequence[tuple[str, Position]]) -> None:
        """Enter new parts by name and end."""
        async with self._write() as connection:
            await archive.add(connection, channel, ends)

    async def remove(self, channel: int, part: Part) -> None:
        """Take out a part that holds nothing any more, and its publications."""
        async with self._write() as connection:
            await archive.remove(connection, channel, part)
            await publications.switch(connection, channel, (), (), part.name)

    async def publish(
        self, channel: int, part: Part, changed: Sequence[Publication], names: Sequence[str]
    ) -> None:
        """Switch a part to new publications at once; ``names`` are all that it has."""
        async with self._write() as connection:
            await archive.mark_built(connection, channel, part)
            await publications.switch(connection, channel, changed, names, part.name)

    async def stamps(self, channel: int, part: Part) -> dict[str, publications.PublicationMeta]:
        """Return the last publications of a part, without their bytes."""
        async with self._database.read() as connection:
            return await publications.stamps(connection, channel, part.name)
