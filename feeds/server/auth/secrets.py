"""Secrets of which only a hash is stored, and their verification. Source: R-AUTH-06."""

import hashlib
import hmac
from datetime import datetime
from typing import Protocol

_NOBODY = bytes(32)


class HashedSecret(Protocol):
    """The stored part of a secret."""

    @property
    def digest(self) -> bytes:
        """The hash of the secret."""
        ...

    @property
    def revoked_at(self) -> datetime | None:
        """When it was revoked."""
        ...


def digest(secret: str) -> bytes:
    """The stored hash; a secret has so many random bits that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def verify(stored: HashedSecret | None, secret: str) -> bool:
    """Whether the secret is right and not revoked, in constant time."""
    same = hmac.compare_digest(stored.digest if stored else _NOBODY, digest(secret))
    return same and stored is not None and stored.revoked_at is None
