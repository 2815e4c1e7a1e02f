"""The HTTP client that every request to another host goes through.

A socket is checked when it connects, not only when its name is resolved (R-HUB-25, R-HUB-26). No cookies,
no proxies from the environment, certificates checked, one User-Agent.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from types import TracebackType
from typing import Any, Protocol, Self

from yarl import URL

from feeds import __version__
from feeds.errors import OutgoingError
from feeds.outgoing.decompression import CODINGS
from feeds.outgoing.networks import is_ip_address, is_public
from feeds.outgoing.response import NO_VALIDATORS, Response, Validators
from feeds.text.urls import absolute_url

USER_AGENT: str = f"feeds/{__version__} (+https://pypi.org/project/feeds/)"
MAX_URL = 2048
_PERMANENT = (301, 308)
_SAFE_ELSEWHERE = frozenset({"accept", "accept-language", "a-im", "if-none-match", "if-modified-since"})
"""Request headers that a redirect takes to another origin; others may hold credentials."""


class Exchanges(Protocol):
    """What sends single requests: ``sessions.Sessions``, which is imported with the first one."""

    async def fetch(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        private: bool,
        max_bytes: int,
    ) -> tuple[Response, str | None]:
        """One exchange, and where it redirects to."""

    async def send(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        private: bool,
        keep_bytes: int,
    ) -> Response:
        """One exchange with exactly this address, and the first bytes of its response."""

    async def close(self) -> None:
        """Close all connections."""


class Outgoing:
    """A client to be opened once and shared; an async context manager."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        user_agent: str = USER_AGENT,
        connect_timeout_s: float = 5,
        total_timeout_s: float = 30,
        resolver: Any = None,
    ) -> None:
        """``allow_private`` lifts the ban on private networks for all hosts; see ``for_hosts`` for some."""
        self.allow_hosts: frozenset[str] = frozenset()
        self._only_hosts: frozenset[str] | None = None
        self._allow_private = allow_private
        self._options = {
            "headers": {"User-Agent": user_agent, "Accept-Encoding": CODINGS},
            "connect_timeout_s": connect_timeout_s,
            "total_timeout_s": total_timeout_s,
            "resolver": resolver,
        }
        self._opened: list[Exchanges] = []
        """The sessions once there was a request, shared by all copies of this client."""

    def _sessions(self) -> Exchanges:
        if not self._opened:
            from feeds.outgoing.sessions import Sessions  # loaded here: it brings aiohttp with it

            self._opened.append(Sessions(**self._options))
        return self._opened[0]

    def for_hosts(self, hosts: Iterable[str]) -> Self:
        """The same client with permission for hosts in private networks, by name or IP address.

        The permission holds for requests through the returned client alone, at every hop of a redirect.
        Connections are shared; closing either closes both.
        """
        client = copy(self)
        client.allow_hosts = frozenset(map(_host_key, hosts))
        return client

    def for_source(self, own: Iterable[str], allowed: Iterable[str]) -> Self:
        """The same client with permission for the private hosts of one source alone.

        ``allowed`` may be private always, ``own`` (the hosts of its addresses) where the client allows
        private networks: what the source leads to never gains from that.
        """
        client = self.for_hosts((*allowed, *(own if self._allow_private else ())))
        client._allow_private = False  # noqa: SLF001 - a copy of this object
        return client

    def within(self, hosts: Iterable[str]) -> Self:
        """The same client, which requests nothing from other hosts; ``www.`` makes no difference."""
        client = copy(self)
        client._only_hosts = frozenset(map(site_key, hosts))  # noqa: SLF001 - a copy of this object
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._opened:
            await self._opened.pop().close()

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        validators: Validators = NO_VALIDATORS,
        max_bytes: int = 10_000_000,
        max_redirects: int = 5,
    ) -> Response:
        """Request one address; only GET and HEAD follow redirects, each hop checked like the first.

        A response may have ``max_bytes`` at most, as sent and decompressed; a body with a content coding is
        decompressed in a thread. Any HTTP status is a response. Raises ``OutgoingError`` for addresses that
        may not be requested, failed connections, timeouts, endless redirects and bodies that are too long.
        """
        target = self._permitted(url)
        moved_to, permanent = None, True
        sent = dict((*headers, *_conditions(validators)))
        for _ in range(max_redirects + 1):
            response, location = await self._sessions().fetch(
                method, target, body, sent, private=self._may_be_private(target), max_bytes=max_bytes
            )
            if location is None or method not in ("GET", "HEAD"):
                return replace(response, moved_to=moved_to)
            previous, target = target, self._permitted(absolute_url(location, target) or "")
            if URL(previous).origin() != URL(target).origin():
                sent = {name: value for name, value in sent.items() if name.lower() in _SAFE_ELSEWHERE}
            permanent = permanent and response.status in _PERMANENT
            moved_to = target if permanent else moved_to
        raise OutgoingError("the address redirects without end", where=url)

    async def send(
        self,
        url: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        keep_bytes: int = 1024,
    ) -> Response:
        """Send one request to exactly this address; redirects are not followed (R-HUB-13, R-HUB-17).

        One byte more than ``keep_bytes`` of the response is read at most. Raises ``OutgoingError`` as
        ``fetch`` does.
        """
        private = self._may_be_private(url)
        check_public_url(url, allow_private=private)
        sent = {"Accept-Encoding": "identity", **dict(headers)}
        return await self._sessions().send(method, url, body, sent, private=private, keep_bytes=keep_bytes)

    def _permitted(self, url: str) -> str:
        """The address as it is sent. Raises ``OutgoingError`` for one that may not be requested."""
        checked = _checked(url)
        host = host_of_url(checked)
        if self._only_hosts is not None and site_key(host) not in self._only_hosts:
            hint = f'Add allow_hosts = ["{host}"] to the source if it may lead there'
            raise OutgoingError("the address is at a host that is not the source's", where=url, hint=hint)
        return checked

    def _may_be_private(self, url: str) -> bool:
        return self._allow_private or _host_key(host_of_url(url)) in self.allow_hosts


def check_public_url(url: str, *, allow_private: bool = False) -> None:
    """Raise ``OutgoingError`` for an address that is not http or https, or has a private IP address.

    What a name resolves to is checked when a connection is made.
    """
    host = host_of_url(url)
    if not url.startswith(("http://", "https://")) or len(url) > MAX_URL or not host:
        raise OutgoingError("this is not an address to fetch", where=url[:200], hint="Use http or https")
    if not allow_private and is_ip_address(host) and not is_public(host):
        raise OutgoingError("the host has no public address", where=url)


def _host_key(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def site_key(host: str) -> str:
    """A host in the form in which hosts of one site compare equal."""
    return _host_key(host).removeprefix("www.")


def _checked(url: str) -> str:
    """The address as it is sent. Raises ``OutgoingError`` for one that may not be requested."""
    clean = absolute_url(url)
    if clean is None or len(clean) > MAX_URL or not host_of_url(clean):
        hint = "Use an http or https address"
        raise OutgoingError("this is not an address to fetch", where=url[:200], hint=hint)
    return clean


def host_of_url(url: str) -> str:
    """The host of an address as a client connects to it, empty where it has none that is valid."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


def _conditions(validators: Validators) -> tuple[tuple[str, str], ...]:
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return tuple((name, value) for name, value in pairs if value)
