"""The archive of a channel: the order of its entries, and its parts."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct


class Position(Struct, frozen=True, kw_only=True, order=True, gc=False):
    """A position in an archive, oldest first; the key orders entries of one second by arrival."""

    published_at: datetime
    key: int


class Filed(Struct, frozen=True, kw_only=True, gc=False):
    """A record with its position, the number of its last change, and its stored size."""

    position: Position
    number: int
    size_bytes: int

    @property
    def key(self) -> int:
        """The key of the record."""
        return self.position.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of the archive: the entries after the part before it, up to and including ``until``.

    ``name`` is its month, with a number where a month has several parts (``2024-10``, ``2024-10-2``).
    ``dirty`` and ``built`` are the ledger numbers of its last change and of its publication; it is to be
    published while ``dirty`` is greater. ``built`` is 0 before the first publication.
    """

    name: str
    until: Position
    dirty: int
    built: int = 0
