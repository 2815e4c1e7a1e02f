"""How the bytes of a publication fall into entries, and since which number each of them stands.

With this a delta (RFC 3229 ``feed``) is cut out of the identity bytes without rendering anything: what stood
unchanged in every publication since the one that a client holds, the client has. A piece is known by its
bytes, so whatever changes them (a correction, another renderer, a channel that turns to summaries) renews it.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from feeds.model import Pieces, Tombstone

KNOWN_BASES = 64
"""How many earlier publications a delta may be counted from; who holds an older one is sent everything."""

_PRINT_BYTES = 8


class Slice(NamedTuple):
    """A piece of the identity bytes; ``number`` is the publication since which it stands unchanged."""

    number: int
    size_bytes: int
    print: bytes


class Base(NamedTuple):
    """A publication that clients may hold, as its ETag names it; ``digest`` in the hex digits shown there."""

    number: int
    digest: str


class DeltaIndex(NamedTuple):
    """The pieces of one publication in order, and the publications before it that deltas count from."""

    start_bytes: int
    separator: bytes
    tombstones: tuple[Slice, ...]
    entries: tuple[Slice, ...]
    bases: tuple[Base, ...]
    grave_separator: bytes = b""
    middle_bytes: int = 0

    def pack(self) -> bytes:
        """As the store keeps them: about 20 bytes a piece."""
        return _encoder.encode(self)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(DeltaIndex)


def unpack(packed: bytes) -> DeltaIndex | None:
    """What ``pack`` wrote; ``None`` for a publication that was never sliced, or by an earlier version."""
    try:
        return _decoder.decode(packed) if packed else None
    except msgspec.DecodeError:
        return None


def build_delta_index(
    pieces: Pieces,
    tombstones: Sequence[Tombstone],
    *,
    number: int,
    all_told: bool = True,
    last: bytes = b"",
    held: Base | None = None,
) -> DeltaIndex:
    """Slice a document that is published with ``number``; ``last`` and ``held`` are of the one it replaces.

    ``tombstones`` are the newest first; ``all_told`` is false where there are older ones. Where the
    past is not known for certain, everything counts as new and nothing as a base.
    """
    before = unpack(last) if held is not None and held.number < number else None
    known = {piece.print: piece.number for piece in before.tombstones + before.entries} if before else {}
    pairs = zip(tombstones, pieces.tombstones, strict=True)
    graves = tuple(_slice(body, _stone(grave), known, number) for grave, body in pairs)
    bases = (*before.bases, held) if before and held else ()
    floor = _told_since(before.tombstones if before else (), graves, all_told=all_told)
    return DeltaIndex(
        start_bytes=len(pieces.start),
        separator=pieces.separator,
        tombstones=graves,
        entries=tuple(_slice(body, body, known, number) for body in pieces.entries),
        bases=tuple(base for base in bases if base.number >= floor)[-KNOWN_BASES:],
        grave_separator=pieces.grave_separator,
        middle_bytes=len(pieces.middle),
    )


def _told_since(before: tuple[Slice, ...], graves: tuple[Slice, ...], *, all_told: bool) -> int:
    """The number from which on every tombstone is among ``graves``: older holders might miss one."""
    listed = {grave.print for grave in graves}
    forgotten = [grave.number for grave in before if grave.print not in listed]
    return max((*forgotten, *(() if all_told else (grave.number for grave in graves[-1:]))), default=0)


def _stone(tombstone: Tombstone) -> bytes:
    """What tells a tombstone from another, in a format that has no word for it too."""
    return f"{tombstone.deleted_at.isoformat()} {tombstone.id}".encode()


def _slice(body: bytes, identity: bytes, known: dict[bytes, int], number: int) -> Slice:
    mark = blake2b(identity, digest_size=_PRINT_BYTES).digest()
    return Slice(number=known.get(mark, number), size_bytes=len(body), print=mark)


def delta(body: bytes, slices: DeltaIndex, since: Base) -> bytes | None:
    """The document with only what is new since a base: complete and valid, with the head of today.

    ``None`` when the base is not known, or when something was taken back that the format cannot tell of.
    Source: RFC 3229 §10.4.1, R-HTTP-54.
    """
    if since not in slices.bases:
        return None
    if any(not grave.size_bytes and grave.number > since.number for grave in slices.tombstones):
        return None
    start_bytes, between = slices.start_bytes, slices.grave_separator
    graves, end = _newer(body, slices.tombstones, start_bytes, len(between), since.number)
    middle = body[end : end + slices.middle_bytes]
    entries, foot = _newer(body, slices.entries, end + len(middle), len(slices.separator), since.number)
    parts = (body[:start_bytes], between.join(graves), middle, slices.separator.join(entries), body[foot:])
    return b"".join(parts)


def _newer(
    body: bytes, pieces: tuple[Slice, ...], at: int, between_bytes: int, number: int
) -> tuple[list[bytes], int]:
    """The pieces newer than ``number``, and where all of them end; ``at`` is where they begin."""
    found = []
    end = at
    for piece in pieces:
        end = at + piece.size_bytes
        if piece.number > number:
            found.append(body[at:end])
        at = end + between_bytes
    return found, end
