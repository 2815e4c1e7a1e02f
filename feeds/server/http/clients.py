"""Who a client is, as far as limits go: an address, and none where it cannot be told (R-HTTP-67)."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from feeds.errors import ConfigError, Problem
from feeds.model import LOOPBACK

_IPV6_HOUSEHOLD_BITS = 64
_REMEMBERED = 4096

Networks = tuple[IPv4Network | IPv6Network, ...]


class Clients:
    """Tells clients apart behind the proxies that are trusted (networks such as ``10.0.0.0/8``)."""

    def __init__(self, trusted_proxies: Sequence[str] = LOOPBACK) -> None:
        """Raises ``ConfigError`` for what is no network."""
        self._trusted: Networks = tuple(_network(network) for network in trusted_proxies)
        self._name = lru_cache(_REMEMBERED)(self._named)

    def of(self, peer: str, forwarded_for: str | None) -> str | None:
        """The client behind a connection: the last forwarded address that no trusted proxy of ours has.

        ``forwarded_for`` are all ``X-Forwarded-For`` lines as one list. ``None``: only proxies are known.
        """
        name = self._name(peer)
        if name is not None or forwarded_for is None:
            return name
        hops = (self._name(hop.strip()) for hop in reversed(forwarded_for.split(",")))
        return next((hop for hop in hops if hop is not None), None)

    def trusts(self, peer: str) -> bool:
        """Whether a connection comes from a proxy of ours."""
        return self._name(peer) is None

    def is_near(self, peer: str, forwarded_for: str | None) -> bool:
        """Whether nobody is behind a connection but this machine and the networks that are trusted."""
        return self.of(peer, forwarded_for) is None or (forwarded_for is None and _is_this_machine(peer))

    def _named(self, text: str) -> str | None:
        """An address as a client's name, ``None`` for a trusted proxy; an IPv6 household is one client."""
        try:
            address = ip_address(text.removeprefix("[").removesuffix("]").partition("%")[0])
        except ValueError:
            return text or None
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if any(address in network for network in self._trusted):
            return None
        return str(address) if isinstance(address, IPv4Address) else _household(address)


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


def _household(address: IPv6Address) -> str:
    return str(ip_network((address, _IPV6_HOUSEHOLD_BITS), strict=False))
