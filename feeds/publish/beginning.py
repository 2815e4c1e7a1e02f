"""Bodies that begin as they did before: only what follows is hashed and compressed."""

from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from isal import isal_zlib

from feeds.publish.codings import GZIP_LEVEL

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_RAW_DEFLATE = -15
_SIZE_MODULUS = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedBody:
    """A body with its digest and its gzip coding."""

    body: bytes
    digest: str
    zipped: bytes


class Beginning:
    """The beginning of a body; where it ends decides on the coding of the whole, the same everywhere."""

    def __init__(self, data: bytes) -> None:
        """Hash and compress the beginning, up to a boundary of bytes."""
        self._data = data
        self._hash = sha256(data)
        packing = isal_zlib.compressobj(GZIP_LEVEL, wbits=_RAW_DEFLATE)
        self._packed = packing.compress(data) + packing.flush(isal_zlib.Z_FULL_FLUSH)
        self._crc = crc32(data)

    def completed(self, end: bytes) -> CompletedBody:
        """Return the body with this end. Source: RFC 1951 §3.2, RFC 1952 §2.3."""
        digest = self._hash.copy()
        digest.update(end)
        packing = isal_zlib.compressobj(GZIP_LEVEL, wbits=_RAW_DEFLATE)
        size = (len(self._data) + len(end)) % _SIZE_MODULUS
        trailer = crc32(end, self._crc).to_bytes(4, "little") + size.to_bytes(4, "little")
        return CompletedBody(
            body=self._data + end,
            digest=digest.hexdigest(),
            zipped=b"".join((_GZIP_HEAD, self._packed, packing.compress(end), packing.flush(), trailer)),
        )
