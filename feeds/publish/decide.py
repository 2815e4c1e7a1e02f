"""Whether a candidate replaces the current publication, and which ``Last-Modified`` it gets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_TICK = timedelta(seconds=1)


class Verdict(StrEnum):
    """What to do with a candidate.

    ``RELINK`` publishes changed metadata with equal bytes, under the current number and ETag.
    """

    PUBLISH = "publish"
    RELINK = "relink"
    UNCHANGED = "unchanged"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentKey:
    """What distinguishes revisions of one address: the digest of the bytes, and the metadata."""

    digest: str
    links: str = ""
    private: bool = False


def decide(current: ContentKey | None, candidate: ContentKey, *, valid: bool) -> Verdict:
    """Compare a candidate with the current publication, if there is one.

    Equal bytes are not a new revision: no new ETag and no ping (R-PERF-04), even where the links beside them
    changed. A document that is not ``valid`` is rejected: the last valid one stays published.
    """
    if not valid:
        return Verdict.REJECT
    if current is None or current.digest != candidate.digest:
        return Verdict.PUBLISH
    return Verdict.UNCHANGED if current == candidate else Verdict.RELINK


def next_modified(previous: datetime | None, now: datetime) -> datetime:
    """Return the ``Last-Modified`` of the next revision, in whole seconds, always later than the previous.

    libcurl clients drop a new body whose time is not newer (R-HTTP-09). A result later than ``now`` means
    that the second is used up: the revision should become visible only then (R-HTTP-10), and changes until
    then join it.
    """
    current = now.replace(microsecond=0)
    return current if previous is None else max(current, previous + _TICK)
