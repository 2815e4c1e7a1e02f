"""Publications: everything a response for one address needs, prepared at publish time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Coding(StrEnum):
    """The content codings of a publication."""

    IDENTITY = "identity"
    GZIP = "gzip"
    BR = "br"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """The bytes of one content coding and their strong ETag, quotes included (R-HTTP-03)."""

    coding: Coding
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneResource:
    """An address that was published and is removed for good (R-HTTP-46).

    ``moved_to`` is the name where a walk through an archive continues (R-PAGE-08); ``private`` if that is for
    subscribers only.
    """

    name: str
    moved_to: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDraft:
    """The bytes of one address and its metadata, before digest, codings and ETags.

    ``name`` is the address without the leading slash (``news/province.atom``); ``links`` the value of the
    ``Link`` header; ``max_age_s`` the freshness. A ``private`` publication is sent to its subscribers only. A
    ``packed`` one is stored with others, without codings: they are encoded when it is read.
    """

    name: str
    media_type: str
    body: bytes
    links: str = ""
    max_age_s: int = 900
    language: str | None = None
    private: bool = False
    packed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Publication:
    """The current revision of one address.

    The fields of ``PublicationDraft``, and: ``number`` is the ledger number of the revision, ``digest`` the
    SHA-256 of its identity bytes in hex; ``modified_at`` increases with each revision (R-HTTP-09);
    ``representations`` has identity first, and another coding only where it is smaller; ``delta_index`` is
    the packed ``publish.DeltaIndex``, empty where there are no deltas.
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
    delta_index: bytes = b""
    private: bool = False

    @property
    def body(self) -> bytes:
        """The identity bytes."""
        return self.representations[0].body
