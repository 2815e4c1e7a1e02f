"""Language tags (BCP 47)."""

import re
from functools import lru_cache

from feeds.text.language_codes import LANGUAGES

_LANGUAGE = re.compile(
    r"([A-Za-z]{2,3})(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
_PRIVATE = re.compile(
    r"[xXiI](?:-[A-Za-z0-9]{1,8})+|art-lojban|zh-min(?:-nan)?|en-GB-oed|sgn-[A-Za-z]{2}(?:-[A-Za-z]{2})?",
    re.IGNORECASE,
)
_MAX_CHARS = 255


def is_language(tag: str) -> bool:
    """Return whether a tag is well-formed by RFC 5646 and its language is registered."""
    return len(tag) <= _MAX_CHARS and _is_language(tag)


@lru_cache(maxsize=512)
def _is_language(tag: str) -> bool:
    found = _LANGUAGE.fullmatch(tag)
    if found:
        return found[1].lower() in LANGUAGES
    return bool(_PRIVATE.fullmatch(tag))
