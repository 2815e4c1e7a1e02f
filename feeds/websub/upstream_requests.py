"""Subscribe at hubs of others: request, renew before the lease ends, and end what is not wanted any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from feeds.errors import OutgoingError
from feeds.log import Logger
from feeds.model import HubMode, Upstream, UpstreamState
from feeds.outgoing import Outgoing, Response
from feeds.store import Store, upstreams
from feeds.store.upstreams.requests import RequestOutcome
from feeds.text.urls import absolute_url
from feeds.websub.backoff import RetryPolicy
from feeds.websub.dispatch import Dispatcher, DispatchLimits
from feeds.websub.hosts import HostHealth
from feeds.websub.secrets import SecretBox
from feeds.websub.upstream_protocol import new_secret, subscription_form

LIMITS = DispatchLimits(claimed=40, concurrent=20, slow=4, of_a_host=4, of_a_slow_host=1)
CONFIRM_S = 3_600
"""How long a hub may take to verify a request; then it is repeated."""

LONGEST_MS = 45_000
"""How long a request may take in all; one whose claim ends sooner is given back."""

LEAVING_ATTEMPTS = 5
"""How often a hub is asked to end a subscription; its lease ends it in any case."""

MAX_REDIRECTS = 3
_RETRIES = RetryPolicy(first_ms=60_000, longest_ms=86_400_000, attempts=2**31)
_REDIRECTS = (307, 308)
_OK = range(200, 300)
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_log = Logger("feeds.websub")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSettings:
    """Where hubs deliver: the public base of callbacks, and the client that may contact the hub of a source.

    ``client`` takes the name of a source; for one that was removed it permits no private host.
    """

    callback_url: str
    client: Callable[[str], Outgoing]

    def callback(self, upstream: Upstream) -> str:
        """Return the address that a hub delivers to."""
        return f"{self.callback_url}/{upstream.callback}"


class UpstreamRequester:
    """Sends the requests to hubs that are due; the work queue of a dispatcher."""

    def __init__(
        self,
        store: Store,
        secrets: SecretBox,
        settings: Callable[[], UpstreamSettings],
        clock: Callable[[], datetime],
    ) -> None:
        """Nothing is sent before ``dispatcher.run``."""
        self._store = store
        self._secrets = secrets
        self._settings = settings
        self._clock = clock
        self.hosts = HostHealth()
        self.dispatcher = Dispatcher(self, self.now_ms, LIMITS)

    async def next_due_ms(self) -> int | None:
        """Return when the next request is due, in milliseconds since 1970."""
        async with self._store.read() as tx:
            return await upstreams.requests.next_due_ms(tx)

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> tuple[Upstream, ...]:
        """Take due requests."""
        async with self._store.write() as tx:
            return await upstreams.requests.claim(tx, limit, self.now_ms(), busy_hosts, confirm_s=CONFIRM_S)

    def host(self, job: Upstream) -> str:
        """Return the host of a hub."""
        return urlsplit(job.hub).netloc

    async def release(self, jobs: Sequence[Upstream]) -> None:
        """Give requests back."""
        async with self._store.write() as tx:
            for job in jobs:
                await upstreams.requests.release(tx, job, self.now_ms())

    async def run(self, job: Upstream) -> None:
        """Send one request, and store when the next one is due."""
        now_ms = self.now_ms()
        if now_ms > job.claimed_until_ms - LONGEST_MS:
            await self.release((job,))
            return
        leaving = job.state is UpstreamState.LEAVING
        if leaving and (job.lease_until is None or job.attempts >= LEAVING_ATTEMPTS):
            await self._remove(job)
            return
        mode = HubMode.UNSUBSCRIBE if leaving else HubMode.SUBSCRIBE
        status, error = await self._send(job, mode)
        if status in _OK:
            self.hosts.succeeded(self.host(job), self.now_ms() - now_ms)
        else:
            self.hosts.failed(self.host(job), self.now_ms())
        await self._settle(job, status, error)

    async def _remove(self, job: Upstream) -> None:
        _log.info("upstream subscription removed", source=job.source, hub=job.hub)
        async with self._store.write() as tx:
            await upstreams.subscriptions.remove(tx, job.key)

    async def _send(self, job: Upstream, mode: HubMode) -> tuple[int, str | None]:
        """Return the status of a hub's answer, 0 for none, and what was wrong."""
        secret = await self._secret(job)
        settings = self._settings()
        body = subscription_form(mode, job.topic, settings.callback(job), secret)
        try:
            response = await _post(settings.client(job.source), job.hub, body)
        except OutgoingError as error:
            return 0, error.message
        refused = None if response.status in _OK else f"the hub answered {response.status}"
        return response.status, refused

    async def _secret(self, job: Upstream) -> str:
        """Return the secret of a subscription: a new one if the key that encrypted it is lost."""
        known = self._secrets.decrypt(job.secret)
        if known is not None:
            return known.decode()
        secret = new_secret()
        async with self._store.write() as tx:
            encrypted = self._secrets.encrypt(secret)
            await upstreams.requests.keep_secret(tx, job, encrypted, self.now_ms())
        return secret

    async def _settle(self, job: Upstream, status: int, error: str | None) -> None:
        """Store the outcome: a request that was taken is repeated if nothing confirms it; others wait longer.

        After a failure another hub that the feed advertises is next.
        """
        now_ms = self.now_ms()
        again_ms = _RETRIES.next_ms(job.attempts, now_ms) or now_ms
        context = {"source": job.source, "hub": job.hub, "status": status, "attempts": job.attempts + 1}
        if error is None:
            again_ms = max(again_ms, now_ms + CONFIRM_S * 1000)
            _log.info("hub takes a request", **context, leaving=job.state is UpstreamState.LEAVING)
        else:
            _log.warning("hub refused a request", **context, error=error, retry_ms=again_ms - now_ms)
        hub = job.hub if error is None else _next_hub(job)
        outcome = RequestOutcome(due_ms=again_ms, hub=hub, error=error)
        async with self._store.write() as tx:
            await upstreams.requests.settle(tx, job, outcome, now_ms)

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)


async def _post(client: Outgoing, hub: str, body: bytes) -> Response:
    """Post a form; 307 and 308 are followed, each hop checked like the first, and never from https to http.

    Raises ``OutgoingError``.
    """
    target = hub
    for _ in range(MAX_REDIRECTS + 1):
        response = await client.send(target, method="POST", body=body, headers=(_FORM,))
        location = absolute_url(response.header("location") or "", target)
        if response.status not in _REDIRECTS or location is None:
            return response
        if target.startswith("https:") and not location.startswith("https:"):
            raise OutgoingError("the hub redirects to an address without TLS", where=hub)
        target = location
    raise OutgoingError("the hub redirects without end", where=hub)


def _next_hub(job: Upstream) -> str:
    """Return the hub after the one in use, of those that the feed advertises."""
    if job.hub not in job.hubs:
        return job.hub
    return job.hubs[(job.hubs.index(job.hub) + 1) % len(job.hubs)]
