"""No special-purpose address counts as public, whatever the Python version."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from feeds.outgoing import is_public

IANA_IPV4 = [
    "0.0.0.0/8",
    "0.0.0.0/32",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.88.99.2/32",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "255.255.255.255/32",
]
"""Every entry of the IANA IPv4 Special-Purpose Address Registry."""

IANA_IPV6 = [
    "::1/128",
    "::/128",
    "::ffff:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
]
"""Every entry of the IPv6 registry but ``64:ff9b::/96``, whose addresses embed public ones."""

OTHERS = [
    "224.0.0.1",
    "239.255.255.255",
    "ff02::1",
    "fec0::1",
    "fe80::1%eth0",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1:ffff::808:808",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:192.168.1.1",
    "4000::1",
    "1fff::1",
    "e000::1",
]
"""Addresses of multicast, deprecated and transition networks, and of unassigned space."""

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:2800:220:1::1",
    "2a00:1450:4001::1",
    "3ffe::1",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
    "2002:5db8:d822::1",
]


@pytest.mark.parametrize("network", [*IANA_IPV4, *IANA_IPV6])
def test_no_address_of_a_special_network_is_public(network: str) -> None:
    """R-HUB-25: the first and the last address of every registry entry."""
    entry = ip_network(network)
    assert not is_public(str(entry[0]))
    assert not is_public(str(_last_that_counts(entry)))


def _last_that_counts(entry: IPv4Network | IPv6Network) -> IPv4Address | IPv6Address:
    """The last address, or in networks that embed IPv4 addresses the one of the loopback network."""
    embedding = {"::ffff:0:0/96": "::ffff:127.255.255.255", "2002::/16": "2002:7fff:ffff:ffff::1"}
    return ip_address(embedding[str(entry)]) if str(entry) in embedding else entry[-1]


@pytest.mark.parametrize("address", OTHERS)
def test_no_address_beside_the_registries_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_next_to_special_networks_are_public(address: str) -> None:
    assert is_public(address)
