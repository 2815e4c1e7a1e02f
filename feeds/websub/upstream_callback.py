"""What hubs of others send to our callbacks: verifications, denials, and documents."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from hashlib import blake2b

from feeds.log import Logger
from feeds.model import HubMode, Upstream, UpstreamState
from feeds.outgoing import decompress
from feeds.store import Store, upstreams
from feeds.store.upstreams.documents import DIGEST_BYTES, ArrivedDocument, Repetition
from feeds.websub.secrets import SecretBox
from feeds.websub.upstream_protocol import (
    MAX_CHALLENGE_CHARS,
    RENEW_SHARE,
    VerificationRequest,
    is_signed,
    parse_verification,
    same_text,
)

MAX_BODY_BYTES = 10_000_000
"""The longest document, as delivered and decompressed: the same as for one that is polled."""

DENIED_S = 86_400
"""How long after a denial a hub is asked again."""

_log = Logger("feeds.websub")


class Receipt(Enum):
    """What became of a delivery.

    ``IGNORED`` looks like ``ACCEPTED`` to the hub (WebSub §7.1): a wrong signature reveals nothing.
    """

    ACCEPTED = auto()
    IGNORED = auto()
    REPEATED = auto()
    FULL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredDocument:
    """A delivery as it arrived; ``signature`` is the value of ``X-Hub-Signature``."""

    body: bytes
    content_type: str
    coding: str
    signature: str


class UpstreamCallback:
    """The callbacks of all subscriptions; any process may answer, all share the database."""

    def __init__(
        self,
        store: Store,
        secrets: Callable[[], SecretBox | None],
        clock: Callable[[], datetime],
        *,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """``changed`` is called when a document waits or a subscription changed."""
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._changed = changed

    async def find(self, callback: str) -> Upstream | None:
        """Return the subscription of a callback. Raises ``StoreError``."""
        async with self._store.read() as tx:
            return await upstreams.subscriptions.by_callback(tx, callback)

    async def verify(self, callback: str, query: Mapping[str, str]) -> str | None:
        """Return what to answer a verification or a denial with, ``None`` if nothing like it was requested.

        Topic, mode and state have to be those of a request of ours. Raises ``StoreError``.
        """
        asked = parse_verification(query)
        upstream = await self.find(callback)
        if upstream is None or not same_text(asked.topic, upstream.topic):
            return None
        if asked.mode == HubMode.DENIED.value:
            return await self._denied(upstream, asked)
        if not asked.challenge or len(asked.challenge) > MAX_CHALLENGE_CHARS:
            return None
        leaving = upstream.state is UpstreamState.LEAVING
        expected = HubMode.UNSUBSCRIBE if leaving else HubMode.SUBSCRIBE
        if asked.mode != expected.value or self._clock() >= upstream.requested_until:
            return None
        await self._confirmed(upstream, asked)
        return asked.challenge

    async def _confirmed(self, upstream: Upstream, asked: VerificationRequest) -> None:
        now_ms = self._now_ms()
        if upstream.state is UpstreamState.LEAVING:
            async with self._store.write() as tx:
                await upstreams.subscriptions.remove(tx, upstream.key)
            _log.info("upstream subscription ended", source=upstream.source, topic=upstream.topic)
        else:
            renew_ms = int(asked.lease_s * 1000 * RENEW_SHARE * random.uniform(0.95, 1.0))  # noqa: S311 - jitter
            async with self._store.write() as tx:
                await upstreams.requests.confirm(
                    tx, upstream, now_ms, lease_s=asked.lease_s, due_ms=now_ms + renew_ms
                )
            context = {"source": upstream.source, "topic": upstream.topic, "hub": upstream.hub}
            _log.info("upstream subscription confirmed", **context, lease_s=asked.lease_s)
        self._changed()

    async def _denied(self, upstream: Upstream, asked: VerificationRequest) -> str | None:
        if upstream.state is UpstreamState.LEAVING:
            return None
        now_ms = self._now_ms()
        reason = f"denied by the hub: {asked.reason}" if asked.reason else "denied by the hub"
        async with self._store.write() as tx:
            await upstreams.requests.deny(
                tx, upstream, now_ms, reason=reason, due_ms=now_ms + DENIED_S * 1000
            )
        _log.warning("upstream subscription denied", source=upstream.source, hub=upstream.hub, reason=reason)
        self._changed()
        return ""

    async def receive(self, upstream: Upstream, delivered: DeliveredDocument) -> Receipt:
        """Keep a document whose signature is right, before the hub is answered. Raises ``StoreError``.

        One that arrives again after others is not read again: the feed is polled instead.
        """
        secrets = self._secrets()
        secret = secrets.decrypt(upstream.secret) if secrets is not None else None
        if not await asyncio.to_thread(_is_right, secret, delivered):
            async with self._store.write() as tx:
                await upstreams.documents.count_refused(tx, upstream)
            _log.warning("pushed document with a wrong signature", source=upstream.source)
            return Receipt.IGNORED
        try:
            body = await asyncio.to_thread(decompress, delivered.body, delivered.coding, MAX_BODY_BYTES)
        except ValueError as error:
            _log.warning("pushed document cannot be read", source=upstream.source, error=str(error))
            await self.poll_instead(upstream)
            return Receipt.IGNORED
        digest = blake2b(delivered.body, digest_size=DIGEST_BYTES).digest()
        arrived = ArrivedDocument(content_type=delivered.content_type, body=body, digest=digest)
        receipt = await self._keep(upstream, arrived)
        self._changed()
        return receipt

    async def _keep(self, upstream: Upstream, arrived: ArrivedDocument) -> Receipt:
        now_ms = self._now_ms()
        async with self._store.write() as tx:
            if await upstreams.documents.is_full(tx, upstream):
                return Receipt.FULL
            earlier = await upstreams.documents.add(tx, upstream, arrived, now_ms)
            if earlier is Repetition.OF_AN_OLDER:
                await upstreams.subscriptions.note_missed(tx, (upstream.key,), now_ms)
        context = {"source": upstream.source, "size_bytes": len(arrived.body)}
        _log.info("document pushed" if earlier is Repetition.NONE else "document pushed again", **context)
        return Receipt.ACCEPTED if earlier is Repetition.NONE else Receipt.REPEATED

    async def poll_instead(self, upstream: Upstream) -> None:
        """Have a feed polled, because something that was delivered cannot be used. Raises ``StoreError``."""
        async with self._store.write() as tx:
            await upstreams.subscriptions.note_missed(tx, (upstream.key,), self._now_ms())
        self._changed()

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _is_right(secret: bytes | None, delivered: DeliveredDocument) -> bool:
    return secret is not None and is_signed(secret, delivered.body, delivered.signature)
