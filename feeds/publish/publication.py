"""Build publications from bytes: digest, content codings and an ETag for each."""

import re
from datetime import datetime
from hashlib import sha256

from feeds.model import Coding, Publication, PublicationDraft, Representation
from feeds.publish.codings import encoded
from feeds.publish.delta_index import DeltaBase

_SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: "-gz", Coding.BR: "-br"}
_SHOWN_DIGITS = 12
_TAG = re.compile(rf'"(\d{{1,18}})-([0-9a-f]{{{_SHOWN_DIGITS}}})(?:-gz|-br)?"', re.ASCII)


def digest_of(body: bytes) -> str:
    """Return the SHA-256 in hex."""
    return sha256(body).hexdigest()


def etag_of(number: int, digest: str, coding: Coding) -> str:
    """Return a strong ETag of one coding, quotes included: ``"42-9f86d081884c-gz"`` (R-HTTP-02 to R-HTTP-04).

    With the ledger number a delta can be computed from a client's tag without stored history; the digest
    distinguishes documents that two nodes publish under one number.
    """
    return f'"{number}-{digest[:_SHOWN_DIGITS]}{_SUFFIXES[coding]}"'


def base_of(number: int, digest: str) -> DeltaBase:
    """Return the revision that the ETags of a publication name."""
    return DeltaBase(number=number, digest=digest[:_SHOWN_DIGITS])


def read_etag(tag: str) -> DeltaBase | None:
    """Return the revision that an ETag of any coding names, ``None`` for a foreign tag."""
    match = _TAG.fullmatch(tag)
    return DeltaBase(number=int(match[1]), digest=match[2]) if match else None


def build_publication(
    draft: PublicationDraft, *, number: int, modified_at: datetime, delta_index: bytes = b""
) -> Publication:
    """Encode a draft and compute its digest and ETags.

    ``number`` is the ledger number of the revision, ``modified_at`` comes from ``next_modified``.
    """
    digest = digest_of(draft.body)
    return Publication(
        name=draft.name,
        media_type=draft.media_type,
        number=number,
        digest=digest,
        modified_at=modified_at,
        representations=tuple(
            Representation(coding=coding, body=coded, etag=etag_of(number, digest, coding))
            for coding, coded in encoded(draft.body)
        ),
        links=draft.links,
        max_age_s=draft.max_age_s,
        language=draft.language,
        delta_index=delta_index,
        private=draft.private,
    )
