"""Find dates and times in lines of a page, in metadata and in scripts."""

import re
from dataclasses import dataclass

_MONTHS = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?"
)
_CLOCK = (
    r"(?P<part>上午|下午|晚上|晚间|晚|凌晨|清晨|早上|中午)?\s*(?P<hour>[01]?\d|2[0-4])\s*[:：时点]\s*(?P<minute>[0-5]\d|\d(?=\s*分))(?:\s*[:：分]\s*(?P<second>[0-5]\d))?\s*秒?分?"
    r"(?:\.\d+)?(?:\s*(?P<half>[AaPp]\.?[Mm]\.?)(?![A-Za-z]))?"
    r"\s*(?P<zone>Z(?![A-Za-z])|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|GMT|UTC)?"
)
_STACKED = re.compile(
    rf"(?P<year>20\d{{2}})\s+(?P<month>1[0-2]|0?[1-9])\s*[/-]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*(?:{_CLOCK})?"
)
_WEEKDAY = r"(?:\s*[（(]?\s*(?:星期|周)[一二三四五六日天]\s*[)）]?)?"
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2}|\d{2}(?=[-/.]\d\d[-/.]\d\d))\s*(?P<mark>[-/.年])\s*(?P<month>1[0-2]|0?[1-9])"
    r"\s*(?:[-/.月])\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d\d)\s*日?" + _WEEKDAY + rf"(?:[\sT|,，]*{_CLOCK})?",
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month1>{_MONTHS})\.?|"
    rf"(?P<month2>{_MONTHS})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<year>(?:19|20)\d{{2}})"
    rf"(?:,?\s*(?:at|[|·-])?\s*{_CLOCK})?",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    r"(?<![\d-])(?P<month>1[0-2]|0?[1-9])\s*[-/月]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日?\s*" + f"(?:{_CLOCK})"
)
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


def first_time(line: str) -> FoundTime | None:
    """Return the first full date of a line, with its clock time if present."""
    found = [
        moment for pattern in (_NUMERIC, _ENGLISH, _STACKED) if (moment := _moment(pattern.search(line)))
    ]
    return min(found, key=lambda moment: moment.start) if found else None


def partial_time(line: str) -> str | None:
    """Return a time without a year as ``10-08T12:00``; ``None`` if the line has a full date."""
    match = None if first_time(line) else _YEARLESS.search(line)
    if match is None:
        return None
    return f"{int(match['month']):02}-{int(match['day']):02}T{int(match['hour']):02}:{match['minute']}"


def has_time(line: str) -> bool:
    """Whether a line has a date, a date without a year, or a relative time."""
    return first_time(line) is not None or partial_time(line) is not None or bool(_RELATIVE.search(line))


def strip_times(line: str) -> str:
    """Return the line without dates and clock times."""
    patterns = (_NUMERIC, _ENGLISH, _STACKED) if first_time(line) else (_YEARLESS,)
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
    month = parts.get("month") or _month(parts.get("month1") or parts.get("month2") or "")
    day = parts.get("day") or parts.get("day1") or parts.get("day2")
    if not month or not day:
        return None
    year = int(parts["year"])
    date = f"{year if year > _LAST_SHORT_YEAR else year + 2000:04}-{int(month):02}-{int(day):02}"
    clock = _clock(parts)
    return FoundTime(text=date + clock, start=match.start(), end=match.end(), exact=bool(clock))


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


def _month(name: str) -> int:
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return names.index(name[:3].lower()) + 1 if name[:3].lower() in names else 0
