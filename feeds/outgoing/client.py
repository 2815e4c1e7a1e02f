"""The HTTP client that every request to another host goes through.

A socket is checked when it connects, not only when its name is resolved (R-HUB-25, R-HUB-26). No cookies,
no proxies from the environment, certificates checked, one User-Agent.
"""

import asyncio
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from importlib.metadata import version
from io import BytesIO
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from feeds.errors import OutgoingError
from feeds.outgoing.decompression import CODINGS, decompress
from feeds.outgoing.networks import is_ip_address, is_public
from feeds.outgoing.sessions import PrivateAddressError, Sessions
from feeds.text.urls import absolute_url

USER_AGENT = f"feeds/{version('feeds')} (+https://pypi.org/project/feeds/)"
MAX_URL = 2048
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_POLLING_HEADERS = ("cache-control", "expires", "retry-after", "link", "age", "date", "content-encoding",
                    "content-length", "location")  # fmt: skip
_SAFE_ELSEWHERE = frozenset({"accept", "accept-language", "a-im", "if-none-match", "if-modified-since"})
"""Request headers that a redirect takes to another origin; others may hold credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server sent to ask it later whether anything changed. Source: RFC 9110 §8.8."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole response; ``url`` is the address after all redirects.

    ``moved_to`` is the new address when the requested one moved for good (301, 308); ``headers`` are those
    that concern polling, names in lower case; ``body`` is decompressed.
    """

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    validators: Validators = NO_VALIDATORS
    headers: tuple[tuple[str, str], ...] = ()
    moved_to: str | None = None

    def header(self, name: str) -> str | None:
        """A polling header by its lower-case name."""
        return dict(self.headers).get(name)


class Outgoing:
    """A client to be opened once and shared; an async context manager."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        user_agent: str = USER_AGENT,
        connect_timeout_s: float = 5,
        total_timeout_s: float = 30,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """``allow_private`` lifts the ban on private networks for all hosts; see ``for_hosts`` for some."""
        self.allow_hosts: frozenset[str] = frozenset()
        self._only_hosts: frozenset[str] | None = None
        self._allow_private = allow_private
        self._sessions = Sessions(
            headers={"User-Agent": user_agent, "Accept-Encoding": CODINGS},
            timeout=aiohttp.ClientTimeout(total=total_timeout_s, sock_connect=connect_timeout_s),
            resolver=resolver,
        )

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
        await self._sessions.close()

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
            response, location = await self._once(method, target, body, sent, max_bytes)
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
        check_public_url(url, allow_private=self._may_be_private(url))
        session = self._sessions.get(private=self._may_be_private(url))
        sent = {"Accept-Encoding": "identity", **dict(headers)}
        try:
            async with session.request(
                method, URL(url, encoded=True), data=body, headers=sent, allow_redirects=False
            ) as answer:
                return _response(answer, url, await _first_bytes(answer, keep_bytes))
        except TimeoutError as error:
            raise OutgoingError("the server did not answer in time", where=url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failure(error, url) from error

    async def _once(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], max_bytes: int
    ) -> tuple[Response, str | None]:
        """One exchange, and where it redirects to."""
        session = self._sessions.get(private=self._may_be_private(url))
        try:
            async with session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                location = answer.headers.get("Location") if answer.status in _REDIRECTS else None
                content = b"" if location else await _content(answer, max_bytes)
                return _response(answer, url, content), location
        except TimeoutError as error:
            raise OutgoingError("the server did not answer in time", where=url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failure(error, url) from error

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


async def _first_bytes(answer: aiohttp.ClientResponse, keep_bytes: int) -> bytes:
    body = b""
    while len(body) <= keep_bytes and (chunk := await answer.content.read(keep_bytes + 1 - len(body))):
        body += chunk
    return body


async def _content(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """The body, bounded as it arrives and as it is decompressed. Raises ``ValueError``."""
    arrived = BytesIO()  # gives its bytes away without the copy of a join, for which the serving loop waits
    async for chunk in answer.content.iter_chunked(65_536):
        arrived.write(chunk)
        if arrived.tell() > max_bytes:
            raise ValueError(f"the response is longer than {max_bytes} bytes")
    body, coding = arrived.getvalue(), answer.headers.get("Content-Encoding", "")
    return await asyncio.to_thread(decompress, body, coding, max_bytes) if body and coding else body


def _response(answer: aiohttp.ClientResponse, url: str, body: bytes) -> Response:
    headers = answer.headers
    polling = ((name, ", ".join(headers.getall(name))) for name in _POLLING_HEADERS if name in headers)
    return Response(
        status=answer.status,
        url=url,
        body=body,
        content_type=headers.get("Content-Type", ""),
        validators=Validators(etag=headers.get("ETag"), last_modified=headers.get("Last-Modified")),
        headers=tuple(polling),
    )


def _failure(error: Exception, url: str) -> OutgoingError:
    """The error for a failed request; a private address is named, with the setting that allows it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PrivateAddressError):
            break
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    if cause is None and PrivateAddressError.TEXT not in str(error):
        return OutgoingError(f"the request failed: {error}", where=url)
    hint = f'Add allow_hosts = ["{host_of_url(url)}"] to the source if it may read this host'
    return OutgoingError("the host has no public address", where=url, hint=hint)
