"""Times as real sources write them to aware UTC times in whole seconds, and back (PROTOCOL §4.5).

The only user of dateutil, which decides what daylight saving makes of a local time; nothing is guessed.
"""

import math
import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil import tz
from msgspec import Struct

from feeds.text.calendar_words import (
    AMBIGUOUS_ZONES,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    NAMED_ZONES,
    ZONE_MINUTES,
)
from feeds.text.dateforms import WallTime, read_form, wall_clock

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older: an earlier time is a fault (R-TIME-18)."""

AHEAD = timedelta(minutes=5)
"""How far a clock may be ahead of ours (R-TIME-18)."""

_ISO_SHAPE = re.compile(r"\d{4}-?(?:\d\d|W)")
_NO_TIME = re.compile(r"0000-?00-?00|0{8,14}\Z")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_EPOCH = re.compile(r"-?\d{9,16}(?:\.\d+)?")
_MS_FROM = 100_000_000_000
_US_FROM = 100_000_000_000_000
_ISO_DATE_CHARS = 10
_NO_OFFSET = timedelta()
_MONTHS = {name: number for number, name in enumerate(ENGLISH_MONTHS, start=1)}
_INTERNET = re.compile(
    rf"(?:(?:{'|'.join(ENGLISH_WEEKDAYS)}), )?(\d{{1,2}}) ({'|'.join(ENGLISH_MONTHS)}) (\d{{4}})"
    r" (\d\d):(\d\d):(\d\d) (GMT|[+-](?:[01]\d|2[0-3])[0-5]\d)",
    re.ASCII,
)
_FIRST_YEAR = 1000
_LAST_YEAR = 9998
_MAX_CHARS = 200
_MAX_ZONE_CHARS = 64
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


class TimeFlag(StrEnum):
    """How sure we are of a time (R-TIME-01, R-TIME-07, R-TIME-16, R-TIME-17)."""

    ZONE_ASSUMED = "zone-assumed"
    DATE_ONLY = "date-only"
    AMBIGUOUS = "ambiguous"
    SHIFTED = "shifted"


class ParsedTime(Struct, frozen=True, gc=False):
    """An instant in UTC, in whole seconds, and how it came about."""

    at: datetime
    flags: tuple[TimeFlag, ...] = ()


class UnreadableTime(Struct, frozen=True, gc=False):
    """Why a value is not a time, in words for the person who can correct the source.

    ``absent``: what programs write where they have none (year 1, ``0000-00-00``).
    """

    reason: str
    absent: bool = False


def parse_time(value: str | float, *, zone: str | None = None) -> ParsedTime | UnreadableTime:
    """Read one time; ``zone`` is the IANA name for local times without an offset (R-TIME-06).

    ISO 8601, RFC 9557, RFC 822, RFC 850, asctime; seconds, milliseconds, microseconds since 1970;
    Chinese and year-first dates, names of months in many languages, numbers with one reading
    (``17.01.2022``). CST and its like count only if ``zone`` goes by them (R-TIME-08); military letters
    but Z are refused (R-TIME-09).
    """
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_CHARS:
            return UnreadableTime(f"a time of {len(text)} characters is too long")
        if text[-1:] == "]":
            text, zone = _without_suffix(text, zone)
        return (
            _iso(text, zone)
            or _internet(text)
            or _compact(text, zone)
            or _epoch_text(text)
            or _written(text, zone)
        )
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return UnreadableTime(f"{value!r} is not a time")
    return _compact(str(value), zone) or _epoch(value)


def implausible(at: datetime, *, now: datetime, ahead: timedelta = AHEAD) -> str | None:
    """Why an instant cannot be a publication time, or ``None`` (R-TIME-18); it may be ``ahead`` of now."""
    if at < EARLIEST:
        return f"{rfc3339(at)} is before 1990"
    return f"{rfc3339(at)} is in the future" if at > now + ahead else None


def known_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone such as ``Asia/Shanghai``."""
    return _zone(name) is not None


@lru_cache(maxsize=4096)
def rfc3339(at: datetime) -> str:
    """``2024-10-22T01:07:16Z`` (R-TIME-03, R-TIME-04)."""
    at = at.astimezone(UTC)
    return f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}Z"


@lru_cache(maxsize=1024)
def rfc822(at: datetime) -> str:
    """``Tue, 22 Oct 2024 01:07:16 GMT``, in English, independent of the locale (R-TIME-11)."""
    at = at.astimezone(UTC)
    return (
        f"{ENGLISH_WEEKDAYS[at.weekday()]}, {at.day:02} {ENGLISH_MONTHS[at.month - 1]} {at.year:04} "
        f"{at.hour:02}:{at.minute:02}:{at.second:02} GMT"
    )


def _iso(text: str, zone: str | None) -> ParsedTime | UnreadableTime | None:
    """The forms ``datetime.fromisoformat`` reads, at C speed; anything odd is left to the others."""
    if not _ISO_SHAPE.match(text) or text.isdigit():
        return None
    if len(text) > _ISO_DATE_CHARS and text[10] not in "Tt " and text[4] == "-" and text[5] != "W":
        return None
    try:
        at = datetime.fromisoformat(text.upper())
    except ValueError:
        return _impossible(text)
    if at.tzinfo is not None:
        if _FIRST_YEAR < at.year < _LAST_YEAR:
            at = at.astimezone(UTC)
            return ParsedTime(at.replace(microsecond=0) if at.microsecond else at)
        return _instant(at.replace(tzinfo=None), at.utcoffset() or _NO_OFFSET)
    return _placed(at, zone, date_only=len(text) <= _ISO_DATE_CHARS and ":" not in text)


def _internet(text: str) -> ParsedTime | UnreadableTime | None:
    """The common form of feeds at a tenth of the cost: RFC 822 with a year of four digits and an offset."""
    match = _INTERNET.fullmatch(text)
    if not match:
        return None
    day, month, year, hour, minute, second, zone = match.groups()
    wall = wall_clock(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second))
    if wall is None:
        return None
    if zone == "GMT":
        return _instant(wall)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return _instant(wall, -offset if zone[0] == "-" else offset)


def _impossible(text: str) -> UnreadableTime | None:
    """Say of a day that it does not exist."""
    match = _DAY.match(text) if not _NO_TIME.match(text) else None
    if match and wall_clock(*(int(part) for part in match.groups()), 0, 0, 0) is None:
        return UnreadableTime(f"{text[:60]!r} names a day that does not exist")
    return None


def _without_suffix(text: str, zone: str | None) -> tuple[str, str | None]:
    """Split ``[Europe/Berlin][u-ca=iso8601]`` off; its zone counts without an offset. Source: RFC 9557."""
    at = text.find("[")
    tags = (tag.removeprefix("!") for tag in text[at + 1 : -1].split("]["))
    named = next((tag for tag in tags if "=" not in tag), None)
    return text[:at].rstrip(), named if named and known_zone(named) else zone


def _compact(text: str, zone: str | None) -> ParsedTime | UnreadableTime | None:
    """``20241022``, ``202410220907`` and ``20241022090716``."""
    match = _COMPACT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    at = wall_clock(year, month, day, hour, minute, second)
    return None if at is None else _placed(at, zone, date_only=match.group(4) is None)


def _epoch_text(text: str) -> ParsedTime | UnreadableTime | None:
    return _epoch(float(text)) if _EPOCH.fullmatch(text) else None


def _epoch(value: float) -> ParsedTime | UnreadableTime:
    """Seconds since 1970; by size, milliseconds or microseconds."""
    size = abs(value)
    seconds = value / 1_000_000 if size >= _US_FROM else value / 1000 if size >= _MS_FROM else value
    try:
        return _instant(datetime.fromtimestamp(math.floor(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        return UnreadableTime(f"{value!r} is not a time since 1970")


def _written(text: str, zone: str | None) -> ParsedTime | UnreadableTime:
    """The other forms: RFC 822, Chinese, month names, year first."""
    if not text:
        return UnreadableTime("the time is empty")
    if _NO_TIME.match(text):
        return UnreadableTime(f"{text[:60]!r} is not a time", absent=True)
    form = read_form(text)
    if form is None:
        return UnreadableTime(f"{text[:60]!r} has no known form of a time")
    return _instant(form.at, form.offset) if form.offset is not None else _zoned(form, zone)


def _zoned(form: WallTime, zone: str | None) -> ParsedTime | UnreadableTime:
    """A wall time with a named zone or none."""
    if form.zone is None:
        return _placed(form.at, zone, date_only=form.date_only)
    named = _named_zone(form.zone, form.at, zone)
    if named is None:
        why = f"the zone {form.zone[:40]!r} is ambiguous or unknown; set the source's timezone"
        return UnreadableTime(why)
    return _resolve(form.at, named)


def _placed(at: datetime, zone: str | None, *, date_only: bool) -> ParsedTime | UnreadableTime:
    """A wall time without an offset, in the source's zone."""
    info = _zone(zone) if zone else None
    if info is None:
        return UnreadableTime("the time has no offset and the source has no timezone")
    flags = (TimeFlag.ZONE_ASSUMED, TimeFlag.DATE_ONLY) if date_only else (TimeFlag.ZONE_ASSUMED,)
    return _resolve(at, info, flags)


def _resolve(at: datetime, info: tzinfo, flags: tuple[TimeFlag, ...] = ()) -> ParsedTime | UnreadableTime:
    """The first of two readings, forward over a gap, both flagged (R-TIME-07, PEP 495)."""
    local = at.replace(tzinfo=info)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        if tz.datetime_exists(local):
            flags = (*flags, TimeFlag.AMBIGUOUS)
        else:
            local = tz.resolve_imaginary(local)
            flags = (*flags, TimeFlag.SHIFTED)
    return _instant(local.replace(tzinfo=None), local.utcoffset() or timedelta(), flags)


def _instant(
    wall: datetime, offset: timedelta = _NO_OFFSET, flags: tuple[TimeFlag, ...] = ()
) -> ParsedTime | UnreadableTime:
    """A wall time less its distance from UTC, where that is a time at all (R-TIME-13)."""
    if wall.year == 1:
        return UnreadableTime("the year 1 is not a time", absent=True)
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        return UnreadableTime(f"the year {wall.year} is out of range")
    return ParsedTime((wall - offset if offset else wall).replace(microsecond=0, tzinfo=UTC), flags)


def _named_zone(name: str, at: datetime, zone: str | None) -> tzinfo | None:
    """Return a written zone: one that the source's own goes by, a known abbreviation, or an IANA name."""
    plain = name.strip(" ()[]（）").removesuffix(".")
    if not plain or len(plain) > _MAX_ZONE_CHARS:
        return None
    lower = plain.lower()
    if own := _own_zone(plain.upper(), at, zone):
        return own
    if lower in ZONE_MINUTES:
        return tz.tzoffset(plain, timedelta(minutes=ZONE_MINUTES[lower]))
    if lower in NAMED_ZONES:
        return _zone(NAMED_ZONES[lower])
    is_name = "/" in plain or (len(plain) > 3 and lower not in AMBIGUOUS_ZONES)  # noqa: PLR2004 - an abbreviation
    return _zone(plain) if is_name else None


def _own_zone(abbreviation: str, at: datetime, zone: str | None) -> tzinfo | None:
    """Return the source's zone at the distance from UTC at which it goes by an abbreviation."""
    info = _zone(zone) if zone else None
    if info is None:
        return None
    for moment in (at, at.replace(month=1, day=1), at.replace(month=7, day=1)):
        local = moment.replace(tzinfo=info)
        if local.tzname() == abbreviation:
            return tz.tzoffset(abbreviation, local.utcoffset() or timedelta())
    return None


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if len(name) <= _MAX_ZONE_CHARS else None
    except (KeyError, ValueError, OSError):
        return None
