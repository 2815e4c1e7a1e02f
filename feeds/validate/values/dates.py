# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""Dates: what each form allows, and the instant it names where the clock is judged too."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = {"ut": 0, "gmt": 0, "z": 0} | {
    name: hours
    for hours, pair in (
        (-4, ("edt",)),
        (-5, ("est", "cdt")),
        (-6, ("cst", "mdt")),
        (-7, ("mst", "pdt")),
        (-8, ("pst",)),
    )
    for name in pair
}

_CLOCK = r"T(\d\d):(\d\d)(?::(\d\d)(?:\.\d*)?)?"
_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_W3CDTF = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:{_CLOCK}(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII)
_ISO8601 = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:{_CLOCK}(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)
_RFC2822 = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d\d):(\d\d)(?::(\d\d))? ([+-]?\d\d[03]0|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)",
    re.ASCII,
)
_RFC822 = re.compile(
    r"(?:(mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d\d?)\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+"
    r"(\d\d(?:\d\d)?)\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|ut|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|[a-ik-z])?",
    re.ASCII,
)
_COMMENT = re.compile(r"\([^()]*\)")


class WrongDayError(ValueError):
    """The weekday is not the day of the date."""


class OldFormError(ValueError):
    """Allowed by RFC 822, but readers differ about it."""


def _instant(fields: tuple[str | None, ...], offset: str | None) -> datetime:
    """Put the parts together; ``ValueError`` names the part that is out of range."""
    year, month, day, hour, minute, second = (int(part) if part else None for part in fields)
    if hour is not None and hour > 23:
        raise ValueError(f"there is no hour {hour}")
    if minute is not None and minute > 59:
        raise ValueError(f"there is no minute {minute}")
    if second is not None and second > 60:
        raise ValueError(f"there is no second {second}")
    clock = (hour or 0, minute or 0, min(second or 0, 59))
    moment = datetime(
        1 if year is None else year,
        1 if month is None else month,
        1 if day is None else day,
        *clock,
        tzinfo=UTC,
    )
    return _shift(moment, offset)


def _shift(moment: datetime, offset: str | None) -> datetime:
    try:
        return moment - _offset(offset) if offset else moment
    except OverflowError as error:
        raise ValueError("the date is out of range") from error


def _offset(text: str) -> timedelta:
    if not text[-1].isdigit():
        return timedelta(hours=ZONES.get(text.lower(), 0))
    digits = text.lstrip("+-").replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(f"there is no offset {text}")
    delta = timedelta(hours=hours, minutes=minutes)
    return -delta if text[0] == "-" else delta


@lru_cache(maxsize=4096)
def rfc3339(text: str) -> datetime:
    """The instant of an RFC 3339 date-time with upper-case ``T`` and ``Z``; ``ValueError`` if it is none."""
    found = _RFC3339.fullmatch(text)
    if not found:
        raise ValueError("it is no RFC 3339 date-time")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=1024)
def w3cdtf(text: str) -> datetime:
    """The instant of a W3C date: as much of it as is given, a time only with its offset."""
    found = _W3CDTF.fullmatch(text)
    if not found:
        raise ValueError("it is no W3C date")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=1024)
def iso8601(text: str) -> datetime:
    """Like ``w3cdtf``, but a time may stand without offset."""
    found = _ISO8601.fullmatch(text)
    if not found:
        raise ValueError("it is no ISO 8601 date")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=4096)
def rfc2822(text: str) -> datetime:
    """The instant of an RSS date.

    Raises ``WrongDayError`` for another weekday, ``OldFormError`` for what only RFC 822 allows,
    ``ValueError`` for everything else.
    """
    found = _RFC2822.fullmatch(text)
    if not found:
        return _rfc822(text)
    weekday, day, month, year, hour, minute, second, zone = found.groups()
    moment = _instant((year, str(MONTHS[month.lower()]), day, hour, minute, second), zone)
    actual = DAYS[date(int(year), MONTHS[month.lower()], int(day)).weekday()]
    if weekday and weekday.lower() != actual:
        raise WrongDayError(f"{day} {month} {year} was a {actual.capitalize()}, not a {weekday}")
    return moment


def _rfc822(text: str) -> datetime:
    plain, before = re.sub(r"\\(.)", "", text), None
    while plain != before:
        before, plain = plain, _COMMENT.sub(" ", plain)
    found = _RFC822.fullmatch(plain.strip().lower())
    if not found:
        raise ValueError("it is no RFC 822 date")
    _, day, month, year, hour, minute, second, zone = found.groups()
    offset = zone if zone and len(zone) > 1 else None
    _instant((_four(year), str(MONTHS[month]), day, hour, minute, second), offset)
    raise OldFormError("only RFC 822 allows this form")


def _four(year: str) -> str:
    if len(year) == 4:
        return year
    return f"20{year}" if year < "50" else f"19{year}"
