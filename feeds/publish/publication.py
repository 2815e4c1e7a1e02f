"""Build publications from bytes: digest, content codings and an ETag for each."""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from feeds.model import Coding, Publication, PublicationDraft, Representation
from feeds.publish.codings import encoded
from feeds.publish.delta_index import DeltaBase

_SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: "-gz", Coding.BR: "-br"}
_SHOWN_DIGITS = 12
_TAG = re.compile(rf'"([0-9a-f]{{{_SHOWN_DIGITS}}})(?:-gz|-br)?"', re.ASCII)


def digest_of(body: bytes) -> str:
    """Return the SHA-256 in hex."""
    return sha256(body).hexdigest()


def etag_of(digest: str, coding: Coding) -> str:
    """Return a strong ETag of one coding, quotes included: ``"9f86d081884c-gz"`` (R-HTTP-02 to R-HTTP-04).

    It depends on the content alone: a ledger number would show that something was stored elsewhere.
    """
    return f'"{digest[:_SHOWN_DIGITS]}{_SUFFIXES[coding]}"'


def base_of(number: int, digest: str) -> DeltaBase:
    """Return the revision that the ETags of a publication name."""
    return DeltaBase(number=number, digest=digest[:_SHOWN_DIGITS])


def read_etag(tag: str) -> str | None:
    """Return the digest that an ETag of any coding names, ``None`` for a foreign tag."""
    match = _TAG.fullmatch(tag)
    return match[1] if match else None


def represented(body: bytes, digest: str, zipped: bytes | None = None) -> tuple[Representation, ...]:
    """Return the representations of a body; its gzip coding may be known."""
    return _represented(encoded(body, zipped), digest)


def _represented(bodies: Sequence[tuple[Coding, bytes]], digest: str) -> tuple[Representation, ...]:
    return tuple(
        [Representation(coding=coding, body=coded, etag=etag_of(digest, coding)) for coding, coded in bodies]
    )


def build_publication(
    draft: PublicationDraft,
    *,
    number: int,
    modified_at: datetime,
    delta_index: bytes = b"",
    digest: str | None = None,
    zipped: bytes | None = None,
) -> Publication:
    """Encode a draft and compute its digest and ETags.

    ``number`` is the ledger number of the revision, ``modified_at`` comes from ``next_modified``,
    ``digest`` from ``digest_of`` where it is known already, and so may be the gzip coding, ``zipped``.
    """
    digest = digest or digest_of(draft.body)
    return Publication(
        name=draft.name,
        media_type=draft.media_type,
        number=number,
        digest=digest,
        modified_at=modified_at,
        representations=(
            _represented(((Coding.IDENTITY, draft.body),), digest)
            if draft.packed
            else represented(draft.body, digest, zipped)
        ),
        links=draft.links,
        max_age_s=draft.max_age_s,
        language=draft.language,
        delta_index=delta_index,
        private=draft.private,
    )
