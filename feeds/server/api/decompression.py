"""Gzip taken apart as it comes, a bounded piece at a time. Source: RFC 1952 §2.2 (several members)."""

import zlib
from collections.abc import Iterator

PIECE_BYTES = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class Inflater:
    """One gzip stream of any number of members."""

    def __init__(self) -> None:
        """Begin before the first member."""
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes packed in ``data``, however many. Raises ``ValueError`` for what is no gzip."""
        while data:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            self._begun = True
            try:
                piece = self._member.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise ValueError(f"the body is not gzip: {error}") from error
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if piece:
                yield piece

    def finish(self) -> Iterator[bytes]:
        """What is left. Raises ``ValueError`` when the stream breaks off."""
        while not self._member.eof:
            try:
                piece = self._member.decompress(b"", PIECE_BYTES)
            except zlib.error as error:
                raise ValueError(f"the body is not gzip: {error}") from error
            if not piece:
                break
            yield piece
        if self._begun and not self._member.eof:
            raise ValueError("the gzip stream breaks off")
