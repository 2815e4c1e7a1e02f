"""Whether a candidate replaces what stands, and when it may say it was made."""

from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model import Report

_TICK = timedelta(seconds=1)


class Verdict(StrEnum):
    """What becomes of a candidate."""

    PUBLISH = "publish"
    UNCHANGED = "unchanged"
    WITHHOLD = "withhold"


def decide(last_digest: str | None, digest: str, report: Report) -> Verdict:
    """Weigh a candidate's digest and findings against the publication that stands, if any.

    The same bytes are no new revision, so no new ETag and no ping (R-PERF-04). A document with an error is
    withheld: the last good one stays, and where there is none the address stays empty.
    """
    if digest == last_digest:
        return Verdict.UNCHANGED
    return Verdict.PUBLISH if report.valid else Verdict.WITHHOLD


def next_modified(previous: datetime | None, now: datetime) -> datetime:
    """The ``Last-Modified`` of the next revision, in whole seconds: later than the previous one in any case.

    libcurl clients drop a new body whose time is not newer (R-HTTP-09). Where the result is later than
    ``now``, the second is used up: the revision should become visible only then (R-HTTP-10), and changes
    until then join it. A clock that was set back makes the wait long; then rising is worth more than truth.
    """
    current = now.replace(microsecond=0)
    return current if previous is None else max(current, previous + _TICK)
