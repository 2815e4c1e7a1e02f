"""The times of a record, and which of them can be."""

from datetime import datetime, timedelta

from msgspec import Struct

from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.faults import FieldFault
from feeds.readers.fields import Fields
from feeds.text.dates import ParsedTime, TimeFlag, implausible

EMBARGO = timedelta(days=366)
"""How far ahead a publication counts as planned rather than mistaken."""

_RARE = frozenset({"date_modified", "date_release", "date_expires"})
_KNOWN_FLAGS = {flag.value: flag for flag in TimeFlag}


class RecordTimes(Struct, frozen=True, gc=False):
    """The times of a record; only the publication keeps its flags."""

    published: ParsedTime | None
    modified_at: datetime | None = None
    release_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def published_at(self) -> datetime | None:
        """The publication time, if known."""
        return self.published.at if self.published else None


def read_times(fields: Fields, context: CleaningContext) -> RecordTimes:
    """Read the times; one that is required and cannot be read holds the record."""
    published = context.time(fields, "date_published", required=not context.defaults.undated)
    if _RARE.isdisjoint(fields.data):
        return RecordTimes(published=_plausible(published, None, context))
    release = context.time(fields, "date_release", required=True)
    expires = context.time(fields, "date_expires", required=True)
    return RecordTimes(
        published=_plausible(published, release, context),
        modified_at=context.plausible(fields, "date_modified"),
        release_at=release.at if release else None,
        expires_at=expires.at if expires else None,
    )


def _plausible(
    published: ParsedTime | None, release: ParsedTime | None, context: CleaningContext
) -> ParsedTime | None:
    """The publication, unless it cannot be one (R-TIME-18).

    A time in the future is an embargo if it is within a year or a release confirms it; a later one holds the
    record, because it may be intended. A time in the far past is treated as missing.
    """
    why = implausible(published.at, now=context.defaults.now, ahead=EMBARGO) if published else None
    if why is None or published is None or (release and release.at >= published.at):
        return published
    if context.defaults.undated or published.at < context.defaults.now:
        context.faults.add(FieldFault.DROPPED_TIME, "date_published", why, "It counts as none")
        return None
    hint = "Correct it, or set date_release where it is meant"
    context.faults.add(FieldFault.IMPLAUSIBLE_TIME, "date_published", why, hint)
    return published


def time_flags(published: ParsedTime | None, fields: Fields) -> tuple[TimeFlag, ...]:
    """How sure the publication is; an export remembers it."""
    flags = published.flags if published else ()
    exported = fields.object("_feeds")
    if exported is None:
        return flags
    kept = (_KNOWN_FLAGS[flag] for flag in exported.texts("time_flags") if flag in _KNOWN_FLAGS)
    return tuple(dict.fromkeys((*flags, *kept)))
