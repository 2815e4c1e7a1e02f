"""Publications: everything an answer can be, made once at publish time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Coding(StrEnum):
    """The content codings a publication is kept in."""

    IDENTITY = "identity"
    GZIP = "gzip"
    BR = "br"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """The bytes of one coding with the strong ETag that is theirs alone (R-HTTP-03), quotes included."""

    coding: Coding
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneResource:
    """An address that answered once and has ended for good (R-HTTP-46, R-PAGE-13)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Publication:
    """One address as it stands.

    ``name`` is the address without the leading slash (``news/province.atom``); ``number`` the ledger number
    it carries, ``digest`` the SHA-256 of its identity bytes in hex; ``modified_at`` rises with each change
    (R-HTTP-09); ``links`` is the ready ``Link`` header, ``max_age_s`` the freshness; ``representations`` has
    identity first, and a coding only where it is smaller. ``slices`` says how the identity bytes fall into
    entries and since when each stands, packed by ``publish.slices``; empty: there are no deltas. What is
    ``private`` is sent to its subscribers alone.
    """

    name: str
    media_type: str
    number: int
    digest: str
    modified_at: datetime
    representations: tuple[Representation, ...]
    links: str = ""
    max_age_s: int = 900
    language: str | None = None
    slices: bytes = b""
    private: bool = False

    @property
    def body(self) -> bytes:
        """The identity bytes."""
        return self.representations[0].body
