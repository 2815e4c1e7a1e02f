"""Post prepared documents to many hosts at little cost: kept connections, requests of prepared bytes.

The same rules as for every other request hold: a socket connects to the address that was checked (R-HUB-26),
certificates are checked, redirects are not followed, no cookies, no proxies, one User-Agent (R-HUB-27).
"""

import asyncio
import contextlib
import ssl
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from types import TracebackType
from typing import Self

from yarl import URL

from feeds.errors import OutgoingError
from feeds.outgoing.client import USER_AGENT, check_public_url
from feeds.outgoing.networks import is_public
from feeds.outgoing.post_connection import PostConnection
from feeds.outgoing.resolving import HostAddresses

IDLE_S = 15.0
"""How long a connection is kept without a request."""

IDLE_CONNECTIONS = 500
"""The number of connections that are kept without a request."""


@dataclass(frozen=True, slots=True)
class _Origin:
    host: str
    port: int
    secure: bool
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Where a request goes, and its first lines."""

    origin: _Origin
    start: bytes


class Poster:
    """Posts documents; an async context manager."""

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        connect_timeout_s: float = 5,
        total_timeout_s: float = 10,
        addresses: HostAddresses | None = None,
    ) -> None:
        """Nothing is opened before the first ``post``; ``addresses`` replaces the system's resolver."""
        self._agent = user_agent
        self._connect_timeout_s = connect_timeout_s
        self._total_timeout_s = total_timeout_s
        self._addresses = addresses or HostAddresses()
        self._idle: defaultdict[_Origin, deque[PostConnection]] = defaultdict(deque)
        self._open: set[PostConnection] = set()
        self._idle_count = 0
        self._sweeping: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for connection in tuple(self._open):
            connection.close()
        self._idle.clear()
        self._addresses.close()

    async def post(self, url: str, headers: bytes, body: bytes, *, private: bool = False) -> int:
        """Post a body to exactly this address; return the status of the response.

        ``headers`` are whole lines, each with its line break. ``private`` permits an address in a private
        network. Raises ``OutgoingError`` for an address that may not be requested, a failed connection and a
        timeout.
        """
        target = _target(url, self._agent, private)
        head = b"%b%bContent-Length: %d\r\n\r\n" % (target.start, headers, len(body))
        try:
            async with asyncio.timeout(self._total_timeout_s):
                return await self._exchange(target.origin, head, body)
        except TimeoutError as error:
            raise OutgoingError("the server did not answer in time", where=url) from error
        except (OSError, ValueError) as error:
            raise OutgoingError(f"the request failed: {error}", where=url) from error

    async def _exchange(self, origin: _Origin, head: bytes, body: bytes) -> int:
        """Use a kept connection; one that the other side closed meanwhile is replaced."""
        connection = self._kept(origin)
        if connection is not None:
            with contextlib.suppress(ConnectionResetError):
                return await _sent(connection, head, body)
        return await _sent(await self._connect(origin), head, body)

    def _kept(self, origin: _Origin) -> PostConnection | None:
        idle = self._idle.get(origin)
        while idle:
            connection = idle.pop()
            self._idle_count -= 1
            if connection.is_open:
                return connection
        return None

    async def _connect(self, origin: _Origin) -> PostConnection:
        """Connect to one of a host's addresses. Raises ``OSError``."""
        loop = asyncio.get_running_loop()
        context = _tls() if origin.secure else None
        last: OSError = OSError("the host has no address")
        async with asyncio.timeout(self._connect_timeout_s):
            for address in await self._addresses.of(origin.host, origin.port):
                if not origin.private and not is_public(address):
                    last = OSError("the host has no public address")
                    continue
                try:
                    _, connection = await loop.create_connection(
                        lambda: PostConnection(partial(self._release, origin), self._open.discard),
                        address,
                        origin.port,
                        ssl=context,
                        server_hostname=origin.host if context else None,
                    )
                except OSError as error:
                    last = error
                else:
                    self._open.add(connection)
                    return connection
        raise last

    def _release(self, origin: _Origin, connection: PostConnection) -> None:
        """Keep a connection for the next request."""
        if self._idle_count >= IDLE_CONNECTIONS:
            connection.close()
            return
        connection.released_s = time.monotonic()
        self._idle[origin].append(connection)
        self._idle_count += 1
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(IDLE_S, self._sweep)

    def _sweep(self) -> None:
        """Close connections that were not used for a while."""
        oldest_s = time.monotonic() - IDLE_S
        for origin, idle in tuple(self._idle.items()):
            while idle and (idle[0].released_s < oldest_s or not idle[0].is_open):
                idle.popleft().close()
                self._idle_count -= 1
            if not idle:
                del self._idle[origin]
        loop = asyncio.get_running_loop()
        self._sweeping = loop.call_later(IDLE_S / 2, self._sweep) if self._idle else None


async def _sent(connection: PostConnection, head: bytes, body: bytes) -> int:
    """Wait for the status of a response; a connection whose request is given up is closed."""
    try:
        return await connection.post(head, body)
    except asyncio.CancelledError:
        connection.close()
        raise


@lru_cache(16_384)
def _target(url: str, agent: str, private: bool) -> _Target:  # noqa: FBT001 - a key of the cache
    """Return where a request goes. Raises ``OutgoingError`` for an address that may not be requested."""
    check_public_url(url, allow_private=private)
    parsed = URL(url, encoded=True)
    host, port = parsed.raw_host or "", parsed.port or 0
    address = f"{parsed.raw_path_qs} {parsed.host_port_subcomponent} {agent}"
    if not address.isascii() or not address.isprintable() or address.count(" ") != agent.count(" ") + 2:
        raise OutgoingError("this is not an address to post to", where=url[:200])
    start = (
        f"POST {parsed.raw_path_qs} HTTP/1.1\r\nHost: {parsed.host_port_subcomponent}\r\n"
        f"User-Agent: {agent}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
    )
    origin = _Origin(host=host, port=port, secure=parsed.scheme == "https", private=private)
    return _Target(origin=origin, start=start.encode("ascii"))


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
