"""Times as text, in English and UTC whatever the process thinks (R-TIME-03, R-TIME-10, R-TIME-11)."""

from datetime import UTC, datetime

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc3339(at: datetime) -> str:
    """``2024-10-22T01:07:16Z``."""
    at = at.astimezone(UTC)
    return f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}Z"


def rfc822(at: datetime) -> str:
    """``Tue, 22 Oct 2024 01:07:16 GMT``."""
    at = at.astimezone(UTC)
    return (
        f"{_WEEKDAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} "
        f"{at.hour:02}:{at.minute:02}:{at.second:02} GMT"
    )
