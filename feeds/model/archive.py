"""The archive of a channel: where its entries lie in time, and the parts they are filed in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A place in the order of an archive, the oldest first; the id tells entries of one second apart."""

    published_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A record at its place: its key, the number of its last change, and its size as stored."""

    position: Position
    key: int
    number: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of the archive: what lies after the part before it, up to and with ``until``.

    ``name`` is its month, with a count where a month has several (``2024-10``, ``2024-10-2``). It waits to
    be published while ``dirty`` is greater than ``built``, the ledger numbers of its last change and of what
    is published; ``built`` is 0 until it is published first.
    """

    name: str
    until: Position
    dirty: int
    built: int = 0
