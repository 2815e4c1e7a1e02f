"""Bounded decompression of content codings: a body never expands beyond the size its caller allows."""

import zlib
from io import BytesIO

CODINGS = "gzip, deflate"
"""The content codings a request accepts: those whose output zlib can bound step by step."""

MAX_MEMBERS = 1_000
"""The most members of one gzip stream; a member without content costs time and adds no bytes."""

_STEP_BYTES = 65_536
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_ZLIB_METHOD = 8
_GZIP_MAGIC = b"\x1f\x8b"


def decompress(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Return the content of a body in ``gzip`` or ``deflate``, of ``max_bytes`` at most.

    ``deflate`` is read with and without the zlib wrapper, as servers send both. Memory stays below
    ``max_bytes`` plus one step, whatever the body. Raises ``ValueError`` for content that is longer, for a
    broken or cut-off body, and for another coding. Source: RFC 9110 §8.4.1, RFC 1952 §2.2.
    """
    names = [name for one in coding.split(",") if (name := one.strip().lower()) not in {"", "identity"}]
    if len(names) > 1 or (names and names[0] not in {"gzip", "x-gzip", "deflate"}):
        raise ValueError(f"the content coding {coding[:80]!r} is not supported")
    if not names or not body:
        return _within(body, max_bytes)
    raw = names[0] == "deflate" and body[0] & 0x0F != _ZLIB_METHOD
    try:
        return _inflate(body, _RAW_DEFLATE if raw else _GZIP_OR_ZLIB, max_bytes)
    except zlib.error as error:
        raise ValueError(f"the body is not {names[0]}: {error}") from error


def _inflate(body: bytes, window_bits: int, max_bytes: int) -> bytes:
    """The content of all members, one after another; what follows the last one is ignored."""
    content = BytesIO()  # gives its bytes away without a copy, for which the serving loop would wait
    view, position = memoryview(body), 0
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(window_bits)
        while not member.eof:
            step = member.unconsumed_tail or view[position : position + _STEP_BYTES]
            if not member.unconsumed_tail:
                position += len(step)
            piece = member.decompress(step, _STEP_BYTES)
            if not (step or piece):
                raise ValueError("the compressed body is cut off")
            content.write(piece)
            if content.tell() > max_bytes:
                raise ValueError(f"the content is longer than {max_bytes} bytes")
        position -= len(member.unused_data)
        if view[position : position + len(_GZIP_MAGIC)] != _GZIP_MAGIC:
            return content.getvalue()
    raise ValueError(f"the body has more than {MAX_MEMBERS} gzip members")


def _within(body: bytes, max_bytes: int) -> bytes:
    if len(body) > max_bytes:
        raise ValueError(f"the content is longer than {max_bytes} bytes")
    return body
