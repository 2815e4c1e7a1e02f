"""JSON values, and the numbers and durations that sources write as text."""

import math
import re

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a source holds before it is checked."""

MAX_NUMBER = 2**63 - 1
"""The greatest number that a database keeps."""

ABSENT = frozenset(
    {"", "-", "--", "—", "none", "null", "nil", "n/a", "na", "nan", "undefined", "unknown", "\\n", "(null)"}
)
"""What programs write for no value, in lower case; read so only where a number or time is expected."""

_MAX_DIGITS = 40
_MAX_BITS = 14_000  # Python does not write integers of more than 4,300 digits
_GROUPED = re.compile(r"\d{1,3}(?:([,. '’\u00a0\u202f])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}):(\d{1,2}(?:\.\d{1,9})?)")
_ISO_DURATION = re.compile(
    r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?", re.IGNORECASE
)


def is_absent(text: str) -> bool:
    """Whether a text means no value."""
    return len(text) < 20 and text.strip().lower() in ABSENT  # noqa: PLR2004 - longer than all of them


def is_finite(value: float) -> bool:
    """Whether a number is one, and can be written; integers may be greater than any float."""
    return value.bit_length() <= _MAX_BITS if isinstance(value, int) else math.isfinite(value)


def read_number(value: str | float) -> float | None:
    """A count or size: not negative and at most ``MAX_NUMBER``, digits may be grouped (``12,345``)."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_DIGITS:
            return None
        if _GROUPED.fullmatch(text):
            text = "".join(filter(str.isdigit, text))
        if not text.isascii() or not _DECIMAL.fullmatch(text):
            return None
        value = int(text) if text.isdecimal() else float(text)
    return value if 0 <= value <= MAX_NUMBER and math.isfinite(value) else None


def read_duration(value: str | float) -> float | None:
    """Seconds: a number, ``12:30``, ``1:02:03`` or ISO 8601's ``PT1H2M3S``."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_DIGITS:
            return None
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds = match.groups()
            return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
        if (match := _ISO_DURATION.fullmatch(text)) and any(match.groups()):
            days, hours, minutes, seconds = match.groups()
            return (
                int(days or 0) * 86_400
                + int(hours or 0) * 3600
                + int(minutes or 0) * 60
                + float(seconds or 0)
            )
    return read_number(value)
