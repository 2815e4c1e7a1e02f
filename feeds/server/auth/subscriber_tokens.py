"""The format of subscribers' tokens, their place in a request, and how they stay out of logs.

A token is one word of lower-case letters and digits, so that it fits into a path and a password field.
Source: R-AUTH-01, R-AUTH-02, RFC 7617 §2.
"""

import base64
import binascii
import re

ID_BYTES = 6
SECRET_BYTES = 20
"""160 random bits (R-AUTH-01 asks for 128)."""

TOKEN_PREFIX = "~"  # noqa: S105  # a path marker, not a secret
"""Begins the path segment that holds a token; no channel's path can begin so."""

_TOKEN = re.compile(
    rf"(?P<id>[0-9a-f]{{{2 * ID_BYTES}}})(?P<secret>[0-9a-f]{{{2 * SECRET_BYTES}}})", re.ASCII
)
_BASIC = re.compile(r"basic +([A-Za-z0-9+/]+=*) *", re.IGNORECASE)
_SHOWN = re.compile(rf"/(?:{TOKEN_PREFIX}|%7e)[^/?#\s]*", re.IGNORECASE)


def write_token(id_: str, secret: str) -> str:
    """The token as its holder has it: a public part to find it by, and a secret."""
    return f"{id_}{secret}"


def read_token(text: str) -> tuple[str, str] | None:
    """The public part and the secret of a token; ``None`` for what cannot be one."""
    found = _TOKEN.fullmatch(text)
    return (found["id"], found["secret"]) if found else None


def password(authorization: str) -> str:
    """The password in an ``Authorization: Basic`` header, empty if there is none.

    Any name is accepted: some readers require one.
    """
    given = _BASIC.fullmatch(authorization)
    try:
        pair = base64.b64decode(given[1], validate=True) if given else b""
    except binascii.Error:
        return ""
    return pair.partition(b":")[2].decode("utf-8", "replace")


def without_token(path: str) -> str:
    """A path as it may be logged."""
    return _SHOWN.sub(f"/{TOKEN_PREFIX}…", path)
