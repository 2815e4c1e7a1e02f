"""The content codings of a publication: made once, the same bytes for the same content (R-HTTP-24).

Levels are a choice between time and size: a live feed is compressed at each change, so both count;
gzip 6 and brotli 5 are where more time stops buying much (measured by the benchmarks).
"""

import gzip
from collections.abc import Callable, Mapping
from types import MappingProxyType

import brotli

from feeds.model import Coding

GZIP_LEVEL = 6
BROTLI_QUALITY = 5


def _gzip(body: bytes) -> bytes:
    """Without a time in the header, or equal content would not be equal bytes."""
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return compressed


ENCODERS: Mapping[Coding, Callable[[bytes], bytes]] = MappingProxyType(
    {Coding.GZIP: _gzip, Coding.BR: _brotli}
)


def encoded(body: bytes) -> tuple[tuple[Coding, bytes], ...]:
    """The body in every coding that makes it smaller, identity first."""
    made = ((coding, encoder(body)) for coding, encoder in ENCODERS.items())
    return ((Coding.IDENTITY, body), *(pair for pair in made if len(pair[1]) < len(body)))
