"""The content codings of a publication: encoded once, the same bytes for the same content (R-HTTP-24).

Fast encoders, because a live feed is compressed at every change: decision 0015 has the measurements.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import brotli
from isal import igzip_lib

from feeds.model import Coding

GZIP_LEVEL = 3
BROTLI_QUALITY = 1


def _gzip(body: bytes) -> bytes:
    """Compress without a time in the header, so that equal content gives equal bytes."""
    return igzip_lib.compress(body, GZIP_LEVEL, igzip_lib.COMP_GZIP)


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return compressed


ENCODERS: Mapping[Coding, Callable[[bytes], bytes]] = MappingProxyType(
    {Coding.GZIP: _gzip, Coding.BR: _brotli}
)


def encoded(body: bytes) -> tuple[tuple[Coding, bytes], ...]:
    """Return the body in every coding that makes it smaller than those before it, identity first."""
    pairs = [(Coding.IDENTITY, body)]
    for coding, encoder in ENCODERS.items():
        coded = encoder(body)
        if len(coded) < len(pairs[-1][1]):
            pairs.append((coding, coded))
    return tuple(pairs)
