"""rssCloud: read registrations, and build what registered callbacks are sent. Pure.

Source: RSS 2.0 ``cloud``, and the rssCloud API ("pleaseNotify") with forms (R-CLOUD-01 to R-CLOUD-05).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from feeds.model import Protocol
from feeds.websub.protocol import HubRequestError, checked_callback, with_parameters

LEASE_S = 90_000
"""A registration ends after 25 hours (R-CLOUD-02)."""

MAX_FEEDS = 20
"""How many feeds one registration may name."""

FORM_HEADERS = b"Content-Type: application/x-www-form-urlencoded\r\n"
_FEED = re.compile(r"url\d{0,3}")
_SCHEMES = {"http-post": "http", "https-post": "https"}
_HTTPS = "443"
_NO_HOST = frozenset("/?#@:[]\\")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A well-formed registration: where to notify, how to verify it, and the addresses of the feeds."""

    callback: str
    protocol: Protocol
    topics: tuple[str, ...]


def parse_registration(pairs: Sequence[tuple[str, str]], requester: str) -> Registration:
    """Read a registration; without a ``domain`` its target is the requester's own address (R-CLOUD-03).

    Raises ``HubRequestError``.
    """
    named = dict(pairs)
    scheme = _SCHEMES.get(named.get("protocol", ""))
    if scheme is None:
        raise HubRequestError("protocol is not http-post")
    topics = tuple(dict.fromkeys(value for name, value in pairs if _FEED.fullmatch(name) and value))
    if not 1 <= len(topics) <= MAX_FEEDS:
        raise HubRequestError(f"url1 to url{MAX_FEEDS} are the feeds to watch")
    port, path = named.get("port", ""), named.get("path", "")
    if not (port.isascii() and port.isdecimal() and path.startswith("/")):
        raise HubRequestError("port and path are the address to notify")
    domain = named.get("domain", "")
    if not _NO_HOST.isdisjoint(domain):
        raise HubRequestError("domain is not the name of a host")
    if port == _HTTPS:
        scheme = "https"
    callback = checked_callback(f"{scheme}://{domain or _host(requester)}:{int(port[:6])}{path}")
    protocol = Protocol.RSSCLOUD if domain else Protocol.RSSCLOUD_ADDRESS
    return Registration(callback=callback, protocol=protocol, topics=topics)


def _host(requester: str) -> str:
    try:
        address = ip_address(requester)
    except ValueError as error:
        raise HubRequestError("domain is missing") from error
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)


def notification(topic_url: str) -> bytes:
    """Return the body of a notification: the address of the changed feed alone (R-CLOUD-03)."""
    return urlencode({"url": topic_url}).encode()


def challenge_url(callback: str, topic_url: str, challenge: str) -> str:
    """Return the address that verifies a domain; its response has to be the challenge (R-CLOUD-03)."""
    return with_parameters(callback, {"url": topic_url, "challenge": challenge})


def result(message: str, *, success: bool) -> str:
    """Return the response to a registration."""
    word = "true" if success else "false"
    return f'<?xml version="1.0"?>\n<notifyResult success="{word}" msg={quoteattr(message)}/>\n'
