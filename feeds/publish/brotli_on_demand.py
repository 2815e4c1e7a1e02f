"""The br coding, encoded when a client first accepts it: publishing an article waits for gzip alone."""

from dataclasses import replace

from feeds.model import Coding, Publication, Representation
from feeds.publish.codings import BROTLI_QUALITY, brotli_encoded
from feeds.publish.publication import etag_of

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


def offer_brotli(publication: Publication, quality: int = BROTLI_QUALITY) -> Publication:
    """Add the br coding to a publication that gzip makes smaller, without encoding it."""
    known = {one.coding: one for one in publication.representations}
    if Coding.BR in known or Coding.GZIP not in known or len(publication.body) < SMALLEST_BYTES:
        return publication
    brotli = BrotliOnDemand(publication.body, etag_of(publication.digest, Coding.BR), quality)
    return replace(publication, representations=(*publication.representations, brotli))


def encode_as_before(publication: Publication, previous: Publication) -> None:
    """Encode br if a client requested the previous revision in it; call it off the event loop."""
    asked = any(isinstance(one, BrotliOnDemand) and one.is_encoded for one in previous.representations)
    for one in publication.representations if asked else ():
        _ = one.body
