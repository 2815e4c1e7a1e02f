"""The connections of the client: one pool for public addresses alone, one for allowed private hosts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import ClassVar

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from feeds.errors import OutgoingError
from feeds.outgoing.client import host_of_url
from feeds.outgoing.decompression import decompress
from feeds.outgoing.networks import is_public
from feeds.outgoing.response import Response, Validators

_REDIRECTS = (301, 302, 303, 307, 308)
_POLLING_HEADERS = ("cache-control", "expires", "retry-after", "link", "age", "date", "content-encoding",
                    "content-length", "location")  # fmt: skip
CONNECTIONS = 100
CONNECTIONS_OF_A_HOST = 8
DNS_CACHE_S = 10


class PrivateAddressError(OSError):
    """A socket was about to connect to an address that is not public."""

    TEXT: ClassVar = "is not a public address"


class Sessions:
    """Two sessions that share nothing: a connection made with permission never serves a request without."""

    def __init__(
        self,
        *,
        headers: Mapping[str, str],
        connect_timeout_s: float,
        total_timeout_s: float,
        resolver: AbstractResolver | None,
    ) -> None:
        """Nothing is opened before the first request; ``resolver`` replaces the system's."""
        self._headers = headers
        self._timeout = aiohttp.ClientTimeout(total=total_timeout_s, sock_connect=connect_timeout_s)
        self._resolver = resolver
        self._open: dict[bool, aiohttp.ClientSession] = {}

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
        """One exchange, and where it redirects to. Raises ``OutgoingError``."""
        async with self._request(method, url, url, body, headers, private=private) as answer:
            location = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            content = b"" if location else await _content(answer, max_bytes)
            return _response(answer, url, content), location

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
        """One exchange with exactly this address. Raises ``OutgoingError``.

        One byte more than ``keep_bytes`` of the response is read at most.
        """
        exact = URL(url, encoded=True)
        async with self._request(method, url, exact, body, headers, private=private) as answer:
            return _response(answer, url, await _first_bytes(answer, keep_bytes))

    @asynccontextmanager
    async def _request(
        self,
        method: str,
        url: str,
        target: str | URL,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        private: bool,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send a request; whatever fails until its response was read is an ``OutgoingError``."""
        session = self._session(private=private)
        try:
            async with session.request(
                method, target, data=body, headers=headers, allow_redirects=False
            ) as answer:
                yield answer
        except TimeoutError as error:
            raise OutgoingError("the server did not answer in time", where=url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failure(error, url) from error

    def _session(self, *, private: bool) -> aiohttp.ClientSession:
        """The session for public addresses, or the one for hosts that may be ``private``."""
        session = self._open.get(private)
        if session is None:
            session = self._open[private] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    socket_factory=None if private else _public_socket,
                    resolver=self._resolver,
                    ttl_dns_cache=DNS_CACHE_S,
                    limit=CONNECTIONS,
                    limit_per_host=CONNECTIONS_OF_A_HOST,
                ),
                timeout=self._timeout,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return session

    async def close(self) -> None:
        """Close both."""
        sessions = list(self._open.values())
        self._open.clear()
        for session in sessions:
            await session.close()


def _public_socket(info: tuple[object, ...]) -> socket.socket:
    """A socket for an address that was just resolved, if it is public."""
    family, kind, protocol, _, address = info
    host = str(address[0])  # type: ignore[index]  # an address of the internet families is a tuple
    if not is_public(host):
        raise PrivateAddressError(f"{host} {PrivateAddressError.TEXT}")
    return socket.socket(family=family, type=kind, proto=protocol)  # type: ignore[arg-type]  # as getaddrinfo gives them


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
