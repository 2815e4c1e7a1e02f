"""Decodes gzip in bounded pieces as it arrives. Source: RFC 1952 §2.2 (several members)."""

import zlib
from collections.abc import Iterator

PIECE_BYTES = 256 * 1024
MOST_EMPTY_MEMBERS = 64
"""Members without content in a row that are accepted; compressors write one at most."""

_GZIP = 16 + zlib.MAX_WBITS


class GzipDecoder:
    """One gzip stream of any number of members."""

    def __init__(self) -> None:
        """Begin before the first member."""
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False
        self._empty_members = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes of ``data``, in pieces. Raises ``ValueError`` for data that is not gzip.

        A member without content costs its sender 20 bytes and the decoder its set-up, so their number is
        bounded.
        """
        while data:
            if self._member.eof:
                self._next_member()
            self._begun = True
            try:
                piece = self._member.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise ValueError(f"the body is not gzip: {error}") from error
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if piece:
                self._empty_members = 0
                yield piece

    def _next_member(self) -> None:
        """Begin another member."""
        self._empty_members += 1
        if self._empty_members > MOST_EMPTY_MEMBERS:
            raise ValueError(f"the gzip stream has more than {MOST_EMPTY_MEMBERS} members without content")
        self._member = zlib.decompressobj(_GZIP)

    def finish(self) -> Iterator[bytes]:
        """The rest. Raises ``ValueError`` when the stream is incomplete."""
        while not self._member.eof:
            try:
                piece = self._member.decompress(b"", PIECE_BYTES)
            except zlib.error as error:
                raise ValueError(f"the body is not gzip: {error}") from error
            if not piece:
                break
            yield piece
        if self._begun and not self._member.eof:
            raise ValueError("the gzip stream is incomplete")
