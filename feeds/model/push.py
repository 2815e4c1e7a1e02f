"""What is pushed: who may, with which scope, and what became of each record."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a token may touch: sources by name, and channels by path with all below; no channel means all."""

    sources: tuple[str, ...]
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token as it is kept: ``digest`` is the SHA-256 of its secret, which nobody keeps."""

    id: str
    name: str
    digest: bytes
    scope: Scope
    made_at: datetime
    revoked_at: datetime | None = None


class Fate(StrEnum):
    """What became of a pushed record; ``REFUSED`` lies outside the token's scope and is not kept."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushResult:
    """The result for one record; ``line`` counts lines or items from 1, ``id`` may be unknown."""

    line: int
    fate: Fate
    id: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentResponse:
    """The answer to a request with an ``Idempotency-Key``, but its body, which is kept in parts.

    ``digest`` is the SHA-256 of what was asked.
    """

    digest: bytes
    status: int
    media_type: str
