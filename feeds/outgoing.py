"""The one HTTP client: timeouts, size caps, no private networks.

Its law: the address a socket connects to is checked when it connects, whatever its name resolved to before
(R-HUB-25, R-HUB-26). No cookies, no proxies from the environment, certificates checked, one User-Agent.
"""

import socket
from dataclasses import dataclass, replace
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.typedefs import LooseHeaders

from feeds.errors import OutgoingError
from feeds.text.urls import absolute_url

USER_AGENT = f"feeds/{version('feeds')} (+https://pypi.org/project/feeds/)"
MAX_URL = 2048
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_KEPT_HEADERS = ("cache-control", "expires", "retry-after", "link", "age", "date", "content-encoding")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask it later whether anything changed. Source: RFC 9110 §8.8."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer: ``url`` is where it came from in the end.

    ``moved_to`` is the new address when the asked one moved for good (301, 308); ``headers`` are those that
    concern polling, names in lower case; ``body`` is decompressed.
    """

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    validators: Validators = NO_VALIDATORS
    headers: tuple[tuple[str, str], ...] = ()
    moved_to: str | None = None

    def header(self, name: str) -> str | None:
        """A kept header by its lower-case name."""
        return dict(self.headers).get(name)


class PrivateAddressError(OSError):
    """A socket was about to connect to an address that is not public."""


class Outgoing:
    """A client to be opened once and shared; an async context manager."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        user_agent: str = USER_AGENT,
        connect_timeout_s: float = 5,
        total_timeout_s: float = 30,
    ) -> None:
        """``allow_private`` is for sources inside one's own network."""
        self._allow_private = allow_private
        self._headers = {"User-Agent": user_agent}
        self._timeout = aiohttp.ClientTimeout(total=total_timeout_s, sock_connect=connect_timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End all connections."""
        if self._session:
            await self._session.close()
            self._session = None

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
        """Ask one address; only GET and HEAD follow redirects, each hop checked like the first.

        Raises ``OutgoingError`` for addresses that may not be asked, failed connections, timeouts, endless
        redirects and answers over ``max_bytes``. Any HTTP status is an answer.
        """
        asked = _checked(url)
        moved_to, permanent = None, True
        sent = dict((*headers, *_conditions(validators)))
        for _ in range(max_redirects + 1):
            response, location = await self._once(method, asked, body, sent, max_bytes)
            if location is None or method not in ("GET", "HEAD"):
                return replace(response, moved_to=moved_to)
            asked = _checked(absolute_url(location, asked) or "")
            permanent = permanent and response.status in _PERMANENT
            moved_to = asked if permanent else moved_to
        raise OutgoingError("the address redirects without end", where=url)

    async def _once(
        self, method: str, url: str, body: bytes | None, headers: LooseHeaders, max_bytes: int
    ) -> tuple[Response, str | None]:
        """One exchange, and where it redirects to."""
        try:
            async with self._open().request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                location = answer.headers.get("Location") if answer.status in _REDIRECTS else None
                content = b"" if location else await _body(answer, max_bytes)
                return _response(answer, url, content), location
        except TimeoutError as error:
            raise OutgoingError("the server did not answer in time", where=url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _refused(error, url) from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            factory = None if self._allow_private else _public_socket
            connector = aiohttp.TCPConnector(socket_factory=factory, limit=100, limit_per_host=8)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when it wraps an IPv4 address (R-HUB-25)."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        low = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = low or ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
    return ip.is_global and not ip.is_multicast


def _public_socket(info: tuple[object, ...]) -> socket.socket:
    """A socket for an address that was just resolved, if it is public (the dialer's control hook)."""
    family, kind, protocol, _, address = info
    host = str(address[0])  # type: ignore[index]  # an address of the internet families is a tuple
    if not is_public(host):
        raise PrivateAddressError(f"{host} is not a public address")
    return socket.socket(family=family, type=kind, proto=protocol)  # type: ignore[arg-type]  # as getaddrinfo gives them


def _checked(url: str) -> str:
    """The address as it is sent. Raises ``OutgoingError`` for what may not be asked."""
    clean = absolute_url(url)
    if clean is None or len(clean) > MAX_URL:
        raise OutgoingError(
            "this is no address to fetch", where=url[:200], hint="Use an http or https address"
        )
    return clean


def _conditions(validators: Validators) -> tuple[tuple[str, str], ...]:
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return tuple((name, value) for name, value in pairs if value)


async def _body(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """The decompressed body, counted as it comes, so that a bomb is stopped."""
    chunks, size = [], 0
    async for chunk in answer.content.iter_chunked(65_536):
        size += len(chunk)
        if size > max_bytes:
            raise ValueError(f"the answer is longer than {max_bytes} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _response(answer: aiohttp.ClientResponse, url: str, body: bytes) -> Response:
    headers = answer.headers
    return Response(
        status=answer.status,
        url=url,
        body=body,
        content_type=headers.get("Content-Type", ""),
        validators=Validators(etag=headers.get("ETag"), last_modified=headers.get("Last-Modified")),
        headers=tuple((name, ", ".join(headers.getall(name))) for name in _KEPT_HEADERS if name in headers),
    )


def _refused(error: Exception, url: str) -> OutgoingError:
    """The error in our words; a private address is named as such."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PrivateAddressError):
            return OutgoingError(str(cause), where=url, hint="Allow private networks for this source")
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    if "not a public address" in str(error):
        return OutgoingError("the host has no public address", where=url)
    return OutgoingError(f"the request failed: {error}", where=url)
