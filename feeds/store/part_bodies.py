"""The documents of archive parts: those of a part hold the same articles, and are compressed together."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from feeds.store import schema
from feeds.store.prepared import prepare
from feeds.store.session import Transaction
from feeds.store.threads import off_loop

LEVEL = 3
"""Higher levels take twice the time for 5 % less; lower ones do not find what repeats in other formats."""

_encode = msgspec.msgpack.Encoder(order="sorted").encode
_decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode

_part = schema.part_bodies.c
_is_part = (_part.channel == bindparam("of"), _part.part == bindparam("called"))
_READ = prepare(select(_part.bodies).where(*_is_part))
_DELETE = prepare(delete(schema.part_bodies).where(*_is_part))
_INSERT = prepare(insert(schema.part_bodies))


class PartReader:
    """Reads the documents of archive parts in one transaction.

    The last part stays unpacked: its documents are often read one after the other.
    """

    def __init__(self, tx: Transaction) -> None:
        """Read nothing yet."""
        self._tx = tx
        self._last: tuple[int, str] | None = None
        self._bodies: Mapping[str, bytes] = {}

    async def bodies(self, channel: int, part: str) -> Mapping[str, bytes]:
        """Return the documents of a part by name; none for a part that has no documents here."""
        if self._last != (channel, part):
            stored = (await self._tx.execute(_READ, {"of": channel, "called": part})).scalar()
            self._bodies = {} if stored is None else await off_loop(_unpacked, stored)
            self._last = channel, part
        return self._bodies


async def replace_bodies(
    tx: Transaction, channel: int, part: str, changed: Mapping[str, bytes], kept: frozenset[str]
) -> None:
    """Replace documents of a part; those that are not ``kept`` are removed."""
    bodies = dict(changed)
    if kept.difference(changed):
        former = await PartReader(tx).bodies(channel, part)
        bodies = {name: body for name, body in former.items() if name in kept} | bodies
    await tx.execute(_DELETE, {"of": channel, "called": part})
    if bodies:
        row = {"channel": channel, "part": part, "bodies": await off_loop(_packed, bodies)}
        await tx.execute(_INSERT, [row])


def _packed(bodies: Mapping[str, bytes]) -> bytes:
    from zstandard import ZstdCompressor  # loaded here: commands that publish nothing start without it

    return ZstdCompressor(level=LEVEL).compress(_encode(bodies))


def _unpacked(stored: bytes) -> dict[str, bytes]:
    from zstandard import ZstdDecompressor

    return _decode(ZstdDecompressor().decompress(stored))
