"""Find dates and times in lines of a page, in metadata and in scripts."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from feeds.text.month_names import MONTHS, month_number

_MONTHS = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_CLOCK = (
    r"(?P<part>上午|下午|晚上|晚间|晚|凌晨|清晨|早上|中午)?\s*(?P<hour>[01]?\d|2[0-4])\s*(?:[:：时點点]|h(?=\d\d)|\.(?=\d\d\s*Uhr))\s*(?P<minute>[0-5]\d|\d(?=\s*分))(?:\s*[:：分]\s*(?P<second>[0-5]\d))?\s*秒?分?(?:\s*Uhr)?"
    r"(?:\.\d+)?(?:\s*(?P<half>[AaPp]\.?[Mm]\.?)(?![A-Za-z]))?"
    r"\s*(?P<zone>Z(?![A-Za-z])|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|GMT|UTC)?"
)
_STACKED = re.compile(
    rf"(?P<year>20\d{{2}})\s+(?P<month>1[0-2]|0?[1-9])\s*[/-]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*(?:{_CLOCK})?"
)
_WEEKDAY = r"(?:\s*[（(]?\s*(?:星期|周)[一二三四五六日天]\s*[)）]?)?"
_BEFORE_CLOCK = r"(?:[\s,，|·–-]*(?:at|um|à|a las|às|alle(?: ore)?|ore|kl\.?|om|о|в|saat)?\s*)"
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2}|\d{2}(?=-\d\d-\d\d\s+\d|\s*年))\s*(?:[-/.年])\s*(?P<month>1[0-2]|0?[1-9])"
    r"\s*(?:[-/.月])\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d\d)\s*日?" + _WEEKDAY + rf"(?:[\sT|,，]*{_CLOCK})?",
)
_DAY_FIRST = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2})(?![\d./-]\d)"
    rf"(?:{_BEFORE_CLOCK}{_CLOCK})?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"(?<![\w])(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:de\s+|of\s+)?(?P<month1>{_MONTHS})\.?|"
    rf"(?P<month2>{_MONTHS})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?:de\s+)?(?P<year>(?:19|20)\d{{2}})(?!\d)"
    rf"(?:\s*г\.)?(?:{_BEFORE_CLOCK}{_CLOCK})?",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    r"(?<![\d-])(?P<month>1[0-2]|0?[1-9])\s*[-/月]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日?\s*" + f"(?:{_CLOCK})"
)
_FULL_DATES = (_NUMERIC, _WORDED, _DAY_FIRST, _STACKED)
_RELATIVE = re.compile(r"(?:^|[\s\x1f])(?:(?:昨|前|今)天|刚刚|\d+\s*(?:天|小时|分钟)前)(?:$|[\s\x1f])")
_EPOCH = re.compile(r"1[0-9]{9}(?:\d{3})?")
_NOON = 12
_HALVES = {
    "上午": "a",
    "凌晨": "a",
    "清晨": "a",
    "早上": "a",
    "下午": "p",
    "晚上": "p",
    "晚间": "p",
    "晚": "p",
}
_LAST_SHORT_YEAR = 99
_MIDNIGHT = 24
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTime:
    """A time found in a line; ``text`` is its ISO form, without offset if none is written.

    ``start`` and ``end`` are its position in the line; ``exact`` is true if a clock time is given.
    """

    text: str
    start: int
    end: int
    exact: bool

    @property
    def day(self) -> str:
        """``2024-10-22``."""
        return self.text[:10]


@lru_cache(maxsize=4096)
def first_time(line: str) -> FoundTime | None:
    """Return the first full date of a line, with its clock time if present."""
    found = [moment for pattern in _FULL_DATES if (moment := _moment(pattern.search(line)))]
    return min(found, key=lambda moment: moment.start) if found else None


@lru_cache(maxsize=4096)
def partial_time(line: str) -> str | None:
    """Return a time without a year as ``10-08T12:00``; ``None`` if the line has a full date."""
    match = None if first_time(line) else _YEARLESS.search(line)
    if match is None:
        return None
    return f"{int(match['month']):02}-{int(match['day']):02}T{int(match['hour']):02}:{match['minute']}"


@lru_cache(maxsize=4096)
def has_time(line: str) -> bool:
    """Whether a line has a date, a date without a year, or a relative time."""
    return first_time(line) is not None or partial_time(line) is not None or bool(_RELATIVE.search(line))


def strip_times(line: str) -> str:
    """Return the line without dates and clock times."""
    patterns = _FULL_DATES if first_time(line) else (_YEARLESS,)
    for pattern in patterns:
        line = pattern.sub(" ", line)
    return line


def is_epoch(text: str) -> bool:
    """Whether a text is epoch seconds or milliseconds of this century."""
    return bool(_EPOCH.fullmatch(text))


def _moment(match: re.Match[str] | None) -> FoundTime | None:
    """Return a match in ISO form; ``None`` for a date that does not exist."""
    if match is None:
        return None
    parts = match.groupdict()
    date = _day_first(parts) if parts.get("mark") else _date(parts)
    if date is None:
        return None
    clock = _clock(parts)
    return FoundTime(text=f"{date}{clock}", start=match.start(), end=match.end(), exact=bool(clock))


def _date(parts: dict[str, str | None]) -> date | None:
    name = parts.get("month1") or parts.get("month2")
    month = month_number(name) if name else int(parts["month"] or 0)
    day = int(parts.get("day") or parts.get("day1") or parts.get("day2") or 0)
    year = int(parts["year"] or 0)
    return _calendar_date(year if year > _LAST_SHORT_YEAR else year + 2000, month or 0, day)


def _day_first(parts: dict[str, str | None]) -> date | None:
    """Return the date of ``17.01.2022`` or ``17/01/2022``; ``None`` if day and month could be swapped.

    With full stops the day comes first in every country that writes dates so.
    """
    first, second, year = (int(parts[name] or 0) for name in ("day", "month", "year"))
    if parts["mark"] == "." or first > _MONTHS_A_YEAR or first == second:
        return _calendar_date(year, second, first)
    return _calendar_date(year, first, second) if second > _MONTHS_A_YEAR else None


def _calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(parts: dict[str, str | None]) -> str:
    if parts["hour"] is None:
        return ""
    hour = int(parts["hour"])
    half = (parts["half"] or _HALVES.get(parts["part"] or "", "")).lower()[:1]
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour == _MIDNIGHT:
        return ""
    second = f":{parts['second']}" if parts["second"] else ":00"
    zone = (parts["zone"] or "").upper().removeprefix("GMT").removeprefix("UTC") or (
        "Z" if parts["zone"] else ""
    )
    return f"T{hour:02}:{int(parts['minute'] or 0):02}{second}{zone}"
