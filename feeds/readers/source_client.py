"""The HTTP client of one source: its own addresses, and what they lead to on the same hosts."""

from feeds.errors import SourceError
from feeds.model import SourceSettings
from feeds.outgoing import NO_VALIDATORS, Outgoing, Response, Validators, host_of_url, site_key

MAX_BYTES = 10_000_000
"""The longest answer, unless its reader takes longer ones."""


class SourceClient:
    """Requests for one source.

    ``fetch`` is for addresses of the settings, which may redirect to any public host. ``follow`` is for
    addresses that a fetched document names (pages of a sitemap, archives, next pages): they stay on the
    hosts of the source, unless ``allow_hosts`` names others.
    """

    def __init__(self, settings: SourceSettings, outgoing: Outgoing | None) -> None:
        """Nothing is requested yet."""
        self._outgoing = outgoing
        self._allowed = settings.allow_hosts
        self._own = tuple(map(host_of_url, settings.urls))
        self._reached: set[str] = set()

    async def fetch(
        self,
        url: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        validators: Validators = NO_VALIDATORS,
        max_bytes: int = MAX_BYTES,
    ) -> Response:
        """Request an address of the settings. Raises ``OutgoingError``."""
        response = await self._client().fetch(
            url, headers=headers, validators=validators, max_bytes=max_bytes
        )
        self._reached.add(host_of_url(response.url))
        return response

    async def follow(
        self,
        url: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        validators: Validators = NO_VALIDATORS,
    ) -> Response:
        """Request an address that the source led to. Raises ``OutgoingError`` for one on another host."""
        client = self._client().within(self._hosts())
        return await client.fetch(url, headers=headers, validators=validators)

    def may_follow(self, url: str) -> bool:
        """Whether an address is on a host that this source may lead to."""
        return site_key(host_of_url(url)) in set(map(site_key, self._hosts()))

    def _hosts(self) -> tuple[str, ...]:
        return (*self._own, *self._allowed, *self._reached)

    def _client(self) -> Outgoing:
        if self._outgoing is None:
            raise SourceError("no client was given to fetch addresses with")
        return self._outgoing.for_source(self._own, self._allowed)
