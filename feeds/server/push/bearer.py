"""Bearer tokens: what they look like, and whether one is good. Source: RFC 6750, R-AUTH-02, R-AUTH-06."""

import hashlib
import hmac
import re

from feeds.model import Token

_TOKEN = re.compile(r"feeds_(?P<id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})")
_CREDENTIALS = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
ID_BYTES = 6
SECRET_BYTES = 32
_NOBODY = bytes(32)


def write_token(id_: str, secret: str) -> str:
    """The token as its holder keeps it: a public part that finds it, and a secret that proves it."""
    return f"feeds_{id_}_{secret}"


def credentials(header: str | None) -> tuple[str, str] | None:
    """The public part and the secret in an ``Authorization`` header; ``None`` when there are none."""
    given = _CREDENTIALS.fullmatch(header or "")
    found = _TOKEN.fullmatch(given[1]) if given else None
    return (found["id"], found["secret"]) if found else None


def digest(secret: str) -> bytes:
    """What is kept of a secret; it has 256 random bits, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def proves(token: Token | None, secret: str) -> bool:
    """Whether the secret is that of a token that is still good; in the same time whatever differs."""
    same = hmac.compare_digest(token.digest if token else _NOBODY, digest(secret))
    return same and token is not None and token.revoked_at is None
