"""Addresses of files that end or belong to one client: they have a signature or a token in their query."""

import re

_NAMES = (
    r"x-amz-signature|x-amz-security-token|x-goog-signature|signature|sig|token|access_token|auth_token"
    r"|hdnts|hdnea|expires"
)
_PARAMETER = re.compile(rf"[?&;]({_NAMES})=", re.IGNORECASE)
_IN_HTML = re.compile(rf'\s(?:src|poster)="[^"<>]{{0,2000}}?[?&;]({_NAMES})=', re.IGNORECASE)


def signing_parameter(url: str) -> str | None:
    """Return the name of a parameter that signs an address or lets one client in."""
    if "?" not in url:
        return None
    found = _PARAMETER.search(url)
    return found[1] if found else None


def signing_parameter_in_html(html: str) -> str | None:
    """Return the same of the first image or other medium of sanitised HTML that has one."""
    if "?" not in html:
        return None
    found = _IN_HTML.search(html)
    return found[1] if found else None
