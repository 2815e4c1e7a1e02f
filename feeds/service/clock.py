"""The one clock; everything below the service is given the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)
