"""Verify requests with their callbacks, and apply those that are confirmed (R-HUB-05 to R-HUB-12)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from feeds.errors import OutgoingError
from feeds.log import Logger
from feeds.model import HubMode, HubRequest, Protocol
from feeds.outgoing import Outgoing
from feeds.store import Store, publications, websub
from feeds.websub.backoff import RetryPolicy
from feeds.websub.dispatch import Dispatcher, DispatchLimits
from feeds.websub.hosts import HostHealth
from feeds.websub.hub import HubSettings
from feeds.websub.protocol import denial_url, is_answered, new_challenge, verification_url
from feeds.websub.rsscloud import challenge_url, notification
from feeds.websub.secrets import SecretBox

LIMITS = DispatchLimits(claimed=80, concurrent=40, slow=10, of_a_host=4, of_a_slow_host=1)
LONGEST_MS = 11_000
"""How long a verification may take in all; one whose claim ends sooner is given back."""

CONFIRMATION_BYTES = 1_024
REASON = "The topic is not a feed of this hub"
_OK = range(200, 300)
_ACCEPTED = b"accepted"
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_RETRIES = RetryPolicy(first_ms=10_000, longest_ms=300_000, attempts=3)
_log = Logger("feeds.websub")


class Verifier:
    """Verifies pending requests."""

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        settings: Callable[[], HubSettings],
        secrets: SecretBox,
        clock: Callable[[], datetime],
        *,
        subscribed: Callable[[], None] = lambda: None,
    ) -> None:
        """Contact callbacks through ``outgoing``, which refuses private addresses as it connects.

        ``subscribed`` is called after a subscription, for which a revision may be pending already.
        """
        self._subscribed = subscribed
        self._secrets = secrets
        self._store = store
        self._outgoing = outgoing
        self._settings = settings
        self._clock = clock
        self.hosts = HostHealth()
        self.dispatcher = Dispatcher(self, self.now_ms, LIMITS)

    async def next_due_ms(self) -> int | None:
        """Return when the next request is due, in milliseconds since 1970."""
        async with self._store.read() as tx:
            return await websub.requests.next_due_ms(tx)

    async def claim(self, limit: int, busy_hosts: Sequence[str]) -> tuple[HubRequest, ...]:
        """Take due requests."""
        async with self._store.write() as tx:
            return await websub.requests.claim(tx, limit, self.now_ms(), busy_hosts)

    def host(self, job: HubRequest) -> str:
        """Return the host of a callback."""
        return job.host

    async def release(self, jobs: Sequence[HubRequest]) -> None:
        """Give requests back."""
        async with self._store.write() as tx:
            for job in jobs:
                await websub.requests.postpone(tx, job, self.now_ms())

    async def run(self, job: HubRequest) -> None:
        """Verify one request, or deny it."""
        now_ms = self.now_ms()
        if now_ms > job.claimed_until_ms - LONGEST_MS:
            await self.release((job,))
        elif job.mode is HubMode.DENIED:
            await self._contact(job, denial_url(job.callback, job.topic, REASON))
            await self._decide(job, confirmed=False)
        else:
            await self._verify(job)

    async def _verify(self, request: HubRequest) -> None:
        async with self._store.read() as tx:
            number = await publications.current_number(tx, request.topic) or 0
        challenge = new_challenge()
        token = request.capability and self._secrets.decrypt(request.capability.token)
        topic_url = self._settings().topic_url(request.topic, token.decode() if token else None)
        body = await self._ask(request, topic_url, challenge)
        if body is None and (due_ms := _RETRIES.next_ms(request.attempts, self.now_ms())) is not None:
            async with self._store.write() as tx:
                await websub.requests.retry(tx, request, due_ms)
            return
        await self._decide(
            request, confirmed=body is not None and is_answered(challenge, body), number=number
        )

    async def _ask(self, request: HubRequest, topic_url: str, challenge: str) -> bytes | None:
        """Return what a callback answers to its verification, ``None`` without an answer.

        An address that registered itself with rssCloud only has to accept a notification (R-CLOUD-03).
        """
        if request.protocol is Protocol.WEBSUB:
            return await self._contact(request, verification_url(request, topic_url, challenge))
        if request.protocol is Protocol.RSSCLOUD:
            return await self._contact(request, challenge_url(request.callback, topic_url, challenge))
        accepted = await self._contact(request, request.callback, form=notification(topic_url))
        return challenge.encode() if accepted == _ACCEPTED else accepted

    async def _contact(self, request: HubRequest, url: str, form: bytes | None = None) -> bytes | None:
        """Return the body of a confirmation, empty for a refusal; ``None`` if the callback did not answer.

        Of the response to a ``form`` only the status counts.
        """
        began_ms = self.now_ms()
        try:
            client = self._outgoing.for_hosts(self._settings().allow_hosts)
            method, headers = ("GET", ()) if form is None else ("POST", (_FORM,))
            keep_bytes = CONFIRMATION_BYTES
            response = await client.send(
                url, method=method, body=form, headers=headers, keep_bytes=keep_bytes
            )
        except OutgoingError:
            self.hosts.failed(request.host, self.now_ms())
            return None
        self.hosts.succeeded(request.host, self.now_ms() - began_ms)
        if form is not None:
            return _ACCEPTED if response.status in _OK else b""
        return response.body if response.status in _OK else b""

    async def _decide(self, request: HubRequest, *, confirmed: bool, number: int = 0) -> None:
        """Apply what a callback confirmed, unless a newer request of the same callback waits by now.

        ``number`` is the revision of the topic before the callback was asked: later ones are queued for it.
        """
        now_ms, topic, callback = self.now_ms(), request.topic, request.callback
        async with self._store.write() as tx:
            current = await websub.requests.remove(tx, request)
            if current and confirmed and request.mode is HubMode.SUBSCRIBE:
                await websub.subscriptions.subscribe(tx, request, now_ms // 1000, number)
                current_number = await publications.current_number(tx, topic) or 0
                await websub.deliveries.enqueue_missed(tx, topic, callback, current_number, now_ms)
            elif current and confirmed:
                await websub.subscriptions.unsubscribe(tx, topic, callback)
        outcome = ("confirmed" if confirmed else "refused") if current else "replaced"
        mode = request.mode.value
        shown = "unknown" if "://" in topic else topic
        _log.info("hub request", mode=mode, topic=shown, host=request.host, outcome=outcome)
        if current and confirmed:
            self._subscribed()

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)
