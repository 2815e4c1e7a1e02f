"""What is known of a source's readings: when it was read, when it brought something new, its last fault."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceHealth(StrEnum):
    """How a source is doing."""

    OK = "ok"
    QUIET = "quiet"
    FAILING = "failing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    """The readings of one source.

    ``arrivals`` are times at which it brought new articles, oldest first, thinned out and bounded; ``new_at``
    is the last of all. ``error`` and ``failed_at`` are of the last fault, ``failing`` while it lasts.
    """

    source: str
    read_at: datetime | None = None
    new_at: datetime | None = None
    arrivals: tuple[datetime, ...] = ()
    failed_at: datetime | None = None
    error: str | None = None
    error_where: str | None = None
    failing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source as those who run the service see it.

    ``usual_gap_s`` is the longest time it usually brings nothing new, ``None`` until that is known; ``held``
    is how much of it is in quarantine.
    """

    visit: ReadHistory
    pulse: SourceHealth
    usual_gap_s: int | None = None
    held: int = 0
