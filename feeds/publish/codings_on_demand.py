"""Codings that are not stored: br, encoded when a client first accepts it, and gzip of archive parts."""

from dataclasses import replace

from feeds.model import Coding, Publication, Representation
from feeds.publish.codings import BROTLI_QUALITY, brotli_encoded
from feeds.publish.publication import etag_of, represented

SMALLEST_BYTES = 500
"""Below this size br saves nothing that matters."""


class BrotliOnDemand(Representation):
    """The br representation of a body: its ETag is known at once, its bytes are computed when first read."""

    __slots__ = ("_encoded", "_identity", "_quality")
    _encoded: bytes | None
    _identity: bytes
    _quality: int

    def __init__(self, identity: bytes, etag: str, quality: int = BROTLI_QUALITY) -> None:
        """Encode nothing yet."""
        object.__setattr__(self, "_quality", quality)
        object.__setattr__(self, "coding", Coding.BR)
        object.__setattr__(self, "etag", etag)
        object.__setattr__(self, "_identity", identity)
        object.__setattr__(self, "_encoded", None)

    @property
    def body(self) -> bytes:
        """The encoded bytes."""
        encoded = self._encoded
        if encoded is None:
            encoded = brotli_encoded(self._identity, self._quality)
            object.__setattr__(self, "_encoded", encoded)
        return encoded

    @property
    def is_encoded(self) -> bool:
        """Whether the bytes were read."""
        return self._encoded is not None


def offer_codings(publication: Publication, quality: int = BROTLI_QUALITY) -> Publication:
    """Add gzip to a publication stored without it, and br, not encoded yet, to one that gzip makes smaller.

    Encoding gzip takes some milliseconds: call it off the event loop.
    """
    stored, body, digest = publication.representations, publication.body, publication.digest
    known = stored if len(stored) > 1 else represented(body, digest)
    codings = {one.coding for one in known}
    if Coding.GZIP in codings and Coding.BR not in codings and len(body) >= SMALLEST_BYTES:
        known = (*known, BrotliOnDemand(body, etag_of(digest, Coding.BR), quality))
    return publication if len(known) == len(stored) else replace(publication, representations=known)


def encode_as_before(publication: Publication, previous: Publication) -> None:
    """Encode br if a client requested the previous revision in it; call it off the event loop."""
    asked = any(isinstance(one, BrotliOnDemand) and one.is_encoded for one in previous.representations)
    for one in publication.representations if asked else ():
        _ = one.body
