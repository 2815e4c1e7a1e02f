"""Whole numbers."""

import re

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_MAX_CHARS = 40


def integer(text: str) -> int | None:
    """Return the number of a text of digits with an optional sign; ``None`` for any other text."""
    return int(text) if len(text) <= _MAX_CHARS and _INTEGER.fullmatch(text.strip()) else None
