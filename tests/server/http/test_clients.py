"""Who a client is behind proxies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ConfigError
from feeds.server.http.clients import Clients

PROXIED = Clients(("127.0.0.0/8", "::1/128", "10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", None, None),
        ("127.0.0.1", "10.0.0.1", None),
        ("", "198.51.100.1", "198.51.100.1"),
        ("", None, None),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        ("::1", "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", None, "fe80::/64"),
        ("127.0.0.1", "unknown", "unknown"),
    ],
)
def test_the_last_address_that_is_not_ours(peer: str, forwarded_for: str | None, client: str | None) -> None:
    assert PROXIED.resolve(peer, forwarded_for) == client


def test_what_is_no_network_is_an_error_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="trusted_proxies"):
        Clients(("10.0.0.1/8",))


@given(st.text(), st.none() | st.text())
def test_no_text_breaks_it(peer: str, forwarded_for: str | None) -> None:
    name = PROXIED.resolve(peer, forwarded_for)
    assert name is None or name
