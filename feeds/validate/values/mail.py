"""Mail addresses."""

import re

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}(?:\.{_LABEL})+|\[[0-9a-fA-F:.]+\])")
_MAX_CHARS = 400


def is_address(text: str) -> bool:
    """Return whether a text is one mail address without a name."""
    return len(text) <= _MAX_CHARS and bool(_ADDRESS.fullmatch(text))


def contains_address(text: str) -> bool:
    """Return whether a text is a mail address or contains one in angle brackets."""
    if "@" not in text:
        return False
    if is_address(text.strip()):
        return True
    return any(_ADDRESS.match(part[:_MAX_CHARS]) for part in text.split("<")[1:])
