"""Accept requests to the hub: check, limit and store them for verification (R-HUB-01 to R-HUB-07)."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from feeds.errors import OutgoingError
from feeds.model import Capability, HubMode, HubRequest
from feeds.outgoing import check_public_url
from feeds.store import Store, Transaction, websub
from feeds.websub.capabilities import Capabilities, CapabilityAddress, parse_capability
from feeds.websub.protocol import (
    HubRequestError,
    LeaseBounds,
    ParsedRequest,
    host_with_port,
    parse_form,
    parse_publication,
    parse_subscription,
)
from feeds.websub.rsscloud import LEASE_S, parse_registration
from feeds.websub.secrets import SecretBox

FORMATS = (".atom", ".rss", ".json")
MAX_REQUESTERS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """How the hub works for one site.

    ``url`` is its public address, ``site_url`` the base of topics, ``channels`` the public channels by path,
    ``private`` those that only the addresses of their subscribers name,
    ``moved`` the present paths of channels by their former ones: subscriptions to these last until their
    leases end (R-WSP-07).
    ``allow_hosts`` are private hosts that may be called back. A requester may ask ``requests_a_minute``
    times, and ``requests_of_a_host`` may name one callback host; there may be ``subscriptions_of_a_host`` and
    ``subscriptions_of_a_topic``, and ``pending`` requests may wait in all (R-HUB-28).
    """

    url: str
    site_url: str
    channels: frozenset[str]
    private: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: tuple[str, ...] = ()
    leases: LeaseBounds = field(default_factory=LeaseBounds)
    requests_a_minute: int = 60
    requests_of_a_host: int = 600
    subscriptions_of_a_host: int = 20_000
    subscriptions_of_a_topic: int = 1_000_000
    pending: int = 10_000

    def topic_of(self, url: str) -> str | None:
        """Return the publication that an address names exactly; ``None`` for any other (R-HUB-07)."""
        name = self._name(url)
        return name if name is not None and _channel(name) in self.channels else None

    def capability_of(self, url: str) -> CapabilityAddress | None:
        """Return what an address names that a subscriber has for a private channel."""
        found = parse_capability(self._name(url) or "")
        return found if found is not None and _channel(found.name) in self.private else None

    def _name(self, url: str) -> str | None:
        base = f"{self.site_url}/"
        return unquote(url.removeprefix(base)) if url.startswith(base) else None

    def publication_of(self, topic: str) -> str:
        """Return the publication that a topic has now: another one if its channel moved."""
        stem, dot, extension = topic.rpartition(".")
        return f"{self.moved.get(stem, stem)}{dot}{extension}"

    def topic_url(self, name: str, token: str | None = None) -> str:
        """Return the address of a publication, with the token of a subscriber who may read it.

        Anything else is an address already, of a denial.
        """
        segment = "" if token is None else f"~{token}/"
        return name if "://" in name else f"{self.site_url}/{segment}{quote(name)}"


def _channel(name: str) -> str | None:
    """Return the channel of a live feed; ``None`` if the name is not one of a feed."""
    stem, dot, extension = name.rpartition(".")
    return stem if f"{dot}{extension}" in FORMATS else None


class TooManyRequestsError(HubRequestError):
    """A requester or a callback host that is over its limit; ``retry_after_s`` says how long to wait."""

    def __init__(self, message: str, retry_after_s: int = 60) -> None:
        """Store the delay."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Hub:
    """Accepts requests; verification follows in the background."""

    def __init__(
        self,
        store: Store,
        settings: Callable[[], HubSettings],
        secrets: SecretBox,
        clock: Callable[[], datetime],
        *,
        capabilities: Capabilities,
        requested: Callable[[], None] = lambda: None,
        published: Callable[[], None] = lambda: None,
    ) -> None:
        """``requested`` is called when a request waits, ``published`` when topics may be new."""
        self._store = store
        self._settings = settings
        self._secrets = secrets
        self._capabilities = capabilities
        self._clock = clock
        self._requested = requested
        self._published = published
        self._requesters = _RateLimiter()
        self._hosts = _RateLimiter()

    async def accept(self, body: bytes, requester: str) -> None:
        """Store a request for verification (R-HUB-02), or look for a change that a publisher announces.

        Raises ``HubRequestError`` for one that is malformed or over a limit, and ``StoreError``.
        """
        settings = self._settings()
        if not self._requesters.allows(requester, settings.requests_a_minute):
            raise TooManyRequestsError("too many requests")
        pairs = parse_form(body)
        topics = parse_publication(pairs)
        if topics is not None:
            if any(settings.topic_of(topic) is not None for topic in topics):
                self._published()
            return
        parsed = parse_subscription(pairs, settings.leases)
        self._check_callback(parsed)
        if not self._hosts.allows(parsed.host, settings.requests_of_a_host):
            raise TooManyRequestsError("too many requests for this callback host")
        async with self._store.write() as tx:
            request = await self._request(tx, parsed)
            await self._check_quotas(tx, request)
            await websub.requests.add(tx, request, int(self._clock().timestamp() * 1000))
        self._requested()

    async def register(self, body: bytes, requester: str) -> None:
        """Store a registration for rssCloud, one request for each feed (R-CLOUD-03, R-CLOUD-04).

        Raises ``HubRequestError`` for one that is malformed, over a limit or about another feed, and
        ``StoreError``.
        """
        settings = self._settings()
        if not self._requesters.allows(requester, settings.requests_a_minute):
            raise TooManyRequestsError("too many requests")
        wanted = parse_registration(parse_form(body), requester)
        topics = tuple(topic for url in wanted.topics if (topic := settings.topic_of(url)) is not None)
        if len(topics) < len(wanted.topics) or not all(topic.endswith(".rss") for topic in topics):
            raise HubRequestError("a url is not an RSS feed of this site")
        host = host_with_port(wanted.callback)
        self._check_host(wanted.callback)
        if not self._hosts.allows(host, settings.requests_of_a_host):
            raise TooManyRequestsError("too many requests for this callback host")
        async with self._store.write() as tx:
            for topic in topics:
                request = HubRequest(
                    key=0,
                    mode=HubMode.SUBSCRIBE,
                    topic=topic,
                    callback=wanted.callback,
                    host=host,
                    protocol=wanted.protocol,
                    lease_s=LEASE_S,
                )
                await self._check_quotas(tx, request)
                await websub.requests.add(tx, request, int(self._clock().timestamp() * 1000))
        self._requested()

    async def _check_quotas(self, tx: Transaction, request: HubRequest) -> None:
        """Raise ``TooManyRequestsError`` where too much waits or is subscribed already (R-HUB-28)."""
        settings = self._settings()
        if await websub.requests.count(tx) >= settings.pending:
            raise TooManyRequestsError("too many requests wait to be verified")
        if request.mode is not HubMode.SUBSCRIBE:
            return
        if await websub.subscriptions.count_of_host(tx, request.host) >= settings.subscriptions_of_a_host:
            raise TooManyRequestsError("this callback host has too many subscriptions", 3600)
        if await websub.subscriptions.count_of_topic(tx, request.topic) >= settings.subscriptions_of_a_topic:
            raise TooManyRequestsError("this topic has too many subscriptions", 3600)

    def _check_callback(self, parsed: ParsedRequest) -> None:
        """Raise ``HubRequestError`` for a callback that may never be contacted (R-HUB-25, R-HUB-26)."""
        host = urlsplit(parsed.callback)
        if parsed.secret and host.scheme != "https" and host.hostname not in self._settings().allow_hosts:
            raise HubRequestError("hub.secret is accepted for https callbacks only")
        self._check_host(parsed.callback)

    def _check_host(self, callback: str) -> None:
        """Raise ``HubRequestError`` for a callback on this site, or on a host that is not public."""
        own = {urlsplit(self._settings().url).hostname, urlsplit(self._settings().site_url).hostname}
        host = urlsplit(callback).hostname
        if host in own:
            raise HubRequestError("hub.callback is on this site")
        if host in self._settings().allow_hosts:
            return
        try:
            check_public_url(callback)
        except OutgoingError as error:
            raise HubRequestError("hub.callback is not on a public host") from error

    async def _request(self, tx: Transaction, parsed: ParsedRequest) -> HubRequest:
        """Return a request for a known topic, or the denial of another one."""
        topic, capability = self._settings().topic_of(parsed.topic), None
        if topic is None:
            topic, capability = await self._private_topic(tx, parsed)
        known = topic is not None or parsed.mode is HubMode.UNSUBSCRIBE
        return HubRequest(
            key=0,
            mode=parsed.mode if known else HubMode.DENIED,
            topic=topic or parsed.topic,
            callback=parsed.callback,
            host=parsed.host,
            secret=self._secrets.encrypt(parsed.secret) if parsed.secret and known else None,
            lease_s=parsed.lease_s,
            capability=capability,
        )

    async def _private_topic(
        self, tx: Transaction, parsed: ParsedRequest
    ) -> tuple[str | None, Capability | None]:
        """Return the private topic that a subscriber's own address names, nothing for any other.

        Its callback has to be an https address (R-HUB-33).
        """
        found = self._settings().capability_of(parsed.topic)
        parts = urlsplit(parsed.callback)
        if found is None or (parts.scheme != "https" and parts.hostname not in self._settings().allow_hosts):
            return None, None
        holder = await self._capabilities.holder(tx, found.token, _channel(found.name) or "")
        if holder is None:
            return None, None
        return found.name, Capability(holder=holder, token=self._secrets.encrypt(found.token))


class _RateLimiter:
    """Counts requests of each address in the current minute."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, requester: str, limit: int) -> bool:
        """Count a request; ``False`` when there were more than ``limit`` in this minute."""
        minute = int(time.monotonic() // 60)
        at, count = self._counts.pop(requester, (minute, 0))
        count = count + 1 if at == minute else 1
        self._counts[requester] = (minute, count)
        while len(self._counts) > MAX_REQUESTERS:
            self._counts.popitem(last=False)
        return count <= limit
