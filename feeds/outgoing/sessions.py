"""The connections of the client: one pool for public addresses alone, one for allowed private hosts."""

import socket
from collections.abc import Mapping
from typing import ClassVar

import aiohttp
from aiohttp.abc import AbstractResolver

from feeds.outgoing.networks import is_public

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
        timeout: aiohttp.ClientTimeout,
        resolver: AbstractResolver | None,
    ) -> None:
        """Nothing is opened before ``get``; ``resolver`` replaces the system's."""
        self._headers = headers
        self._timeout = timeout
        self._resolver = resolver
        self._open: dict[bool, aiohttp.ClientSession] = {}

    def get(self, *, private: bool) -> aiohttp.ClientSession:
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
