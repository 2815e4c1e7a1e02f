"""What the server reads: publications by name and the state of the service. A protocol, no store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feeds.model import (
    Access,
    GoneResource,
    HubCounts,
    Publication,
    SourceStatus,
    TaskStatus,
    UpstreamCounts,
)
from feeds.server.histogram import Histogram

NO_HUB = HubCounts()
NO_UPSTREAMS = UpstreamCounts()
NEVER_ASKED = Access(channel="", hour_s=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStatus:
    """The state of the service in numbers, for ``/health`` and ``/metrics``.

    ``quarantined`` counts by source; ``number`` is the last ledger number that is published; ``waiting`` are
    channels that changed since; ``published_at`` is when an address last changed; ``access`` is everything
    that was ever counted, as of the last minute. ``sources`` says how each is doing, and ``store_fault`` what
    is wrong with writing to the store: these errors are not for the public.
    """

    ready: bool
    records: int = 0
    channels: int = 0
    publications: int = 0
    number: int = 0
    quarantined: tuple[tuple[str, int], ...] = ()
    waiting: int = 0
    published_at: datetime | None = None
    access: Access = NEVER_ASKED
    sources: tuple[SourceStatus, ...] = ()
    hub: HubCounts = NO_HUB
    upstreams: UpstreamCounts = NO_UPSTREAMS
    store_fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheStats:
    """What this process has in memory, and how often it had to read the store for a publication."""

    publications: int = 0
    size_bytes: int = 0
    reads: int = 0


class PublicationSource(Protocol):
    """Publications by name: the address without its leading slash (``news/province.atom``).

    A newer revision is another object, an unchanged one stays the same: the server keeps what it prepared
    for a publication as long as ``cached`` or ``fetch`` gives that very object.
    """

    def cached(self, name: str) -> Publication | None:
        """The publication in memory under a name; ``None`` says nothing about the store."""
        ...

    async def fetch(self, name: str) -> Publication | GoneResource | None:
        """The stored publication with this name, cached from then on; ``None`` if there never was one.

        Raises ``StoreError`` when the store does not answer and memory has nothing (R-HTTP-52).
        """
        ...

    def due_s(self, channel: str) -> int | None:
        """When the clock next changes a channel, in seconds since 1970; ``None`` if not soon.

        Once that time has passed it stays until the channel is published with the change: what is cached
        until then is known to be outdated.
        """
        ...

    def is_awaited(self, channel: str) -> bool:
        """Whether a channel is configured and not published yet."""
        ...

    def ready(self) -> bool:
        """Whether requests can be answered: channels are published and the store is open."""
        ...

    async def status(self) -> ServiceStatus:
        """The state of the service. Raises ``StoreError``."""
        ...

    def cache_stats(self) -> CacheStats:
        """What is in memory."""
        ...

    def publish_durations(self) -> Histogram:
        """How long it took this process to publish channels."""
        ...

    def delivery_times(self) -> Histogram:
        """How long it took this process to deliver revisions to subscribers of the hub."""
        ...

    def tasks(self) -> tuple[TaskStatus, ...]:
        """How the background tasks of this process are doing."""
        ...
