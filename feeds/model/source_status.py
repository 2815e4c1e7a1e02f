"""The status of sources: when each was read, when it had new records, its last error."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceHealth(StrEnum):
    """The health of a source."""

    OK = "ok"
    QUIET = "quiet"
    FAILING = "failing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    """The read history of one source.

    ``arrivals`` are times at which it had new articles, oldest first, thinned out and bounded; ``new_at``
    is the last of them. ``error`` and ``failed_at`` describe the last error, and ``failing`` is true while
    it lasts.
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
    """The status of a source, for operators.

    ``usual_gap_s`` is the longest usual time without new records, ``None`` until it is known;
    ``quarantined`` is the number of its quarantined records.
    """

    history: ReadHistory
    health: SourceHealth
    usual_gap_s: int | None = None
    quarantined: int = 0
