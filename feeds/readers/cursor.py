"""How far a table was read: the highest value of its cursor column, and where the next read begins.

A read begins ``overlap_s`` before the highest value seen, so that rows that share a time or were committed
late are met again; what did not change changes nothing. A row that is dated far ahead does not move it: all
that is written until then would be passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from feeds.model import Mark

CURSOR = "cursor"
AHEAD = timedelta(days=1)
_DATE_CHARS = 10
_MS_FROM, _US_FROM = 10**12, 10**15

Value = datetime | date | Decimal | int | float | str
"""What a cursor column may hold."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The highest value seen of the cursor column."""

    value: Value

    def moved(self, value: object) -> "Cursor":
        """The cursor after a row with this value; a value that does not compare leaves it."""
        if not isinstance(value, Value):
            return self
        try:
            return Cursor(value) if value > self.value else self  # type: ignore[operator]  # tried here
        except TypeError:
            return self

    def since(self, overlap_s: float) -> Value:
        """Where the next read begins."""
        value = self.value
        if isinstance(value, datetime | date):
            return _earlier(value, overlap_s)
        if isinstance(value, str):
            return _earlier_text(value, overlap_s)
        overlap = overlap_s * _unit(value)
        if isinstance(value, Decimal):
            return value - Decimal(str(overlap))
        return value - (int(overlap) if isinstance(value, int) else overlap)


def believable(value: object, now: datetime) -> bool:
    """Whether a cursor may have a value: a time is at most a day ahead, in any zone."""
    latest = now + AHEAD
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return True
    if isinstance(value, datetime):
        return value <= (latest if value.tzinfo else latest.replace(tzinfo=None))
    return value <= latest.date() if isinstance(value, date) else True


def _unit(value: Decimal | float) -> int:
    """How many steps of a number make a second, if its size is that of a time of this century."""
    return 1_000_000 if value >= _US_FROM else 1_000 if value >= _MS_FROM else 1


def first_cursor(value: object) -> Cursor | None:
    """The cursor after the first row, or ``None`` for a value that is none."""
    return Cursor(value) if isinstance(value, Value) and not isinstance(value, bool) else None


def to_mark(cursor: Cursor) -> Mark:
    """The cursor as it is kept, with the type of its value."""
    value = cursor.value
    kept = value.isoformat() if isinstance(value, date) else str(value)
    return Mark(key=CURSOR, value=msgspec.json.encode({"type": type(value).__name__, "value": kept}).decode())


def from_marks(marks: tuple[Mark, ...]) -> Cursor | None:
    """The cursor as it was kept; ``None``, to read everything again, where there is none to be read."""
    for mark in marks:
        if mark.key == CURSOR:
            try:
                kept = msgspec.json.decode(mark.value)
                return Cursor(_TYPES[kept["type"]](kept["value"]))
            except (msgspec.DecodeError, KeyError, TypeError, ValueError, ArithmeticError):
                return None
    return None


_TYPES: dict[str, Callable[[str], Value]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "int": int,
    "float": float,
    "str": str,
}


def _earlier(value: datetime | date, overlap_s: float) -> datetime | date:
    """Days count whole: a date begins at least one day before."""
    if isinstance(value, datetime):
        return value - timedelta(seconds=overlap_s)
    return value - timedelta(days=max(1, -(-overlap_s // 86_400)))


def _earlier_text(value: str, overlap_s: float) -> str:
    """A time written as text, in the same notation, so that it compares as text; other text as it is."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    date_only = len(value) == _DATE_CHARS
    earlier = (at - timedelta(seconds=overlap_s)).isoformat(sep="T" if date_only else value[_DATE_CHARS])
    if value.endswith("Z") and at.utcoffset() == UTC.utcoffset(None):
        earlier = earlier.removesuffix("+00:00") + "Z"
    return earlier[:_DATE_CHARS] if date_only else earlier
