"""The written forms of times that real sources use, recognised by their shape, never guessed (R-TIME-20).

A form yields a wall time and what stood where the zone stands. ``01/02/2024`` has two readings and is none.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.text.date_words import read_words
from feeds.text.month_names import month_number

_OFFSET = re.compile(
    r"(?:UTC|GMT|UT|Z)?+\s*+([+\u2212-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?Z?", re.IGNORECASE
)
_COMMENT = re.compile(r"\([^()]*+\)$|(?<=\d) [A-Z]{2,5}$|^[A-Z]{2,5} (?=[+-]\d)")
_AFTERNOON = ("下午", "晚上", "中午", "오후")
_MAX_OFFSET_MINUTES = 59
_NOON = 12
_MIDNIGHT = 24
_LEAP = 60
_MAX_OFFSET = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTime:
    """A local time as written, with its ``offset`` or the name of its ``zone`` where one stands there."""

    at: datetime
    offset: timedelta | None = None
    zone: str | None = None
    date_only: bool = False


def read_form(text: str) -> WallTime | None:
    """Return the wall time that a text states, ``None`` where it has no known shape or no such day exists."""
    from feeds.text.date_patterns import FORMS  # loaded here: most times are in the form of ISO 8601

    plain = unicodedata.normalize("NFKC", text).strip() if not text.isascii() else text.strip()
    for form in FORMS:
        match = form.fullmatch(plain)
        found = match and _wall_time({key: value for key, value in match.groupdict().items() if value})
        if found and (found.zone is None or _is_one_word(found.zone)):
            return found
    parts = read_words(plain)
    return _wall_time(parts) if parts else None


def _is_one_word(zone: str) -> bool:
    """Whether what stands where a zone stands can be one: with a number in it it is one word."""
    return not any(map(str.isdigit, zone)) or all(letter.isalnum() or letter in "_/+-" for letter in zone)


def read_offset(text: str) -> timedelta | None:
    """Read ``+0800``, ``+08:00``, ``GMT+8`` or ``+08:05:43`` as a distance from UTC (R-TIME-12)."""
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4))
    if minutes > _MAX_OFFSET_MINUTES:
        return None
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset >= _MAX_OFFSET:
        return None
    return offset if match.group(1) == "+" else -offset


def wall_clock(*parts: int) -> datetime | None:
    """Return a naive time from year to second; 60 s is 59 s, 24:00 the next day's start (R-TIME-13)."""
    year, month, day, hour, minute, second = parts
    try:
        if hour == _MIDNIGHT and minute == second == 0:
            return datetime(year, month, day) + timedelta(days=1)  # noqa: DTZ001 - a wall time has no zone yet
        return datetime(year, month, day, hour, minute, min(second, 59) if second == _LEAP else second)  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None


def _wall_time(parts: dict[str, str]) -> WallTime | None:
    month = int(parts["m"]) if "m" in parts else month_number(parts["mon"]) or 0
    hour = _hour(int(parts.get("H", 0)), parts.get("half", ""), parts.get("part", ""))
    at = wall_clock(
        _year(parts["y"]), month, int(parts["d"]), hour, int(parts.get("M", 0)), int(parts.get("S", 0))
    )
    if at is None:
        return None
    zone = parts.get("zone", "").strip()
    offset = read_offset(_COMMENT.sub("", zone).strip()) if zone else None
    return WallTime(
        at=at, offset=offset, zone=zone if offset is None and zone else None, date_only="H" not in parts
    )


def _year(digits: str) -> int:
    """Return the year of two or three digits by RFC 5322 §4.3 (R-TIME-10)."""
    year = int(digits)
    if len(digits) == 2:  # noqa: PLR2004 - the number of digits is the rule
        return year + (2000 if year < 50 else 1900)  # noqa: PLR2004
    return year + 1900 if len(digits) == 3 else year  # noqa: PLR2004


def _hour(hour: int, half: str, part: str) -> int:
    """Return the hour of 24 from one of twelve with am or pm, in English, Chinese or Korean."""
    if half:
        hour = hour % _NOON if hour <= _NOON else _MIDNIGHT + 1
        return hour + (_NOON if half.lower() == "p" else 0)
    if part in _AFTERNOON and hour < _NOON and not (part == "中午" and hour == _NOON - 1):
        return hour + _NOON
    return hour
