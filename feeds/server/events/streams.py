"""All streams of this process: who gets which changes, and when a stream ends.

Nothing is queued for a client: a stream knows the revision up to which it was sent, and what is new since is
cut from the delta index of the current publication. Clients with the same revision get the same bytes.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NoReturn

from feeds.model import Limits, Publication, Subscriber
from feeds.publish import changes_since
from feeds.server.auth.subscriber_auth import Subscribers
from feeds.server.events.stream import EventStream
from feeds.server.events.totals import StreamTotals
from feeds.server.http.addresses import split_name
from feeds.server.http.event_messages import HEARTBEAT, EventBatch, digest_shown, event_batch, ready, retry
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import unavailable
from feeds.server.publication_source import PublicationSource
from feeds.server.resolver import FoundStream
from feeds.server.response_counters import ResponseCounters

TICK_S = 0.5
"""How often access is checked, and the share of the streams that get a heartbeat then."""

BEATS = 30
"""Ticks between two heartbeats of a stream: 15 seconds."""

RETRY_MS = 2_000, 8_000
"""Clients connect again within this time, not all at once."""

AT_ONCE = 100
"""How many streams are written to before other work goes on."""

ALL_IN_USE = unavailable("All streams are in use.", 30)
TOO_MANY_STREAMS = unavailable("You have too many streams.", 60)
STOPPING = unavailable("The service is stopping.", 5)


class EventStreams:
    """Sends the changes of publications to the streams of this process.

    ``deliver`` and ``watch`` run for as long as it is used; ``notify`` says what changed.
    """

    def __init__(
        self,
        source: PublicationSource,
        *,
        counters: ResponseCounters,
        limits: Callable[[], Limits],
        clock: Callable[[], float],
        subscribers: Subscribers | None = None,
    ) -> None:
        """Begin without a stream."""
        self._source = source
        self._counters = counters
        self._limits = limits
        self._clock = clock
        self._subscribers = subscribers
        self._by_name: defaultdict[str, set[EventStream]] = defaultdict(set)
        self._per_client: Counter[str] = Counter()
        self._private: set[EventStream] = set()
        self._stalled: dict[EventStream, float] = {}
        self._beats: tuple[set[EventStream], ...] = tuple(set() for _ in range(BEATS))
        self._beat = 0
        self._opened = 0
        self._changed: set[str] = set()
        self._outdated: set[str] = set()
        self._wake = asyncio.Event()
        self._is_stopping = False
        self.totals = StreamTotals()

    def refusal(self, client: str | None) -> RawResponse | None:
        """The response where another stream of a client would be too many."""
        limits, refused = self._limits(), None
        if self._is_stopping:
            refused = STOPPING
        elif self.totals.open >= limits.streams:
            refused = ALL_IN_USE
        elif client is not None and self._per_client[client] >= limits.client_streams:
            refused = TOO_MANY_STREAMS
        self.totals.refused += refused is not None
        return refused

    def make(self, found: FoundStream, digest: str | None) -> EventStream:
        """A stream that goes on after the revision that the client has, or after the current one."""
        current = digest_shown(found.publication)
        return EventStream(
            self,
            name=found.publication.name,
            client=found.client,
            subscriber=found.subscriber,
            digest=current if digest is None else digest,
        )

    def start(
        self, stream: EventStream, transport: asyncio.Transport, head: bytes, found: FoundStream
    ) -> None:
        """Write the head, and what the client has to know at once."""
        stream.attach(transport)
        self._add(stream)
        first = retry(random.randint(*RETRY_MS))  # noqa: S311 - spreads load, protects nothing
        if stream.digest == digest_shown(found.publication):
            first += ready(found.publication).body
        stream.write(head + first)
        if stream.digest != digest_shown(found.publication) or not self._is_current(found.publication):
            self.notify((stream.name,))

    def notify(self, names: Iterable[str] | None) -> None:
        """Have what changed sent; ``None``: anything may have changed."""
        wanted = self._by_name.keys() if names is None else self._by_name.keys() & set(names)
        if wanted:
            self._changed |= wanted
            self._wake.set()

    async def deliver(self) -> NoReturn:
        """Send what changes. Raises ``StoreError``; what was not sent then is sent by the next call."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._changed:
                name = self._changed.pop()
                try:
                    await self._send(name)
                except BaseException:
                    self.notify((name,))
                    raise

    async def watch(self) -> NoReturn:
        """Send heartbeats, and end streams that may not go on. Raises ``StoreError``."""
        while True:
            await asyncio.sleep(TICK_S)
            self._changed |= self._outdated & self._by_name.keys()
            self._outdated.clear()
            if self._changed:
                self._wake.set()
            self._send_heartbeats()
            self._end_stalled()
            await self._end_revoked()

    def stop(self) -> None:
        """End all streams, and refuse new ones."""
        self._is_stopping = True
        for streams in tuple(self._by_name.values()):
            self._end_all(streams, "stop")

    def lost(self, stream: EventStream) -> None:
        """Forget a stream."""
        if stream not in self._by_name.get(stream.name, ()):
            return
        self._by_name[stream.name].discard(stream)
        if not self._by_name[stream.name]:
            del self._by_name[stream.name]
        self._beats[stream.beat].discard(stream)
        self._private.discard(stream)
        self._stalled.pop(stream, None)
        if stream.client is not None:
            self._per_client[stream.client] -= 1
            if not self._per_client[stream.client]:
                del self._per_client[stream.client]
        self._count(-1)

    def stalled(self, stream: EventStream) -> None:
        """Note since when a client does not keep up."""
        self._stalled.setdefault(stream, asyncio.get_running_loop().time())

    def drained(self, stream: EventStream) -> None:
        """Send what a client missed."""
        self._stalled.pop(stream, None)
        self.notify((stream.name,))

    def _add(self, stream: EventStream) -> None:
        stream.beat = self._opened % BEATS
        self._opened += 1
        self._beats[stream.beat].add(stream)
        self._by_name[stream.name].add(stream)
        if stream.subscriber is not None:
            self._private.add(stream)
        if stream.client is not None:
            self._per_client[stream.client] += 1
        self._count(1)

    def _count(self, change: int) -> None:
        self.totals.open += change
        self._counters.streams = self.totals.open

    def _is_current(self, publication: Publication) -> bool:
        return self._source.cached(publication.name) is publication

    async def _send(self, name: str) -> None:
        """Send the changes of one feed to its streams, or end those that may not have them."""
        publication = await self._source.fetch(name)
        streams = tuple(self._by_name.get(name, ()))
        if not isinstance(publication, Publication):
            self._end_all(streams, "gone")
            return
        allowed = [one for one in streams if (one.subscriber is not None) == publication.private]
        self._end_all(set(streams).difference(allowed), "access")
        due_s = self._source.due_s(split_name(name)[0])
        if due_s is not None and due_s <= self._clock():
            self._outdated.add(name)
            return
        await self._send_to(allowed, publication)

    async def _send_to(self, streams: Iterable[EventStream], publication: Publication) -> None:
        """Send each stream what is new since its revision, in portions."""
        digest, batches = digest_shown(publication), dict[str, EventBatch]()
        behind = [one for one in streams if one.digest != digest]
        for number, stream in enumerate(behind, start=1):
            if stream.is_paused:
                continue
            last = stream.digest
            if last not in batches:
                changes = changes_since(publication, last) if last else None
                batches[last] = event_batch(publication, changes, last)
            stream.digest = digest
            stream.write(batches[last].body)
            self._count_events(batches[last])
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _count_events(self, sent: EventBatch) -> None:
        events = self.totals.events
        events["item"] += sent.items
        events["withdrawn"] += sent.withdrawn
        events["reset"] += sent.resets

    def _send_heartbeats(self) -> None:
        self._beat = (self._beat + 1) % BEATS
        for stream in self._beats[self._beat]:
            if not stream.is_paused:
                stream.write(HEARTBEAT)

    def _end_stalled(self) -> None:
        """Close the connections of clients that received nothing for too long."""
        before_s = asyncio.get_running_loop().time() - self._limits().stall_s
        for stream, since_s in tuple(self._stalled.items()):
            if since_s < before_s:
                self.totals.ended["slow"] += 1
                stream.abort()

    async def _end_revoked(self) -> None:
        """End the streams of subscribers whose access changed in any way."""
        known = {one.subscriber.id: one.subscriber for one in self._private if one.subscriber}
        if not known or self._subscribers is None:
            return
        current = await self._subscribers.many(tuple(known))
        self._end_all([one for one in self._private if not _has_access(one, current)], "access")

    def _end_all(self, streams: Iterable[EventStream], reason: str) -> None:
        for stream in tuple(streams):
            self.totals.ended[reason] += 1
            stream.end()
            self.lost(stream)


def _has_access(stream: EventStream, current: dict[str, Subscriber]) -> bool:
    return stream.subscriber is not None and current.get(stream.subscriber.id) == stream.subscriber
