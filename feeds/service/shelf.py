"""The shelf the server chooses from: a bounded number of bytes in memory, the rest in the store."""

from collections import OrderedDict
from collections.abc import Iterable

from feeds.model import Publication
from feeds.server.shelf import Facts
from feeds.store import Store

SHELF_BYTES = 256 * 1024 * 1024
OVERHEAD_BYTES = 2_000
AHEAD_S = 20_000
"""How far ahead the clock is watched: longer than anything live counts as fresh (R-HTTP-17)."""


class StoreShelf:
    """Publications by name, least used out first. A miss costs one read of the store."""

    def __init__(self, store: Store, limit_bytes: int = SHELF_BYTES) -> None:
        """Begin empty."""
        self._store = store
        self._limit_bytes = limit_bytes
        self._held_bytes = 0
        self.opened = False
        """Set once there is anything to answer with."""
        self._dues: dict[str, int] = {}
        self._publications: OrderedDict[str, Publication] = OrderedDict()
        self._cleared = 0

    def peek(self, name: str) -> Publication | None:
        """Return what is in memory, at the cost of a look-up."""
        found = self._publications.get(name)
        if found is not None:
            self._publications.move_to_end(name)
        return found

    async def fetch(self, name: str) -> Publication | None:
        """Return a publication, from the store where it must be."""
        found = self.peek(name)
        return await self._read(name) if found is None else found

    async def _read(self, name: str) -> Publication | None:
        """Read the store, again if everything was to be forgotten meanwhile: it may have turned private."""
        while True:
            cleared = self._cleared
            found = await self._store.publication(name)
            if cleared == self._cleared:
                break
        if found is not None:
            self._keep(found)
        return found

    async def refresh(self, names: Iterable[str]) -> None:
        """Take the new state of addresses that are in memory; the others are read when they are asked for."""
        for name in names:
            if name in self._publications and await self._read(name) is None:
                self._drop(name)

    async def look_ahead(self, now_s: int) -> None:
        """Learn what the clock will soon change, so that no cache is told to keep what it will not be."""
        self._dues = await self._store.dues(now_s + AHEAD_S)

    def due_s(self, channel: str) -> int | None:
        """Return when the clock next changes a channel, as far as that is soon."""
        return self._dues.get(channel)

    def ready(self) -> bool:
        """Tell whether requests can be answered: the store is open, and what it has is published."""
        return self.opened

    async def facts(self) -> Facts:
        """Count what there is."""
        counts = await self._store.counts()
        return Facts(
            ready=self.ready(),
            records=counts.records,
            channels=counts.channels,
            publications=counts.publications,
            number=counts.number,
            quarantined=counts.quarantined,
        )

    def clear(self) -> None:
        """Forget everything, as after channels ended; what is asked for is read again."""
        self._cleared += 1
        self._publications.clear()
        self._held_bytes = 0

    def _keep(self, publication: Publication) -> None:
        self._drop(publication.name)
        self._publications[publication.name] = publication
        self._held_bytes += _weight_bytes(publication)
        while self._held_bytes > self._limit_bytes and len(self._publications) > 1:
            self._drop(next(iter(self._publications)))

    def _drop(self, name: str) -> None:
        gone = self._publications.pop(name, None)
        if gone is not None:
            self._held_bytes -= _weight_bytes(gone)


def _weight_bytes(publication: Publication) -> int:
    return OVERHEAD_BYTES + sum(len(one.body) for one in publication.representations)
