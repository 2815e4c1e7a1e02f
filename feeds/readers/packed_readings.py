"""Readings on their way from a parser process: packed in parts, each decoded when its turn comes.

Decoding holds the interpreter lock until it ends: a document of 100,000 entries at once would stop the
serving loop.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec
from msgspec.structs import replace

from feeds.model import Reading

PART_READINGS = 100
"""The most readings of a part: they are decoded in about a millisecond."""


@dataclass(frozen=True, slots=True)
class PackedReadings:
    """Readings in their order."""

    parts: tuple[bytes, ...] = ()

    def __iter__(self) -> Iterator[Reading]:
        """Iterate over the readings."""
        for part in self.parts:
            yield from _decode(part)


def pack(readings: Iterable[Reading]) -> PackedReadings:
    """Pack readings, whatever stood in their documents."""
    found = map(_as_utf8, readings)
    return PackedReadings(tuple(iter(lambda: _encode(tuple(islice(found, PART_READINGS))), _NOTHING)))


def _as_utf8(reading: Reading) -> Reading:
    """Return a reading that can be sent to another process."""
    return replace(reading, raw=reading.raw.encode("utf-8", "replace").decode()) if reading.raw else reading


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Reading, ...]).decode
_NOTHING = _encode(())
