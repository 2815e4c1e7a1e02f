"""Whether a candidate replaces what stands, and when it may say it was made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_TICK = timedelta(seconds=1)


class Verdict(StrEnum):
    """What becomes of a candidate."""

    PUBLISH = "publish"
    RELINK = "relink"
    UNCHANGED = "unchanged"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentKey:
    """What tells one revision of an address from another: its digest, and what is said beside the bytes."""

    digest: str
    links: str = ""
    private: bool = False


def decide(last: ContentKey | None, face: ContentKey, *, sound: bool) -> Verdict:
    """Weigh a candidate against the publication that stands, if any; ``sound`` if it has no errors.

    The same bytes are no new revision, so no new ETag and no ping (R-PERF-04), even where the links beside
    them are new. A document with an error is withheld: the last good one stays, and where there is none the
    address stays empty.
    """
    if not sound:
        return Verdict.WITHHOLD
    if last is None or last.digest != face.digest:
        return Verdict.PUBLISH
    return Verdict.UNCHANGED if last == face else Verdict.RELINK


def next_modified(previous: datetime | None, now: datetime) -> datetime:
    """The ``Last-Modified`` of the next revision, in whole seconds: later than the previous one in any case.

    libcurl clients drop a new body whose time is not newer (R-HTTP-09). Where the result is later than
    ``now``, the second is used up: the revision should become visible only then (R-HTTP-10), and changes
    until then join it. A clock that was set back makes the wait long; then rising is worth more than truth.
    """
    current = now.replace(microsecond=0)
    return current if previous is None else max(current, previous + _TICK)
