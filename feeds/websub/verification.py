"""Verify requests with their callbacks, and apply those that are confirmed (R-HUB-05 to R-HUB-12)."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from feeds.errors import OutgoingError
from feeds.model import HubMode, HubRequest
from feeds.outgoing import Outgoing
from feeds.store import Store, publications, websub
from feeds.websub.backoff import RetryPolicy
from feeds.websub.hub import HubSettings
from feeds.websub.protocol import denial_url, is_answered, new_challenge, verification_url

BATCH = 20
"""The number of concurrent verifications."""

CONFIRMATION_BYTES = 1_024
REASON = "The topic is not a feed of this hub"
_OK = range(200, 300)
_RETRIES = RetryPolicy(first_ms=10_000, longest_ms=300_000, attempts=3)
_log = structlog.get_logger("feeds.websub")


class Verifier:
    """Verifies pending requests; one pass at a time in each process."""

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        settings: Callable[[], HubSettings],
        clock: Callable[[], datetime],
    ) -> None:
        """Contact callbacks through ``outgoing``, which refuses private addresses as it connects."""
        self._store = store
        self._outgoing = outgoing
        self._settings = settings
        self._clock = clock

    async def verify_due(self) -> int:
        """Verify a batch of due requests; return how many there were."""
        now_ms = self._now_ms()
        async with self._store.write() as tx:
            await websub.subscriptions.expire(tx, now_ms // 1000)
            due = await websub.requests.claim(tx, BATCH, now_ms)
        await asyncio.gather(*(self._verify(request) for request in due))
        return len(due)

    async def next_due_ms(self) -> int | None:
        """Return when the next request is due, in milliseconds since 1970."""
        async with self._store.read() as tx:
            return await websub.requests.next_due_ms(tx)

    async def _verify(self, request: HubRequest) -> None:
        if request.mode is HubMode.DENIED:
            url = denial_url(request.callback, request.topic, REASON)
            await self._contact(url)
            await self._decide(request, confirmed=False)
            return
        challenge = new_challenge()
        url = verification_url(request, self._settings().topic_url(request.topic), challenge)
        body = await self._contact(url)
        if body is None and (due_ms := _RETRIES.next_ms(request.attempts, self._now_ms())) is not None:
            async with self._store.write() as tx:
                await websub.requests.retry(tx, request, due_ms)
            return
        await self._decide(request, confirmed=body is not None and is_answered(challenge, body))

    async def _contact(self, url: str) -> bytes | None:
        """Return the body of a confirmation, empty for a refusal; ``None`` if the callback did not answer."""
        try:
            client = self._outgoing.for_hosts(self._settings().allow_hosts)
            response = await client.send(url, keep_bytes=CONFIRMATION_BYTES)
        except OutgoingError:
            return None
        return response.body if response.status in _OK else b""

    async def _decide(self, request: HubRequest, *, confirmed: bool) -> None:
        now_s = self._now_ms() // 1000
        async with self._store.write() as tx:
            if confirmed and request.mode is HubMode.SUBSCRIBE:
                number = await publications.current_number(tx, request.topic)
                await websub.subscriptions.subscribe(tx, request, now_s, number or 0)
            elif confirmed:
                await websub.subscriptions.unsubscribe(tx, request.topic, request.callback)
            await websub.requests.remove(tx, [request.key])
        outcome = "confirmed" if confirmed else "refused"
        _log.info("hub request", mode=request.mode.value, topic=request.topic, outcome=outcome)

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)
