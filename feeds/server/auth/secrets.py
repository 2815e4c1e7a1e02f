"""Secrets of which only a hash is kept: what is kept, and whether one is right. Source: R-AUTH-06."""

import hashlib
import hmac
from datetime import datetime
from typing import Protocol

_NOBODY = bytes(32)


class HashedSecret(Protocol):
    """What is kept of somebody who has a secret."""

    @property
    def digest(self) -> bytes:
        """The hash of the secret."""
        ...

    @property
    def revoked_at(self) -> datetime | None:
        """When it ceased to be good."""
        ...


def digest(secret: str) -> bytes:
    """What is kept of a secret; it has so many random bits that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def verify(kept: HashedSecret | None, secret: str) -> bool:
    """Whether the secret is theirs, who are still good; in the same time whatever differs."""
    same = hmac.compare_digest(kept.digest if kept else _NOBODY, digest(secret))
    return same and kept is not None and kept.revoked_at is None
