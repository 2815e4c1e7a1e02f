"""Notify external hubs that topics changed (R-WSP-04, R-WSP-05)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from feeds.errors import OutgoingError
from feeds.log import Logger
from feeds.model import Ping
from feeds.outgoing import Outgoing
from feeds.store import Store, websub
from feeds.websub.backoff import RetryPolicy
from feeds.websub.dispatch import Dispatcher, DispatchLimits
from feeds.websub.hosts import HostHealth
from feeds.websub.hub import HubSettings

LIMITS = DispatchLimits(claimed=40, concurrent=20, slow=4, of_a_host=4, of_a_slow_host=1)
_OK = range(200, 300)
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_log = Logger("feeds.websub")


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
        self.visible_turn = 0
        """The last turn that the server shows: hubs are notified of nothing that it does not (R-WSP-04)."""
        self._store = store
        self._outgoing = outgoing
        self._settings = settings
        self._clock = clock
        self._retries = retries or RetryPolicy()
        self.hosts = HostHealth()
        self.dispatcher = Dispatcher(self, self.now_ms, LIMITS)

    async def next_due_ms(self) -> int | None:
        """Return when the next notification is due, in milliseconds since 1970."""
        turn = self.visible_turn
        return await self._store.read_at_once(lambda tx: websub.pings.next_due_ms(tx, turn))

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> tuple[Ping, ...]:
        """Take due notifications."""
        async with self._store.write() as tx:
            return await websub.pings.claim(
                tx, limit, self.now_ms(), busy_hosts, visible_turn=self.visible_turn
            )

    def host(self, job: Ping) -> str:
        """Return the hub that is notified."""
        return job.hub

    async def release(self, jobs: Sequence[Ping]) -> None:
        """Give notifications back."""
        async with self._store.write() as tx:
            for job in jobs:
                await websub.pings.release(tx, job, self.now_ms())

    async def run(self, job: Ping) -> None:
        """Notify a hub of one topic, with both names that hubs use for it."""
        topic = self._settings().topic_url(job.topic)
        form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        began_ms = self.now_ms()
        try:
            client = self._outgoing.for_hosts(self._settings().allow_hosts)
            response = await client.send(job.hub, method="POST", body=form, headers=(_FORM,))
            status = response.status
        except OutgoingError:
            status = 0
        await self._note(job, status, self.now_ms() - began_ms)

    async def _note(self, ping: Ping, status: int, took_ms: int) -> None:
        """Note and log how a notification ended."""
        now_ms = self.now_ms()
        retry_ms = None if status in _OK else self._retries.next_ms(ping.attempts, now_ms)
        context = {"hub": ping.hub, "topic": ping.topic, "status": status, "took_ms": took_ms}
        paused = False
        if status in _OK:
            self.hosts.succeeded(ping.hub, took_ms)
            _log.info("external hub notified", **context)
        else:
            paused = self.hosts.failed(ping.hub, now_ms)
            _log.warning("external hub failed", **context, dropped=retry_ms is None)
        async with self._store.write() as tx:
            await websub.pings.settle(tx, ping, retry_ms=retry_ms, now_ms=now_ms)
            if paused and (until_ms := self.hosts.paused_until_ms(ping.hub, now_ms)) is not None:
                await websub.pings.postpone(tx, ping.hub, until_ms)

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)
