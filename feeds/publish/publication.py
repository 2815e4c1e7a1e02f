"""Seals bytes as a publication: digest, codings, an ETag for each."""

import re
from datetime import datetime
from hashlib import sha256

from feeds.model import Coding, Publication, Representation
from feeds.publish.codings import encoded
from feeds.publish.delta_index import Base

_SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: "-gz", Coding.BR: "-br"}
_SHOWN_DIGITS = 12
_TAG = re.compile(rf'"(\d{{1,18}})-([0-9a-f]{{{_SHOWN_DIGITS}}})(?:-gz|-br)?"', re.ASCII)


def digest_of(body: bytes) -> str:
    """SHA-256 in hex: whether two documents are the same."""
    return sha256(body).hexdigest()


def etag_of(number: int, digest: str, coding: Coding) -> str:
    """A strong ETag of one coding, quotes included: ``"42-9f86d081884c-gz"`` (R-HTTP-02 to R-HTTP-04).

    The ledger number lets a delta be counted from a client's tag without keeping history; the digest tells
    apart what two nodes might publish under one number.
    """
    return f'"{number}-{digest[:_SHOWN_DIGITS]}{_SUFFIXES[coding]}"'


def base_of(number: int, digest: str) -> Base:
    """A publication as its ETags name it."""
    return Base(number=number, digest=digest[:_SHOWN_DIGITS])


def read_etag(tag: str) -> Base | None:
    """The publication that an ETag of any coding names, ``None`` for a tag of another kind."""
    match = _TAG.fullmatch(tag)
    return Base(number=int(match[1]), digest=match[2]) if match else None


def build_publication(
    name: str,
    content_type: str,
    body: bytes,
    *,
    number: int,
    modified_at: datetime,
    links: str = "",
    max_age_s: int = 900,
    language: str | None = None,
    slices: bytes = b"",
    private: bool = False,
) -> Publication:
    """Everything an answer at ``name`` can be.

    ``number`` is the ledger number the document stands at, ``modified_at`` comes from ``next_modified``,
    ``links`` is the ready ``Link`` header, ``slices`` what deltas are cut by.
    """
    digest = digest_of(body)
    return Publication(
        name=name,
        media_type=content_type,
        number=number,
        digest=digest,
        modified_at=modified_at,
        representations=tuple(
            Representation(coding=coding, body=coded, etag=etag_of(number, digest, coding))
            for coding, coded in encoded(body)
        ),
        links=links,
        max_age_s=max_age_s,
        language=language,
        slices=slices,
        private=private,
    )
