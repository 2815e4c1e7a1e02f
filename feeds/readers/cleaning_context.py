"""Where one record is cleaned: its terms, its base, and the faults found so far."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.raw import Time
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import single_line
from feeds.text.dates import ParsedTime, implausible, parse_time
from feeds.text.plain import plain_line
from feeds.text.urls import permalink

_WRITE_TIME = "Write it as 2024-10-22T09:07:16+08:00, or set the source's timezone"


@dataclass(slots=True)
class CleaningContext:
    """One record in work; ``plain`` texts have no markup to lose, ``base`` is the article's address.

    ``article`` is the same where the article has one of its own.
    """

    terms: SourceDefaults
    plain: bool = False
    base: str | None = None
    article: str | None = None
    faults: FaultCollector = field(default_factory=FaultCollector)

    def place(self, article: str | None) -> None:
        """Set the article's own address."""
        self.article = article
        self.base = article or self.terms.base

    def line(self, value: str | None) -> str | None:
        """A text of one line, ``None`` when nothing is left."""
        return one_line(value, plain=self.plain) if value else None

    def name(self, value: str | None) -> str | None:
        """A line that comes again in other records."""
        return _name(value, self.plain) if value else None

    def address(self, value: str | None, element: str, *, base: bool = True) -> str | None:
        """An address of less weight: one that cannot be linked is dropped with a warning (R-URL-06)."""
        if not value or not value.strip():
            return None
        url = permalink(value, self.base if base else None)
        if url is None:
            what = f"{value[:80]!r} is no http or https address"
            self.faults.add(
                FieldFault.DROPPED_ADDRESS, element, what, "It was left out; mend it at the source"
            )
        return url

    def time(self, value: Time, element: str) -> ParsedTime | None:
        """One time, or a fault that says why it is none."""
        if value is None or value == "":
            return None
        time = parse_time(value, zone=self.terms.zone)
        if isinstance(time, ParsedTime):
            return time
        if time.absent:
            hint = "It counts as none; leave the field out instead"
            self.faults.add(FieldFault.DROPPED_TIME, element, time.reason, hint)
        else:
            self.faults.add(FieldFault.UNREADABLE_TIME, element, time.reason, _WRITE_TIME)
        return None

    def plausible(self, value: Time, element: str) -> datetime | None:
        """A time of less weight: one that cannot be is dropped with a warning (R-TIME-18)."""
        time = self.time(value, element)
        why = implausible(time.at, now=self.terms.now) if time else None
        if why:
            self.faults.add(FieldFault.DROPPED_TIME, element, why, "It was left out; mend it at the source")
            return None
        return time.at if time else None


def one_line(value: str | None, *, plain: bool) -> str | None:
    """A text of one line; only text that may hold markup loses it (R-TEXT-01, R-TEXT-07)."""
    if not value:
        return None
    return (single_line(value) if plain else plain_line(value)) or None


@lru_cache(maxsize=8192)
def _name(value: str, plain: bool) -> str | None:  # noqa: FBT001 - the cache's key
    return one_line(value, plain=plain)
