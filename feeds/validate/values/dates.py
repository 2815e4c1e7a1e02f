# ruff: noqa: PLR2004 - the limits come from specifications
"""Date forms of feeds: what each allows, and the instant that a date names."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from feeds.text.calendar_words import ENGLISH_MONTHS, ENGLISH_WEEKDAYS

MONTHS = {name.lower(): number for number, name in enumerate(ENGLISH_MONTHS, 1)}
DAYS = tuple(name.lower() for name in ENGLISH_WEEKDAYS)
_MONTH = "|".join(ENGLISH_MONTHS)
_DAY = "|".join(ENGLISH_WEEKDAYS)
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

_CLOCK = r"T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{0,100})?)?"
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,100})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_W3CDTF = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:{_CLOCK}(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII)
_ISO8601 = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:{_CLOCK}(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)
_RFC2822 = re.compile(
    rf"(?:({_DAY}), )?(\d\d?) ({_MONTH}) (\d{{4}}) "
    r"(\d\d):(\d\d)(?::(\d\d))? ([+-]?\d\d[03]0|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)",
    re.ASCII,
)
_RFC822 = re.compile(
    rf"(?:({_DAY.lower()})\s*,\s*)?(\d\d?)\s+({_MONTH.lower()})\s+"
    r"(\d\d(?:\d\d)?)\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|ut|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|[a-ik-z])?",
    re.ASCII,
)
_MAX_CHARS = 10_000
_COMMENT_PART = re.compile(r"\\.|[()]|[^\\()]+|\\$", re.DOTALL)


class WrongDayError(ValueError):
    """The weekday does not match the date."""


class OldFormError(ValueError):
    """A form that RFC 822 allows but readers interpret differently."""


def _instant(fields: tuple[str | None, ...], offset: str | None) -> datetime:
    """Combine the parts; ``ValueError`` names the part that is out of range."""
    year, month, day, hour, minute, second = (int(part) if part else None for part in fields)
    if hour is not None and hour > 23:
        raise ValueError(f"the hour {hour} does not exist")
    if minute is not None and minute > 59:
        raise ValueError(f"the minute {minute} does not exist")
    if second is not None and second > 60:
        raise ValueError(f"the second {second} does not exist")
    clock = (hour or 0, minute or 0, min(second or 0, 59))
    instant = datetime(
        1 if year is None else year,
        1 if month is None else month,
        1 if day is None else day,
        *clock,
        tzinfo=UTC,
    )
    return _shift(instant, offset)


def _shift(instant: datetime, offset: str | None) -> datetime:
    try:
        return instant - _offset(offset) if offset else instant
    except OverflowError as error:
        raise ValueError("the date is out of range") from error


def _offset(text: str) -> timedelta:
    if not text[-1].isdigit():
        return timedelta(hours=ZONES.get(text.lower(), 0))
    digits = text.lstrip("+-").replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(f"the offset {text} does not exist")
    delta = timedelta(hours=hours, minutes=minutes)
    return -delta if text[0] == "-" else delta


@lru_cache(maxsize=4096)
def rfc3339(text: str) -> datetime:
    """Return the instant of an RFC 3339 date-time with upper-case ``T`` and ``Z``.

    Raises ``ValueError`` for any other text.
    """
    found = _RFC3339.fullmatch(text)
    if not found:
        raise ValueError("the form is wrong")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=1024)
def w3cdtf(text: str) -> datetime:
    """Return the instant of a W3C date; parts may be missing at its end, a time needs its offset.

    Raises ``ValueError`` for any other text.
    """
    found = _W3CDTF.fullmatch(text)
    if not found:
        raise ValueError("the form is wrong")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=1024)
def iso8601(text: str) -> datetime:
    """Like ``w3cdtf``, but the offset is optional."""
    found = _ISO8601.fullmatch(text)
    if not found:
        raise ValueError("the form is wrong")
    return _instant(found.groups()[:6], found[7])


@lru_cache(maxsize=4096)
def rfc2822(text: str) -> datetime:
    """Return the instant of an RSS date.

    Raises ``WrongDayError`` for a wrong weekday, ``OldFormError`` for a form that only RFC 822 allows,
    ``ValueError`` for any other text.
    """
    found = _RFC2822.fullmatch(text)
    if not found:
        return _rfc822(text)
    weekday, day, month, year, hour, minute, second, zone = found.groups()
    instant = _instant((year, str(MONTHS[month.lower()]), day, hour, minute, second), zone)
    actual = DAYS[date(int(year), MONTHS[month.lower()], int(day)).weekday()]
    if weekday and weekday.lower() != actual:
        raise WrongDayError(f"{day} {month} {year} was a {actual.capitalize()}")
    return instant


def _rfc822(text: str) -> datetime:
    plain = _without_comments(text)
    found = _RFC822.fullmatch(plain.strip().lower())
    if not found:
        raise ValueError("the form is wrong")
    _, day, month, year, hour, minute, second, zone = found.groups()
    offset = zone if zone and len(zone) > 1 else None
    _instant((_full_year(year), str(MONTHS[month]), day, hour, minute, second), offset)
    raise OldFormError("RFC 2822 does not allow this form")


def _without_comments(text: str) -> str:
    """Remove quoted pairs and replace comments, which nest, by blanks."""
    if len(text) > _MAX_CHARS:
        raise ValueError("the form is wrong")
    depth, kept = 0, []
    for part in _COMMENT_PART.findall(text):
        if part == "(":
            depth += 1
            kept.append(" ")
        elif part == ")" and depth:
            depth -= 1
        elif not depth and part[0] != "\\":
            kept.append(part)
    if depth:
        raise ValueError("a comment is not closed")
    return "".join(kept)


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"20{year}" if year < "50" else f"19{year}"
