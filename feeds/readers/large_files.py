"""Which files of the newsroom's own are read in a parser process: those that are decoded in one long call.

Such a call holds the interpreter lock until it ends, and the serving loop waits for it.
"""

import os

from feeds.readers.files import STDIN, opened_own
from feeds.readers.parser_pool import IN_PARSER

LARGE_BYTES = 256_000
"""A document of this size is decoded in less than the loop may wait."""

MAX_BYTES = 100_000_000
"""The largest file that a parser process has the memory for; larger ones are read in a thread."""

_DOCUMENT_ENDINGS = (".json", ".json.gz")
_PIECE_BYTES = 65_536
"""Lines that lie within a piece are not long."""


def is_large(body: bytes) -> bool:
    """Whether a document is decoded in a parser process; never in one."""
    return LARGE_BYTES < len(body) <= MAX_BYTES and IN_PARSER not in os.environ


def needs_parser(path: str, *, is_document: bool | None = None) -> bool:
    """Whether a file is a large JSON document or has a long line. Raises ``SourceError``.

    ``is_document``: whether it is decoded as a whole; by its name if that is not known.
    """
    if path == STDIN or IN_PARSER in os.environ:
        return False
    size_bytes = line_bytes = longest_bytes = 0
    with opened_own(path) as file:
        while piece := file.read(_PIECE_BYTES):
            size_bytes += len(piece)
            if size_bytes > MAX_BYTES:
                return False
            last = piece.rfind(b"\n")
            longest_bytes = max(longest_bytes, line_bytes + (len(piece) if last < 0 else piece.find(b"\n")))
            line_bytes = line_bytes + len(piece) if last < 0 else len(piece) - last - 1
    if is_document is None:
        is_document = path.lower().endswith(_DOCUMENT_ENDINGS)
    return (size_bytes if is_document else longest_bytes) > LARGE_BYTES
