"""Whether a ``Host`` can be one. Its value is used for nothing else (R-HTTP-67). Source: RFC 9112 §3.2."""

import re
from collections.abc import Sequence
from functools import lru_cache

_HOST = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]"  # an IPv6 address
    r"|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)"  # a name or an IPv4 address, or nothing
    r"(?::\d{0,5})?"
)
_REMEMBERED = 512


def valid_hosts(lines: Sequence[str]) -> bool:
    """Whether there is at most one line, and a host in it; aiohttp sees to it that HTTP/1.1 has one."""
    return not lines or (len(lines) == 1 and _valid(lines[0]))


@lru_cache(_REMEMBERED)
def _valid(host: str) -> bool:
    return _HOST.fullmatch(host) is not None
