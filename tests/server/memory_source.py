"""A publication source in memory, for the tests of the server, with the contract of the real one."""

from asyncio import Event

from feeds.errors import StoreError
from feeds.model import GoneResource, Publication, TaskStatus
from feeds.server.histogram import Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus


class MemorySource:
    """A store (``stored``) with a cache of fetched publications (``memory``)."""

    def __init__(self, *stored: Publication) -> None:
        self.stored = {publication.name: publication for publication in stored}
        self.memory: dict[str, Publication] = {}
        self.departed: set[str] = set()
        self.successors: dict[str, str] = {}
        self.private_parts: set[str] = set()
        self.broken = False
        self.store_fault: str | None = None
        self.reads = 0
        self.gate: Event | None = None
        self.fetching = Event()
        self.dues: dict[str, int] = {}
        self.awaited: set[str] = set()

    def put(self, publication: Publication) -> None:
        """Publish, and replace the cached publication of that name."""
        self.stored[publication.name] = publication
        self.departed.discard(publication.name)
        if publication.name in self.memory:
            self.memory[publication.name] = publication

    def drop(self, name: str) -> None:
        self.stored.pop(name, None)
        self.memory.pop(name, None)
        self.departed.add(name)

    def warm(self) -> None:
        self.memory.update(self.stored)

    def cached(self, name: str) -> Publication | None:
        return self.memory.get(name)

    async def fetch(self, name: str) -> Publication | GoneResource | None:
        self.fetching.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.broken and name not in self.memory:
            raise StoreError("the database is not available")
        self.reads += name not in self.memory
        publication = self.memory.get(name) or self.stored.get(name)
        if publication is not None:
            self.memory[name] = publication
            return publication
        if name not in self.departed:
            return None
        return GoneResource(name=name, moved_to=self.successors.get(name), private=name in self.private_parts)

    def due_s(self, channel: str) -> int | None:
        return self.dues.get(channel)

    def is_awaited(self, channel: str) -> bool:
        return channel in self.awaited

    def ready(self) -> bool:
        return bool(self.stored) and not self.broken

    def cache_stats(self) -> CacheStats:
        return CacheStats(publications=len(self.memory), size_bytes=1000, reads=self.reads)

    def delivery_times(self) -> Histogram:
        return Histogram()

    def publish_durations(self) -> Histogram:
        return Histogram()

    def tasks(self) -> tuple[TaskStatus, ...]:
        return (TaskStatus(name="publish"),)

    async def status(self) -> ServiceStatus:
        if self.broken:
            raise StoreError("the database is not available")
        return ServiceStatus(
            ready=self.ready(),
            records=3,
            channels=2,
            publications=len(self.stored),
            number=7,
            quarantined=(("cms", 2), ("网页", 1)),
            store_fault=self.store_fault,
        )
