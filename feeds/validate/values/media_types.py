"""Media types (RFC 2045)."""

import re
from functools import lru_cache

_WORD = r"[^\s()<>,;:\\\"/\[\]?=]+"
_MEDIA_TYPE = re.compile(rf"{_WORD}/{_WORD}(?:\s*;\s*{_WORD}=(?:\"(?:\\.|[^\"\\])*\"|{_WORD}))*", re.DOTALL)
_MAX_CHARS = 1000


def is_media_type(text: str) -> bool:
    """Return whether a text is a media type, with or without parameters."""
    return len(text) <= _MAX_CHARS and _is_media_type(text)


@lru_cache(maxsize=512)
def _is_media_type(text: str) -> bool:
    return bool(_MEDIA_TYPE.fullmatch(text))
