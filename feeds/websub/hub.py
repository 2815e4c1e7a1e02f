"""Accept requests to the hub: check, limit and store them for verification (R-HUB-01 to R-HUB-07)."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from feeds.errors import OutgoingError
from feeds.model import HubMode, HubRequest
from feeds.outgoing import check_public_url
from feeds.store import Store, websub
from feeds.websub.protocol import HubRequestError, LeaseBounds, ParsedRequest, parse_form, parse_subscription
from feeds.websub.secrets import SecretBox

FORMATS = (".atom", ".rss", ".json")
MAX_REQUESTERS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """How the hub works for one site.

    ``url`` is its public address, ``site_url`` the base of topics, ``channels`` the public channels by path.
    ``allow_hosts`` are private hosts that may be called back. A requester may ask ``requests_a_minute``
    times; a callback host may have ``subscriptions_of_a_host``, and ``pending`` requests may wait in all.
    """

    url: str
    site_url: str
    channels: frozenset[str]
    allow_hosts: tuple[str, ...] = ()
    leases: LeaseBounds = field(default_factory=LeaseBounds)
    requests_a_minute: int = 60
    subscriptions_of_a_host: int = 20_000
    pending: int = 10_000

    def topic_of(self, url: str) -> str | None:
        """Return the publication that an address names exactly; ``None`` for any other (R-HUB-07)."""
        base = f"{self.site_url}/"
        if not url.startswith(base):
            return None
        name = unquote(url.removeprefix(base))
        stem, dot, extension = name.rpartition(".")
        return name if f"{dot}{extension}" in FORMATS and stem in self.channels else None

    def topic_url(self, name: str) -> str:
        """Return the address of a publication; anything else is an address already, of a denial."""
        return name if "://" in name else f"{self.site_url}/{quote(name)}"


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
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """``wake`` is called when a request waits to be verified."""
        self._store = store
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._wake = wake
        self._requesters = _RateLimiter()

    async def accept(self, body: bytes, requester: str) -> None:
        """Store a request for verification (R-HUB-02).

        Raises ``HubRequestError`` for one that is malformed or over a limit, and ``StoreError``.
        """
        if not self._requesters.allows(requester, self._settings().requests_a_minute):
            raise TooManyRequestsError("too many requests")
        parsed = parse_subscription(parse_form(body), self._settings().leases)
        self._check_callback(parsed)
        request = self._request(parsed)
        host = urlsplit(parsed.callback)
        async with self._store.write() as tx:
            if await websub.requests.count(tx) >= self._settings().pending:
                raise TooManyRequestsError("too many requests wait to be verified")
            if request.mode is HubMode.SUBSCRIBE:
                of_host = await websub.subscriptions.count_of_host(tx, f"{host.scheme}://{host.netloc}/")
                if of_host >= self._settings().subscriptions_of_a_host:
                    raise TooManyRequestsError("this callback host has too many subscriptions", 3600)
            await websub.requests.add(tx, request, int(self._clock().timestamp() * 1000))
        self._wake()

    def _check_callback(self, parsed: ParsedRequest) -> None:
        """Raise ``HubRequestError`` for a callback that may never be contacted (R-HUB-25, R-HUB-26)."""
        own = {urlsplit(self._settings().url).netloc, urlsplit(self._settings().site_url).netloc}
        host = urlsplit(parsed.callback)
        if host.netloc in own:
            raise HubRequestError("hub.callback is on this site")
        if parsed.secret and host.scheme != "https" and host.hostname not in self._settings().allow_hosts:
            raise HubRequestError("hub.secret is accepted for https callbacks only")
        if host.hostname in self._settings().allow_hosts:
            return
        try:
            check_public_url(parsed.callback)
        except OutgoingError as error:
            raise HubRequestError("hub.callback is not on a public host") from error

    def _request(self, parsed: ParsedRequest) -> HubRequest:
        topic = self._settings().topic_of(parsed.topic)
        known = topic is not None or parsed.mode is HubMode.UNSUBSCRIBE
        return HubRequest(
            key=0,
            mode=parsed.mode if known else HubMode.DENIED,
            topic=topic or parsed.topic,
            callback=parsed.callback,
            secret=self._secrets.encrypt(parsed.secret) if parsed.secret and known else None,
            lease_s=parsed.lease_s,
        )


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
