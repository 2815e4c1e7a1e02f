"""The store: one transaction a question, the whole interface of this room."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import GoneResource, Mark, Precedence, Publication, RemovedChannel, Tombstone
from feeds.store import (
    channels,
    counting,
    editing,
    ledger,
    life,
    lookup,
    marks,
    naming,
    publications,
    quarantine,
    saving,
    sweep,
    tables,
)
from feeds.store.access import AccessBook
from feeds.store.arriving import PlacedRecord
from feeds.store.counting import Counts
from feeds.store.engine import Database, open_database, reaching
from feeds.store.filing import Filing
from feeds.store.news import News
from feeds.store.privacy import Privacy
from feeds.store.readership import Readership
from feeds.store.reception import Reception
from feeds.store.resolve import resolve
from feeds.store.revise import State
from feeds.store.watching import Watching


class Store:
    """Records, membership, ledger, quarantine and publications in one database.

    Every method is one transaction: when it returns, what it did survives a crash; when it raises, it left
    no trace. Times are whole seconds since 1970.
    """

    def __init__(self, database: Database) -> None:
        """Use an open database; ``open_store`` makes one."""
        self._database = database
        self._turn = asyncio.Lock()
        self.reception, self.privacy = Reception(database, self._turn), Privacy(database, self._turn)
        self.archive = Filing(database, self._turn)
        self.readership = Readership(database, self._turn)
        self.watch = Watching(database, self._turn)
        self.news = News(database)
        self.access = AccessBook(database, self._turn)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._database.write() as connection:
            yield connection

    async def close(self) -> None:
        """Wait for the change under way and let go of the database."""
        async with self._turn:
            await self._database.close()

    # Channels

    async def adopt(
        self, wanted: tuple[channels.ChannelSettings, ...], now_s: int, left: tuple[RemovedChannel, ...] = ()
    ) -> channels.Adoption:
        """Bring the channels in line with the settings; ``left`` are those that moved or ended."""
        async with self._write() as connection:
            return await channels.adopt(connection, wanted, now_s, left)

    async def dirty_channels(self, limit: int = 100) -> tuple[channels.DirtyChannel, ...]:
        """Return channels that wait to be published."""
        async with self._database.read() as connection:
            return await channels.dirty_channels(connection, limit)

    async def adopt_renderer(self, name: str, now_s: int) -> bool:
        """Have everything published anew when it was published by another renderer."""
        fact = tables.facts
        async with self._write() as connection:
            was = (await connection.execute(select(fact.c.value).where(fact.c.name == "renderer"))).scalar()
            if was == name:
                return False
            if was is None:
                await connection.execute(insert(fact).values(name="renderer", value=name))
                return False
            await connection.execute(update(fact).where(fact.c.name == "renderer").values(value=name))
            await channels.mark_all_dirty(connection, ledger.Change.RENDERER, name, now_s)
            return True

    async def mark_all_dirty(self, subject: str, now_s: int) -> None:
        """Have everything judged and published anew."""
        async with self._write() as connection:
            await channels.mark_all_dirty(connection, ledger.Change.RENDERER, subject, now_s)

    # Records

    async def save(
        self, placements: Sequence[PlacedRecord], now_s: int, order: Precedence = saving.NO_ORDER
    ) -> saving.Saved:
        """Save a batch of records; ``order`` tells which source counts where several bring one article."""
        async with self._write() as connection:
            return await saving.save(connection, placements, now_s, order)

    async def window(self, channel: int, limit: int) -> tuple[tuple[int, int], ...]:
        """Return (key, number) of the newest visible records of a channel."""
        async with self._database.read() as connection:
            return await lookup.window(connection, channel, limit)

    async def load(self, keys: list[int]) -> dict[int, lookup.StoredRecord]:
        """Return the present revisions of records."""
        async with self._database.read() as connection:
            return await lookup.load(connection, keys)

    async def earlier(self, key: int) -> tuple[lookup.StoredRecord, ...]:
        """Return the former revisions of a record, newest first."""
        async with self._database.read() as connection:
            return await lookup.earlier(connection, key)

    async def tombstones(self, channel: int, limit: int = 100) -> tuple[Tombstone, ...]:
        """Return the newest tombstones of a channel."""
        async with self._database.read() as connection:
            return await lookup.tombstones(connection, channel, limit)

    async def last_number(self) -> int:
        """Return the newest ledger number."""
        async with self._database.read() as connection:
            return await ledger.last_number(connection)

    async def everything(self) -> AsyncIterator[lookup.StoredRecord]:
        """Yield all records in the order they came, a batch in memory at a time."""
        key = 0
        while True:
            async with self._database.read() as connection:
                batch = await naming.after(connection, key)
            if not batch:
                return
            for kept in batch:
                yield kept
            key = batch[-1].key

    async def set_withdrawn(self, name: str, *, withdrawn: bool, note: str, now_s: int) -> State | None:
        """Withdraw a record or take that back; ``None`` when there is no such record."""
        async with self._write() as connection:
            return await editing.set_withdrawn(connection, name, withdrawn=withdrawn, note=note, now_s=now_s)

    async def by_name(self, name: str) -> lookup.StoredRecord | None:
        """Return the present revision of a record by its id or another name, with all its names."""
        async with self._database.read() as connection:
            return await naming.load_named(connection, await resolve(connection, name))

    async def history(self, id_: str) -> tuple[ledger.LedgerLine, ...]:
        """Return what the ledger says of a record, oldest first."""
        async with self._database.read() as connection:
            return await editing.history(connection, id_)

    # Time

    async def next_due_s(self) -> int | None:
        """Return when the next record is released or expires."""
        async with self._database.read() as connection:
            return await life.next_due_s(connection)

    async def dues(self, until_s: int) -> dict[str, int]:
        """Return when the clock next changes each channel, by path, up to a moment."""
        async with self._database.read() as connection:
            return await life.dues(connection, until_s)

    async def pass_time(self, now_s: int) -> frozenset[int]:
        """Release and expire a batch of what is due; empty when nothing is."""
        async with self._write() as connection:
            return await life.pass_time(connection, now_s)

    # Sweep

    async def sweep_batch(self) -> tuple[sweep.Swept, ...] | None:
        """Return the next records to seat anew: ``None`` when no sweep is due, empty at its end."""
        async with self._database.read() as connection:
            after = await sweep.start(connection)
            return None if after is None else await sweep.batch(connection, after)

    async def reseat(
        self, seats: tuple[tuple[sweep.Swept, tuple[int, ...]], ...], now_s: int
    ) -> frozenset[int]:
        """Seat swept records anew; without any, the sweep is over."""
        async with self._write() as connection:
            if not seats:
                await sweep.finish(connection)
                return frozenset()
            changed = await sweep.reseat(connection, seats, now_s)
            await sweep.advance(connection, seats[-1][0].row.key)
            return changed

    # Quarantine

    async def hold(self, things: Sequence[quarantine.ToHold], now_s: int) -> int:
        """Hold things back; return how many are new."""
        async with self._write() as connection:
            return await quarantine.hold(connection, things, now_s)

    async def forget_unseen(self, origin: str, since_s: int) -> int:
        """Drop what a whole new pass over a source did not meet again."""
        async with self._write() as connection:
            return await quarantine.forget_unseen(connection, origin, since_s)

    async def release(self, keys: Sequence[int]) -> None:
        """Let things out of quarantine."""
        async with self._write() as connection:
            await quarantine.release(connection, keys)

    async def release_entries(self, ids: Sequence[str]) -> None:
        """Let entries go that pass the gate by now."""
        async with self._write() as connection:
            await quarantine.release_entries(connection, ids)

    async def held_subjects(self) -> frozenset[str]:
        """Return the entries and documents that did not pass the gate."""
        async with self._database.read() as connection:
            return await quarantine.held_subjects(connection)

    async def held(self, limit: int = 1000) -> tuple[quarantine.QuarantinedItem, ...]:
        """Return what is in quarantine."""
        async with self._database.read() as connection:
            return await quarantine.list_held(connection, limit)

    async def one_held(self, key: int) -> quarantine.QuarantinedItem | None:
        """Return one thing in quarantine."""
        async with self._database.read() as connection:
            return await quarantine.one_held(connection, key)

    async def count_held(self) -> dict[str, int]:
        """Return how much is in quarantine, by source."""
        async with self._database.read() as connection:
            return await quarantine.count_held(connection)

    # Publications

    async def publish(
        self,
        channel: channels.DirtyChannel,
        changed: Sequence[Publication],
        names: Sequence[str],
        number: int,
        *,
        whole: bool = True,
    ) -> None:
        """Switch a channel to new publications at once; ``names`` are all that it has.

        ``whole`` unless parts of its archive wait whose entries are in no document.
        """
        async with self._write() as connection:
            await publications.mark_built(connection, channel.key, number, whole=whole)
            await publications.switch(connection, channel.key, changed, names)

    async def stamps(self, channel: int) -> dict[str, publications.PublicationMeta]:
        """Return the last publications of a channel, without their bytes."""
        async with self._database.read() as connection:
            return await publications.stamps(connection, channel)

    async def look_up(self, name: str) -> Publication | GoneResource | None:
        """Return one publication, or that there was one. Raises ``StoreError``."""
        async with reaching(), self._database.read() as connection:
            return await publications.fetch(connection, name)

    async def publication(self, name: str) -> Publication | None:
        """Return one publication. Raises ``StoreError``."""
        found = await self.look_up(name)
        return None if isinstance(found, GoneResource) else found

    async def publication_names(self) -> tuple[str, ...]:
        """Return the names of all publications in order."""
        async with self._database.read() as connection:
            return await publications.names(connection)

    # Sources

    async def marks(self, source: str) -> tuple[Mark, ...]:
        """Return how far a source was read; nothing at first."""
        async with self._database.read() as connection:
            return await marks.fetch(connection, source)

    async def remember(self, source: str, read: tuple[Mark, ...]) -> None:
        """Keep what the next reader of a source is given back."""
        async with self._write() as connection:
            await marks.keep(connection, source, read)

    async def counts(self) -> Counts:
        """Count what the store holds."""
        async with reaching(), self._database.read() as connection:
            return await counting.counts(connection)


async def open_store(url: str) -> Store:
    """Open the store at a database URL (see ``open_database``)."""
    return Store(await open_database(url))
