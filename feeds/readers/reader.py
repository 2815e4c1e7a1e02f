"""The protocol all readers keep, and what they are given."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from feeds.errors import SourceError
from feeds.model import Mark, Reading, Site
from feeds.outgoing import Outgoing
from feeds.readers.reading_threads import source_threads

BATCH = 500
"""The most readings of a batch."""

BATCH_CHARS = 4_000_000
"""A batch ends when its contents are this long, so that memory stays flat with long articles too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContext:
    """What a reader needs besides its settings.

    ``marks`` are what the last reader of this source left; ``outgoing`` fetches addresses. ``by_hand``: a
    person requested this read, so polling intervals of servers do not delay it. ``pushed`` are the
    addresses whose documents a hub delivers.
    """

    site: Site
    now: Callable[[], datetime]
    outgoing: Outgoing | None = None
    marks: tuple[Mark, ...] = ()
    by_hand: bool = False
    pushed: frozenset[str] = frozenset()


class Reader(Protocol):
    """One source of records.

    Re-reading is always safe: the same input gives the same readings in the same order.
    """

    @property
    def name(self) -> str:
        """The source's name."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """How far it has read, for the next reader; true once the batches read so far are stored."""

    @property
    def was_read(self) -> bool:
        """Whether ``read`` read the source: not if no address was due, or one that failed still waits."""

    @property
    def complete(self) -> bool:
        """Whether the read that ended met every record that the source has now."""

    def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield batches in the source's order.

        Raises ``SourceError`` when the source as a whole could not be read, after what could be.
        """


async def batches(readings: Iterator[Reading]) -> AsyncIterator[tuple[Reading, ...]]:
    """Cut a blocking stream into batches, each read off the event loop."""
    while batch := await source_threads().run(partial(_take, readings)):
        yield batch


def raise_broken(broken: list[SourceError]) -> None:
    """Raise the first of the errors that parts of a source met, and say how many there were."""
    if broken:
        first, more = broken[0], len(broken) - 1
        hint = f"{first.hint or ''} ({more} more could not be read)".strip() if more else first.hint
        raise SourceError(first.message, where=first.where, hint=hint)


def _take(readings: Iterator[Reading]) -> tuple[Reading, ...]:
    batch: list[Reading] = []
    chars = 0
    for reading in readings:
        batch.append(reading)
        record = reading.record
        chars += len(reading.raw) + (len(record.content_html or record.content_text or "") if record else 0)
        if len(batch) == BATCH or chars >= BATCH_CHARS:
            break
    return tuple(batch)
