"""Notify external hubs that topics changed (R-WSP-04, R-WSP-05)."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import structlog

from feeds.errors import OutgoingError
from feeds.model import Ping
from feeds.outgoing import Outgoing
from feeds.store import Store, websub
from feeds.websub.backoff import RetryPolicy
from feeds.websub.hub import HubSettings

BATCH = 20
_OK = range(200, 300)
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_log = structlog.get_logger("feeds.websub")


class Pinger:
    """Sends pending notifications to external hubs."""

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        settings: Callable[[], HubSettings],
        clock: Callable[[], datetime],
        retries: RetryPolicy | None = None,
    ) -> None:
        """Contact hubs through ``outgoing``."""
        self._store = store
        self._outgoing = outgoing
        self._settings = settings
        self._clock = clock
        self._retries = retries or RetryPolicy()

    async def ping_due(self) -> int:
        """Send a batch of due notifications; return their number."""
        async with self._store.write() as tx:
            due = await websub.pings.claim(tx, BATCH, self._now_ms())
        await asyncio.gather(*(self._ping(one) for one in due))
        return len(due)

    async def next_due_ms(self) -> int | None:
        """Return when the next notification is due, in milliseconds since 1970."""
        async with self._store.read() as tx:
            return await websub.pings.next_due_ms(tx)

    async def _ping(self, ping: Ping) -> None:
        topic = self._settings().topic_url(ping.topic)
        form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        try:
            client = self._outgoing.for_hosts(self._settings().allow_hosts)
            response = await client.send(ping.hub, method="POST", body=form, headers=(_FORM,))
            status = response.status
        except OutgoingError:
            status = 0
        now_ms = self._now_ms()
        retry_ms = None if status in _OK else self._retries.next_ms(ping.attempts, now_ms)
        if status not in _OK:
            _log.warning(
                "external hub", hub=ping.hub, topic=ping.topic, status=status, dropped=retry_ms is None
            )
        async with self._store.write() as tx:
            await websub.pings.settle(tx, ping, retry_ms=retry_ms, now_ms=now_ms)

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)
