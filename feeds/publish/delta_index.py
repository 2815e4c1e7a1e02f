"""The delta index of a publication: where its entries are, and since which revision each is unchanged.

A delta (RFC 3229 ``feed``) is cut from the identity bytes with it, without rendering: a client that holds an
earlier revision already has every piece that is unchanged since. A piece is identified by its bytes, so
anything that changes them (a correction, another renderer, a channel switched to summaries) makes it new.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from feeds.model import FINGERPRINT_BYTES, Pieces, Publication, Tombstone

KNOWN_BASES = 64
"""How many earlier revisions a delta can be computed from; holders of older ones get the whole document."""


class IndexedPiece(NamedTuple):
    """A piece of the identity bytes; ``number`` is the revision since which it is unchanged."""

    number: int
    size_bytes: int
    fingerprint: bytes


class DeltaBase(NamedTuple):
    """A revision that clients may hold, as its ETag names it; ``digest`` has the hex digits shown there."""

    number: int
    digest: str


class DeltaIndex(NamedTuple):
    """The pieces of one revision in order, and the earlier revisions that deltas can start from."""

    start_bytes: int
    separator: bytes
    tombstones: tuple[IndexedPiece, ...]
    entries: tuple[IndexedPiece, ...]
    bases: tuple[DeltaBase, ...]
    tombstone_separator: bytes = b""
    middle_bytes: int = 0

    def pack(self) -> bytes:
        """Serialise for the store: about 20 bytes per piece."""
        return _encoder.encode(self)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(DeltaIndex)


def unpack(packed: bytes) -> DeltaIndex | None:
    """Read what ``pack`` wrote; ``None`` for a publication without an index, or one of an earlier version."""
    try:
        return _decoder.decode(packed) if packed else None
    except msgspec.DecodeError:
        return None


def build_delta_index(
    pieces: Pieces,
    tombstones: Sequence[Tombstone],
    *,
    number: int,
    all_listed: bool = True,
    previous: DeltaBase | None = None,
    previous_index: bytes = b"",
) -> DeltaIndex:
    """Index a document that is published with ``number`` and replaces ``previous``.

    ``tombstones`` are newest first; ``all_listed`` is false where there are older ones that the document does
    not list. Without a reliable previous index every piece counts as new and there are no bases.
    """
    before = unpack(previous_index) if previous is not None and previous.number < number else None
    known = {piece.fingerprint: piece for piece in before.tombstones + before.entries} if before else {}
    pairs = zip(tombstones, pieces.tombstones, strict=True)
    listed = tuple(_indexed(len(body), _fingerprint(_identity(one)), known, number) for one, body in pairs)
    bases = (*before.bases, previous) if before and previous else ()
    oldest = _complete_since(before.tombstones if before else (), listed, all_listed=all_listed)
    return DeltaIndex(
        start_bytes=len(pieces.start),
        separator=pieces.separator,
        tombstones=listed,
        entries=tuple(
            [
                known.get(one.fingerprint) or IndexedPiece(number, len(one.body), one.fingerprint)
                for one in pieces.entries
            ]
        ),
        bases=tuple(base for base in bases if base.number >= oldest)[-KNOWN_BASES:],
        tombstone_separator=pieces.tombstone_separator,
        middle_bytes=len(pieces.middle),
    )


def _complete_since(
    before: tuple[IndexedPiece, ...], listed: tuple[IndexedPiece, ...], *, all_listed: bool
) -> int:
    """Return the revision since which every tombstone is listed: holders of older ones might miss one."""
    fingerprints = {piece.fingerprint for piece in listed}
    dropped = [piece.number for piece in before if piece.fingerprint not in fingerprints]
    return max((*dropped, *(() if all_listed else (piece.number for piece in listed[-1:]))), default=0)


def _identity(tombstone: Tombstone) -> bytes:
    """Return what distinguishes tombstones, also in a format that cannot express them."""
    return f"{tombstone.deleted_at.isoformat()} {tombstone.id}".encode()


def _indexed(
    size_bytes: int, fingerprint: bytes, known: Mapping[bytes, IndexedPiece], number: int
) -> IndexedPiece:
    piece = known.get(fingerprint)
    if piece is None:
        return IndexedPiece(number, size_bytes, fingerprint)
    return piece if piece.size_bytes == size_bytes else piece._replace(size_bytes=size_bytes)


def _fingerprint(identity: bytes) -> bytes:
    return blake2b(identity, digest_size=FINGERPRINT_BYTES).digest()


def delta(body: bytes, index: DeltaIndex, base: DeltaBase) -> bytes | None:
    """Cut the document down to what is new since a base: complete and valid, with the current head.

    ``None`` if the base is unknown, or if an entry was withdrawn since and the format cannot express that.
    Source: RFC 3229 §10.4.1, R-HTTP-54.
    """
    if base not in index.bases:
        return None
    if any(not piece.size_bytes and piece.number > base.number for piece in index.tombstones):
        return None
    start_bytes, between = index.start_bytes, index.tombstone_separator
    tombstones, end = _newer(body, index.tombstones, start_bytes, len(between), base.number)
    middle = body[end : end + index.middle_bytes]
    entries, foot = _newer(body, index.entries, end + len(middle), len(index.separator), base.number)
    return b"".join(
        (body[:start_bytes], between.join(tombstones), middle, index.separator.join(entries), body[foot:])
    )


def content_since(publication: Publication, number: int) -> bytes:
    """Return what is new since a revision, as a complete document; the whole one where that is unknown.

    Only formats that can express a withdrawal are cut down. Source: WebSub §7, R-HUB-13, R-HUB-20.
    """
    index = unpack(publication.delta_index)
    base = next((base for base in index.bases if base.number == number), None) if index else None
    if index is None or base is None:
        return publication.body
    return delta(publication.body, index, base) or publication.body


class Changes(NamedTuple):
    """What is new since a revision: rendered tombstones and entries, each oldest first."""

    tombstones: tuple[bytes, ...]
    entries: tuple[bytes, ...]


def changes_since(publication: Publication, digest: str) -> Changes | None:
    """Return what is new since the revision that ``digest`` names; ``None`` where that is unknown.

    ``digest`` has the hex digits of ``DeltaBase``.
    """
    if publication.digest.startswith(digest):
        return Changes((), ())
    index = unpack(publication.delta_index)
    base = next((base for base in reversed(index.bases) if base.digest == digest), None) if index else None
    if index is None or base is None:
        return None
    body, between_bytes = publication.body, len(index.tombstone_separator)
    tombstones, end = _newer(body, index.tombstones, index.start_bytes, between_bytes, base.number)
    start = end + index.middle_bytes
    entries, _ = _newer(body, index.entries, start, len(index.separator), base.number)
    return Changes(tuple(reversed(tombstones)), tuple(reversed(entries)))


def _newer(
    body: bytes, pieces: tuple[IndexedPiece, ...], start: int, between_bytes: int, number: int
) -> tuple[list[bytes], int]:
    """Return the pieces newer than ``number``, and the offset at which the last of all pieces ends."""
    found = []
    end = start
    for piece in pieces:
        end = start + piece.size_bytes
        if piece.number > number:
            found.append(body[start:end])
        start = end + between_bytes
    return found, end
