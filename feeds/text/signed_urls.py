"""Addresses of files that end or belong to one client: they have a signature or a token in their query."""

import re

_NAMES = (
    r"x-amz-signature|x-amz-security-token|x-goog-signature|signature|sig|token|access_token|auth_token"
    r"|hdnts|hdnea|expires"
)
_PARAMETER = re.compile(rf"[?&;]({_NAMES})=", re.IGNORECASE)


def signing_parameter(url: str) -> str | None:
    """Return the name of a parameter that signs an address or lets one client in."""
    if "?" not in url:
        return None
    found = _PARAMETER.search(url)
    return found[1] if found else None


def signing_parameter_in_html(html: str) -> str | None:
    """Return the same of an image or other medium of sanitised HTML that has one."""
    if "?" not in html or not (' src="' in html or ' poster="' in html):
        return None
    addresses = (
        part.partition('"')[0] for start in (' src="', ' poster="') for part in html.split(start)[1:]
    )
    return next((name for address in addresses if (name := signing_parameter(address))), None)
