"""Addresses of files that end or belong to one client: they have a signature or a token in their query."""

import re
from collections.abc import Iterator

SIGNING_NAMES = (
    "x-amz-signature", "x-amz-security-token", "x-goog-signature", "signature", "sig", "token",
    "access_token", "auth_token", "hdnts", "hdnea", "expires",
)  # fmt: skip
"""The parameters that sign an address or let one client in."""

SIGNING = "|".join(SIGNING_NAMES)
"""All of them, as the inside of a pattern."""

_MEDIA = (' src="', ' poster="')
_PARAMETER = re.compile(rf"[?&;]({SIGNING})=", re.IGNORECASE)


def signing_parameter(url: str) -> str | None:
    """Return the name of a parameter that signs an address or lets one client in."""
    if "?" not in url:
        return None
    found = _PARAMETER.search(url)
    return found[1] if found else None


def signing_parameter_in_html(html: str) -> str | None:
    """Return the same of an image or other medium of sanitised HTML that has one."""
    return next((name for address in _media_with_query(html) if (name := signing_parameter(address))), None)


def _media_with_query(html: str) -> Iterator[str]:
    """Yield the addresses of media that have a query, found by their question marks: most HTML has few."""
    mark = html.find("?")
    while mark >= 0:
        start = html.rfind('"', 0, mark) + 1
        end = html.find('"', mark)
        if html.endswith(_MEDIA, 0, start):
            yield html[start:end]
        mark = html.find("?", max(end, mark + 1))
