"""Dates in HTTP headers: parse three forms, format one. Source: RFC 9110 §5.6.7."""

import re
from datetime import UTC, datetime
from email.utils import formatdate

from feeds.text.calendar_words import ENGLISH_MONTHS, ENGLISH_WEEKDAYS

_MONTHS = {name: number for number, name in enumerate(ENGLISH_MONTHS, start=1)}
_DAY = f"(?:{'|'.join(ENGLISH_WEEKDAYS)})"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME = r"(?P<time>\d\d:\d\d:\d\d)"
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_DAY}, (?P<day>\d\d) {_MONTH} (?P<year>\d{{4}}) {_TIME} GMT",
        rf"{_WEEKDAY}, (?P<day>\d\d)-{_MONTH}-(?P<year>\d\d) {_TIME} GMT",
        rf"{_DAY} {_MONTH} (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
)
_CENTURY = 100
_FAR = 50


def format_http_date(second: int) -> str:
    """Return seconds since 1970 as an IMF-fixdate: ``Sun, 06 Nov 1994 08:49:37 GMT``."""
    return formatdate(second, usegmt=True)


def parse_http_date(text: str, near_s: int) -> int | None:
    """Return the seconds since 1970 of an HTTP-date, ``None`` for any other text.

    A year of two digits that seems over 50 years ahead of ``near_s`` is of the century before.
    """
    for form in _FORMS:
        match = form.fullmatch(text.strip())
        if match:
            return _second(match, datetime.fromtimestamp(near_s, UTC).year)
    return None


def _second(match: re.Match[str], this_year: int) -> int | None:
    hour, minute, second = (int(part) for part in match["time"].split(":"))
    try:
        day = datetime(
            _year(match["year"], this_year),
            _MONTHS[match["month"]],
            int(match["day"]),
            hour,
            minute,
            tzinfo=UTC,
        )
    except ValueError:
        return None
    leap = 60
    return int(day.timestamp()) + second if second <= leap else None


def _year(digits: str, this_year: int) -> int:
    year = int(digits)
    if len(digits) == len("1994"):
        return year
    year += this_year - this_year % _CENTURY
    return year - _CENTURY if year > this_year + _FAR else year
