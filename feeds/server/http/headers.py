"""The header fields of a request: how they are read, and which ``Host`` is valid.

Every field has a length bound before any pattern or cache sees it: a longer value counts as not sent.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from multidict import istr

from feeds.server.http.negotiation import LONGEST_LIST

A_IM = istr("A-IM")
ACCEPT = istr("Accept")
ACCEPT_ENCODING = istr("Accept-Encoding")
ACCEPT_LANGUAGE = istr("Accept-Language")
AUTHORIZATION = istr("Authorization")
FORWARDED_FOR = istr("X-Forwarded-For")
FORWARDED_PROTO = istr("X-Forwarded-Proto")
HOST = istr("Host")
IF_MODIFIED_SINCE = istr("If-Modified-Since")
IF_NONE_MATCH = istr("If-None-Match")
LAST_EVENT_ID = istr("Last-Event-ID")
USER_AGENT = istr("User-Agent")

LONGEST_HOST = 300
_HOST = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]"  # an IPv6 address
    r"|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)"  # a name or an IPv4 address, or nothing
    r"(?::\d{0,5})?"
)
_CACHED_HOSTS = 512


class Headers(Protocol):
    """The request's header fields, by name in any case."""

    def getall(self, name: str, default: None, /) -> list[str] | None:
        """Every line of a field, in order."""
        ...

    def get(self, name: str, /) -> str | None:
        """The first line of a field, or ``None`` if it was not sent."""
        ...


def joined(headers: Headers, name: str) -> str | None:
    """A list field as one line (RFC 9110 §5.3), or ``None`` if it was not sent."""
    lines = headers.getall(name, None)
    if lines is None:
        return None
    return lines[0] if len(lines) == 1 else ", ".join(lines)


def joined_short(headers: Headers, name: str) -> str | None:
    """A list field as one line, cut after the last whole member within ``LONGEST_LIST`` characters."""
    value = joined(headers, name)
    if value is None or len(value) <= LONGEST_LIST:
        return value
    return value[:LONGEST_LIST].rpartition(",")[0]


def valid_hosts(lines: Sequence[str] | None) -> bool:
    """Whether there is at most one ``Host`` line, with a host in it.

    The value is used for nothing else (R-HTTP-67). aiohttp requires the line in HTTP/1.1.
    Source: RFC 9112 §3.2.
    """
    return not lines or (len(lines) == 1 and len(lines[0]) <= LONGEST_HOST and valid_host(lines[0]))


@lru_cache(_CACHED_HOSTS)
def valid_host(host: str) -> bool:
    """Whether a ``Host`` value of bounded length is a host and an optional port."""
    return _HOST.fullmatch(host) is not None
