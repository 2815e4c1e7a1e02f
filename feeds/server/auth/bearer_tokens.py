"""The format of bearer tokens. Source: RFC 6750, R-AUTH-02."""

import re

_TOKEN = re.compile(r"feeds_(?P<id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})")
_CREDENTIALS = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
ID_BYTES = 6
SECRET_BYTES = 32


def write_token(id_: str, secret: str) -> str:
    """The token as its holder has it: a public part to find it by, and a secret."""
    return f"feeds_{id_}_{secret}"


def credentials(header: str | None) -> tuple[str, str] | None:
    """The public part and the secret in an ``Authorization`` header; ``None`` if there are none."""
    given = _CREDENTIALS.fullmatch(header or "")
    found = _TOKEN.fullmatch(given[1]) if given else None
    return (found["id"], found["secret"]) if found else None
