"""Which IP addresses belong to the public internet.

The table is this module's own: what ``ipaddress`` counts as global changes between Python versions.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPV4_SPECIAL = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared address space of carriers
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, metadata services of clouds
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, limited broadcast
    )
)
"""IPv4 networks in which no public web server is. Source: IANA IPv4 Special-Purpose Address Registry."""

IPV6_UNICAST = IPv6Network("2000::/3")
"""The only global unicast space that is assigned. Source: IANA IPv6 Address Space."""

IPV6_SPECIAL = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, ORCHID and others
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
"""Networks of ``IPV6_UNICAST`` without public web servers. Source: IANA IPv6 Special-Purpose Registry."""

_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def is_public(address: str) -> bool:
    """Whether an IP address is a public one; for one that embeds an IPv4 address, both count (R-HUB-25)."""
    ip = ip_address(address.partition("%")[0])
    return _is_public_ipv4(ip) if isinstance(ip, IPv4Address) else _is_public_ipv6(ip)


def is_ip_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def _is_public_ipv4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in IPV4_SPECIAL)


def _is_public_ipv6(ip: IPv6Address) -> bool:
    bits = int(ip)
    if ip in _MAPPED or ip in _NAT64:
        return _is_public_ipv4(_low(bits))
    if ip not in IPV6_UNICAST or any(ip in network for network in IPV6_SPECIAL):
        return False
    if ip in _6TO4:
        return _is_public_ipv4(_low(bits >> 80))
    if (bits >> 32) & 0xFFFF_FFFF in _ISATAP:
        return _is_public_ipv4(_low(bits))
    return True


def _low(bits: int) -> IPv4Address:
    return IPv4Address(bits & 0xFFFF_FFFF)
