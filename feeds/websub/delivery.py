"""Deliver new revisions to subscribers: ordered, at most one on its way to each (R-HUB-13 to R-HUB-20)."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from feeds.errors import OutgoingError
from feeds.log import Logger
from feeds.model import Delivery, Protocol, Publication, Subscription
from feeds.outgoing import Poster, host_of_url
from feeds.store import Store, Transaction, publications, websub
from feeds.store.websub.outcomes import DeliveryOutcome, Outcome
from feeds.websub.backoff import RetryPolicy
from feeds.websub.capabilities import Capabilities
from feeds.websub.dispatch import Dispatcher
from feeds.websub.documents import TopicDocument
from feeds.websub.hosts import HostHealth
from feeds.websub.hub import HubSettings
from feeds.websub.outcome_writer import OutcomeWriter
from feeds.websub.rsscloud import FORM_HEADERS, notification
from feeds.websub.secrets import SecretBox
from feeds.websub.signatures import signature

LONGEST_MS = 11_000
"""How long a delivery may take in all; one whose claim ends sooner is given back."""

MAX_RECENT = 16
"""How many topics may be in one batch of claims for their documents to be kept for the next one."""

GONE = 410
_OK = range(200, 300)
_log = Logger("feeds.websub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery with what to send; ``None`` if there is nothing left.

    ``revoked`` if its subscriber may no longer read the private topic.
    """

    delivery: Delivery
    document: TopicDocument | None
    revoked: bool = False


class Deliverer:
    """Sends pending deliveries."""

    def __init__(
        self,
        store: Store,
        poster: Poster,
        settings: Callable[[], HubSettings],
        *,
        secrets: SecretBox,
        capabilities: Capabilities,
        clock: Callable[[], datetime],
        delivered: Callable[[float], None] = lambda _seconds: None,
        retries: RetryPolicy | None = None,
    ) -> None:
        """Contact callbacks through ``poster``, which refuses private addresses as it connects.

        ``delivered`` gets the seconds from the publication of each delivery to its acceptance.
        """
        self.visible_turn = 0
        """The last turn that the server shows: what was published later is not delivered yet (R-WSP-04)."""
        self._store = store
        self._poster = poster
        self._settings = settings
        self._secrets = secrets
        self._capabilities = capabilities
        self._clock = clock
        self._delivered = delivered
        self._retries = retries or RetryPolicy()
        self.hosts = HostHealth()
        self._recent: dict[str, TopicDocument] = {}
        self.dispatcher = Dispatcher(self, self.now_ms)
        self._outcomes = OutcomeWriter(
            store, self.now_ms, written=self.dispatcher.wake.set, is_busy=self.dispatcher.is_busy
        )

    async def deliver(self) -> None:
        """Deliver until cancelled; outcomes are written to the last. Raises ``StoreError``."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._outcomes.run())
                await self.dispatcher.run()
        except BaseExceptionGroup as errors:
            if len(errors.exceptions) == 1:
                raise errors.exceptions[0] from None
            raise

    async def next_due_ms(self) -> int | None:
        """Return when the next delivery is due, in milliseconds since 1970."""
        return await self._store.read_at_once(self._next_due_ms)

    async def _next_due_ms(self, tx: Transaction) -> int | None:
        return await websub.deliveries.next_due_ms(tx, self.visible_turn)

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> tuple[Claimed, ...]:
        """Take due deliveries, and prepare what they send."""

        async def work(tx: Transaction) -> tuple[Delivery, ...]:
            turn = self.visible_turn
            return await websub.deliveries.claim(tx, limit, self.now_ms(), busy_hosts, visible_turn=turn)

        pending = await self._store.write_at_once(work)
        if not pending:
            return ()
        documents = await self._documents({one.subscription.topic for one in pending})
        revoked = await self._revoked([one.subscription for one in pending])
        return tuple(
            Claimed(
                delivery=one,
                document=documents.get(one.subscription.topic),
                revoked=one.subscription.key in revoked,
            )
            for one in pending
        )

    async def _revoked(self, subscriptions: Sequence[Subscription]) -> frozenset[int]:
        """Return which subscriptions to private topics have lost their right, checked at every delivery."""
        private = [one for one in subscriptions if one.capability is not None]
        if not private:
            return frozenset()
        async with self._store.read() as tx:
            return frozenset([one.key for one in private if not await self._may_read(tx, one)])

    async def _may_read(self, tx: Transaction, subscription: Subscription) -> bool:
        if subscription.capability is None:
            return True
        channel = self._settings().publication_of(subscription.topic).rpartition(".")[0]
        return await self._capabilities.may_read(tx, subscription.capability.holder, channel)

    async def _documents(self, topics: set[str]) -> dict[str, TopicDocument]:
        """Return the current revisions of topics, read after their deliveries were claimed.

        One that did not change since is used again, with the bodies that were prepared for it.
        """
        settings = self._settings()
        names = {topic: settings.publication_of(topic) for topic in topics}
        recent = {one.publication.name: one.publication for one in self._recent.values()}
        found = await self._store.read_at_once(partial(_current, sorted(set(names.values())), recent))
        documents = {
            topic: TopicDocument(
                publication=one,
                hub_url=settings.url,
                topic_url=settings.topic_url(name),
                moved=name != topic,
            )
            for topic, name in names.items()
            if (one := found.get(name)) is not None
        }
        for topic, document in documents.items():
            if (before := self._recent.get(topic)) is not None and before.is_same(document):
                documents[topic] = before
        self._recent = documents if len(documents) <= MAX_RECENT else {}
        return documents

    def host(self, job: Claimed) -> str:
        """Return the host of a callback."""
        return job.delivery.subscription.host

    async def release(self, jobs: Sequence[Claimed]) -> None:
        """Give deliveries back."""
        for job in jobs:
            self._end(job.delivery, Outcome.POSTPONED, due_ms=self.now_ms())

    async def run(self, job: Claimed) -> None:
        """Make one attempt; none is needed for a revision that the subscriber has, or that was removed."""
        delivery, document, now_ms = job.delivery, job.document, self.now_ms()
        host = delivery.subscription.host
        if job.revoked:
            _log.info("subscription ended with its token", topic=delivery.subscription.topic)
            self._end(delivery, Outcome.REVOKED)
        elif document is None or not _is_pending(delivery.subscription, document.publication):
            self._end(delivery, Outcome.NOTHING_NEW)
        elif (until_ms := self.hosts.paused_until_ms(host, now_ms)) is not None:
            self._end(delivery, Outcome.POSTPONED, due_ms=until_ms)
        elif now_ms > delivery.claimed_until_ms - LONGEST_MS:
            self._end(delivery, Outcome.POSTPONED, due_ms=now_ms)
        else:
            self.hosts.contacted(host, now_ms)
            began_s = time.monotonic()
            status = await self._post(delivery, document)
            await self._note(delivery, document, status, int((time.monotonic() - began_s) * 1000))

    async def _post(self, delivery: Delivery, document: TopicDocument) -> int:
        """Send the changes since the last accepted revision; return the status, 0 for no response."""
        subscription = delivery.subscription
        body, headers = self._content(subscription, document)
        if subscription.secret is not None and (secret := self._secrets.decrypt(subscription.secret)):
            headers += b"X-Hub-Signature: %b\r\n" % signature(secret, body).encode()
        private = _host_name(subscription.callback) in self._settings().allow_hosts
        try:
            return await self._poster.post(subscription.callback, headers, body, private=private)
        except OutgoingError as error:
            _log.debug("no response", host=subscription.host, error=str(error))
            return 0

    def _content(self, subscription: Subscription, document: TopicDocument) -> tuple[bytes, bytes]:
        """Return the body and the headers: for rssCloud the address of the feed alone (R-CLOUD-03)."""
        if subscription.protocol is not Protocol.WEBSUB:
            return notification(self._settings().topic_url(subscription.topic)), FORM_HEADERS
        return document.body_since(subscription.acknowledged), self._headers(subscription, document)

    def _headers(self, subscription: Subscription, document: TopicDocument) -> bytes:
        """Return the headers, with the subscriber's own address of a private topic."""
        if subscription.capability is None:
            return document.headers
        token = self._secrets.decrypt(subscription.capability.token) or b""
        name = document.publication.name
        return document.headers_for(self._settings().topic_url(name, token.decode()))

    async def _note(self, delivery: Delivery, document: TopicDocument, status: int, took_ms: int) -> None:
        """Note and log how an attempt ended."""
        host, now_ms, number = delivery.subscription.host, self.now_ms(), document.publication.number
        context = {"topic": document.publication.name, "host": host, "status": status, "took_ms": took_ms}
        if status in _OK:
            self.hosts.succeeded(host, took_ms)
            self._delivered(now_ms / 1000 - delivery.queued_at.timestamp())
            self._end(delivery, Outcome.ACCEPTED, number=number)
            return
        if status == GONE:
            _log.info("subscription ended by its callback", **context)
            self._end(delivery, Outcome.ENDED)
            return
        if self.hosts.failed(host, now_ms):
            await self._pause(host, now_ms)
        retry_ms = self._retries.next_ms(delivery.attempts, now_ms)
        if retry_ms is None:
            _log.warning("delivery dropped", **context, attempts=delivery.attempts + 1)
            self._end(delivery, Outcome.DROPPED)
        else:
            _log.info(
                "delivery failed", **context, attempts=delivery.attempts + 1, retry_ms=retry_ms - now_ms
            )
            self._end(delivery, Outcome.RETRY, due_ms=retry_ms)

    async def _pause(self, host: str, now_ms: int) -> None:
        """Let everything that is due for a host wait until its pause is over."""
        until_ms = self.hosts.paused_until_ms(host, now_ms)
        if until_ms is not None:
            _log.warning("host paused", host=host, pause_ms=until_ms - now_ms)
            async with self._store.write() as tx:
                await websub.deliveries.postpone(tx, host, now_ms, until_ms)

    def _end(self, delivery: Delivery, outcome: Outcome, *, number: int = 0, due_ms: int = 0) -> None:
        self._outcomes.add(DeliveryOutcome(delivery=delivery, outcome=outcome, number=number, due_ms=due_ms))

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)


async def _current(
    names: Sequence[str], recent: Mapping[str, Publication], tx: Transaction
) -> dict[str, Publication]:
    """Return publications by name; those that did not change are the ``recent`` ones."""
    found: dict[str, Publication] = {}
    for name, version in (await publications.versions(tx, names)).items():
        known = recent.get(name)
        is_current = known is not None and (known.number, known.private) == version
        publication = known if is_current else await publications.fetch(tx, name)
        if publication is not None:
            found[name] = publication
    return found


def _is_pending(subscription: Subscription, publication: Publication) -> bool:
    """Whether a revision is new to a subscriber, who needs a token for one that is private."""
    permitted = subscription.capability is not None or not publication.private
    return permitted and publication.number > subscription.acknowledged


@lru_cache(16_384)
def _host_name(callback: str) -> str:
    return host_of_url(callback)
