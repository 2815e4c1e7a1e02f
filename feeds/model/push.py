"""Pushed records: tokens with their scope, and the outcome of each record."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from feeds.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The sources (by name) and channels (by path, with all below) of a token; no channel means all."""

    sources: tuple[str, ...]
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A stored bearer token; ``digest`` is the SHA-256 of its secret, which is not stored."""

    id: str
    name: str
    digest: bytes
    scope: Scope
    created_at: datetime
    revoked_at: datetime | None = None


class RecordOutcome(StrEnum):
    """What happened to a pushed record; a ``REFUSED`` one is outside the token's scope and is not stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class PushResult(Struct, frozen=True, kw_only=True, gc=False):
    """The result for one record; ``line`` counts lines or items from 1, ``id`` may be unknown."""

    line: int
    outcome: RecordOutcome
    id: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentResponse:
    """The response to a request with an ``Idempotency-Key``, without its body, which is stored in parts.

    ``digest`` is the SHA-256 of the request.
    """

    digest: bytes
    status: int
    media_type: str
