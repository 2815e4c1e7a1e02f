"""Deliver new revisions to subscribers: ordered, at most one on its way to each (R-HUB-13 to R-HUB-20)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from feeds.errors import OutgoingError
from feeds.model import Delivery, Publication
from feeds.outgoing import Outgoing
from feeds.publish import content_since
from feeds.store import Store, publications, websub
from feeds.store.websub.deliveries import DeliveryOutcome
from feeds.websub.backoff import CircuitBreaker, RetryPolicy
from feeds.websub.hub import HubSettings
from feeds.websub.secrets import SecretBox
from feeds.websub.signatures import signature

BATCH = 1_000
"""The number of deliveries claimed at a time."""

CONCURRENT = 100
"""The number of concurrent deliveries."""

CONCURRENT_OF_A_HOST = 50
ENDED = 410
_OK = range(200, 300)
_log = structlog.get_logger("feeds.websub")


@dataclass(slots=True)
class DeliveryCounts:
    """What this process delivered since its start; ``latency_ms`` adds up the times from publication."""

    delivered: int = 0
    failed: int = 0
    latency_ms: int = 0


class Deliverer:
    """Sends pending deliveries."""

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        settings: Callable[[], HubSettings],
        *,
        secrets: SecretBox,
        clock: Callable[[], datetime],
        retries: RetryPolicy | None = None,
    ) -> None:
        """Contact callbacks through ``outgoing``, which refuses private addresses as it connects."""
        self.counts = DeliveryCounts()
        self._store = store
        self._outgoing = outgoing
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._retries = retries or RetryPolicy()
        self._breaker = CircuitBreaker()
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._hosts: dict[str, asyncio.Semaphore] = {}

    async def deliver_due(self) -> int:
        """Send a batch of due deliveries; return their number."""
        async with self._store.write() as tx:
            owed = await websub.deliveries.claim(tx, BATCH, self._now_ms())
        if not owed:
            return 0
        topics = await self._publications({one.subscription.topic for one in owed})
        outcomes: asyncio.Queue[DeliveryOutcome] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            settling = group.create_task(self._settle(outcomes, len(owed)))
            for one in owed:
                group.create_task(self._deliver(one, topics.get(one.subscription.topic), outcomes))
        await settling
        return len(owed)

    async def next_due_ms(self) -> int | None:
        """Return when the next delivery is due, in milliseconds since 1970."""
        async with self._store.read() as tx:
            return await websub.deliveries.next_due_ms(tx)

    async def _publications(self, topics: set[str]) -> dict[str, Publication]:
        async with self._store.read() as tx:
            found = [await publications.fetch(tx, topic) for topic in sorted(topics)]
        return {one.name: one for one in found if one is not None and not one.private}

    async def _settle(self, outcomes: asyncio.Queue[DeliveryOutcome], expected: int) -> None:
        """Write outcomes as they arrive, several in one transaction."""
        while expected:
            batch = [await outcomes.get()]
            while not outcomes.empty():
                batch.append(outcomes.get_nowait())
            async with self._store.write() as tx:
                await websub.deliveries.settle(tx, batch, self._now_ms())
            expected -= len(batch)

    async def _deliver(
        self, delivery: Delivery, publication: Publication | None, outcomes: asyncio.Queue[DeliveryOutcome]
    ) -> None:
        """Make one attempt; none is needed for a revision that the subscriber has, or that was removed."""
        if publication is None or publication.number <= delivery.subscription.acknowledged:
            number = publication.number if publication else delivery.subscription.acknowledged
            await outcomes.put(DeliveryOutcome(delivery=delivery, accepted=number))
            return
        host = urlsplit(delivery.subscription.callback).netloc
        if (until_ms := self._breaker.closed_until_ms(host, self._now_ms())) is not None:
            await outcomes.put(DeliveryOutcome(delivery=delivery, retry_ms=until_ms))
            return
        of_host = self._hosts.setdefault(host, asyncio.Semaphore(CONCURRENT_OF_A_HOST))
        async with of_host, self._slots:
            status = await self._post(delivery, publication)
        if status in _OK:
            self._breaker.succeeded(host)
            self.counts.delivered += 1
            self.counts.latency_ms += self._now_ms() - int(delivery.queued_at.timestamp() * 1000)
            await outcomes.put(DeliveryOutcome(delivery=delivery, accepted=publication.number))
            return
        self.counts.failed += 1
        self._breaker.failed(host, self._now_ms())
        retry_ms = self._retries.next_ms(delivery.attempts, self._now_ms())
        _log.info(
            "delivery failed", topic=publication.name, host=host, status=status, dropped=retry_ms is None
        )
        await outcomes.put(DeliveryOutcome(delivery=delivery, retry_ms=retry_ms))

    async def _post(self, delivery: Delivery, publication: Publication) -> int:
        """Send the changes since the last accepted revision; return the status, 0 for no response."""
        subscription = delivery.subscription
        body = content_since(publication, subscription.acknowledged)
        topic = self._settings().topic_url(publication.name)
        headers = [
            ("Content-Type", publication.media_type),
            ("Link", f'<{self._settings().url}>; rel="hub", <{topic}>; rel="self"'),
        ]
        if subscription.secret is not None and (secret := self._secrets.decrypt(subscription.secret)):
            headers.append(("X-Hub-Signature", signature(secret, body)))
        try:
            response = await self._outgoing.for_hosts(self._settings().allow_hosts).send(
                subscription.callback, method="POST", body=body, headers=tuple(headers)
            )
        except OutgoingError:
            return 0
        return response.status

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)
