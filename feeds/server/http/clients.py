"""The client behind a connection, as limits count it: an address, if it is known (R-HTTP-67)."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from feeds.errors import ConfigError, Problem
from feeds.model import LOOPBACK

_IPV6_CLIENT_BITS = 64
_CACHED = 4096
_LONGEST_LIST = 2048
_LONGEST_NAME = 64

Networks = tuple[IPv4Network | IPv6Network, ...]


class Clients:
    """Resolves clients behind trusted proxies (networks such as ``10.0.0.0/8``)."""

    def __init__(self, trusted_proxies: Sequence[str] = LOOPBACK) -> None:
        """Raises ``ConfigError`` for a value that is not a network."""
        self._trusted: Networks = tuple(_network(network) for network in trusted_proxies)
        self.name_of = lru_cache(_CACHED)(self._named)
        """The client's name for an address; ``None`` for a trusted proxy."""

    def resolve(self, peer: str, forwarded_for: str | None) -> str | None:
        """The client behind a connection: the last forwarded address that is not a trusted proxy's.

        ``forwarded_for`` are all ``X-Forwarded-For`` lines as one list, of which the last 2,048 characters
        are read. ``None``: only proxies are known.
        """
        name = self.name_of(peer)
        if name is not None or forwarded_for is None:
            return name
        hops = reversed(forwarded_for[-_LONGEST_LIST:].split(","))
        names = (self.name_of(hop.strip()[:_LONGEST_NAME]) for hop in hops)
        return next((name for name in names if name is not None), None)

    def is_local(self, peer: str, forwarded_for: str | None) -> bool:
        """Whether a request comes from this machine or a trusted network, and from nowhere beyond."""
        return self.resolve(peer, forwarded_for) is None or (forwarded_for is None and _is_this_machine(peer))

    def _named(self, text: str) -> str | None:
        """The name of a client, ``None`` for a trusted proxy; an IPv6 network of 64 bits is one client."""
        try:
            address = ip_address(text.removeprefix("[").removesuffix("]").partition("%")[0])
        except ValueError:
            return text or None
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if any(address in network for network in self._trusted):
            return None
        return str(address) if isinstance(address, IPv4Address) else _network_of(address)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        problem = Problem(where="trusted_proxies", message=str(error), hint="Write it like 10.0.0.0/8")
        raise ConfigError((problem,)) from error


def _is_this_machine(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False


def _network_of(address: IPv6Address) -> str:
    return str(ip_network((address, _IPV6_CLIENT_BITS), strict=False))
