"""Dates in words of many languages, and numbers that allow one reading only: every word must be known."""

import re
import unicodedata
from datetime import date

from feeds.text.calendar_words import AMBIGUOUS_WEEKDAYS, DATE_WORDS, WEEKDAYS
from feeds.text.month_names import MONTHS

_MAX_CHARS = 120
_DOTTED_CLOCK = re.compile(
    r"(?:(?<=kl )|(?<=kl\. )|(?<=klo )|(?<=um ))(\d{1,2})\.(\d{2})(?!\d)"
    r"|(?<!\d)(\d{1,2})\.(\d{2})(?=\s?(?:uhr|uur|[ap]\.?m))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<H>\d{1,2})"
    r"(?:(?::|\s?h\s?)(?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d++)?)?|\s?h(?![^\W_])|(?=\s?[ap]\.?m\b))(?!\d|:\d)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?(?:uhr|uur|hrs?|h)\b\.?)?",
    re.IGNORECASE,
)
_SEPARATORS = " \t,.-–—/|·()'’"
_TOKEN = re.compile(r"\d++|[^\W\d_]++|[^\s\d\w]|_")
_YEAR_DIGITS = 4


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_MONTHS = {_unaccented(word): number for word, number in MONTHS.items()}
_WEEKDAYS = {_unaccented(word): number for word, number in WEEKDAYS.items()}
_OTHERS = {_unaccented(word) for word in DATE_WORDS}
_NUMBERS = 3
_ZONE_AFTER_DATE = re.compile(r"\s(?P<zone>[A-Z]{2,5}|[+-]\d\d:?\d\d)$")


def read_words(text: str) -> dict[str, str] | None:
    """Return the parts of a date, ``None`` where a word is unknown or two readings exist."""
    if len(text) > _MAX_CHARS:
        return None
    text = _DOTTED_CLOCK.sub(lambda match: f"{match[1] or match[3]}:{match[2] or match[4]}", text)
    clock = _CLOCK.search(text)
    day, zone = (text[: clock.start()], text[clock.end() :].strip()) if clock else (text, "")
    if not clock and (found := _ZONE_AFTER_DATE.search(day)):
        day, zone = day[: found.start()], found["zone"]
    if clock and not day.strip(_SEPARATORS):  # the clock comes first
        day, zone = zone, ""
    parts = _date(day)
    if parts is None:
        return None
    times = {key: value for key, value in clock.groupdict().items() if value} if clock else {}
    return {**parts, **times, **({"zone": zone} if zone else {})}


def _date(text: str) -> dict[str, str] | None:
    """Return the date that words and numbers state."""
    tokens = _TOKEN.findall(_unaccented(text.lower()))
    months, numbers, weekday, order = [], [], None, ""
    for token in tokens:
        if token.isdecimal():
            numbers.append(token)
            order += "n"
        elif token in _MONTHS and not (token in _WEEKDAYS and not order and _has_other_month(tokens, token)):
            months.append(_MONTHS[token])
            order += "m"
        elif token in _WEEKDAYS:
            weekday = weekday if token in AMBIGUOUS_WEEKDAYS else _WEEKDAYS[token]
        elif token not in _OTHERS and token not in _SEPARATORS:
            return None
    if len(months) == 1:
        return _with_month(months[0], numbers, order)
    return _numeric(numbers, weekday, text) if not months and len(numbers) == _NUMBERS else None


def _has_other_month(tokens: list[str], word: str) -> bool:
    """Whether a month besides ``word`` is named: then the word is a weekday (``mar. 12 mai``)."""
    return any(token in _MONTHS and token != word for token in tokens)


def _with_month(month: int, numbers: list[str], order: str) -> dict[str, str] | None:
    """Return the date of a named month with day and year."""
    years = [number for number in numbers if len(number) == _YEAR_DIGITS]
    if len(numbers) != 2:  # noqa: PLR2004 - day and year
        return None
    first, second = numbers
    if len(years) == 1:
        day = second if first == years[0] else first
        return {"y": years[0], "m": str(month), "d": day} if len(day) <= 2 else None  # noqa: PLR2004
    if len(first) <= 2 and len(second) == 2 and order in ("nmn", "mnn"):  # noqa: PLR2004
        return {"y": second, "m": str(month), "d": first}
    return None


def _numeric(numbers: list[str], weekday: int | None, text: str) -> dict[str, str] | None:
    """Return a date of three numbers where only one order is a day that exists, and falls on the weekday.

    Between full stops a year of two digits stands last.
    """
    first, second, third = numbers
    if len(second) > 2 or max(len(first), len(third)) > _YEAR_DIGITS:  # noqa: PLR2004 - digits of a month
        return None
    orders: tuple[tuple[str, str, str], ...]
    if len(first) == _YEAR_DIGITS:
        orders = ((first, second, third),)
    elif len(third) == _YEAR_DIGITS:
        orders = ((third, second, first), (third, first, second))
    elif len(third) == 2:  # noqa: PLR2004 - digits of a short year
        orders = ((third, second, first), (third, first, second))
        orders = orders if "." in text or len(first) == 1 else (*orders, (first, second, third))
    else:
        return None
    found = {day: order for order in orders if (day := _day(*order)) and weekday in (None, day.weekday())}
    if len(found) != 1:
        return None
    year, month, day_number = next(iter(found.values()))
    return {"y": year, "m": month, "d": day_number}


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - RFC 5322 §4.3
        number += 2000 if number < 50 else 1900  # noqa: PLR2004
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
