"""Language tags: BCP 47, in canonical case, never locale names (R-LANG-01)."""

import re
from functools import lru_cache

from feeds.text.language_codes import LANGUAGES

_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language and its extensions
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"  # script, region
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"  # variants
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"  # extensions
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"  # private use
    r"|[xX](?:-[A-Za-z0-9]{1,8})+"
)
_TWO_LETTERS = {
    "ara": "ar", "chi": "zh", "zho": "zh", "dan": "da", "dut": "nl", "nld": "nl", "eng": "en", "fin": "fi",
    "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "gre": "el", "ell": "el", "heb": "he", "hin": "hi",
    "ita": "it", "jpn": "ja", "kor": "ko", "nor": "no", "pol": "pl", "por": "pt", "rus": "ru", "spa": "es",
    "swe": "sv", "tur": "tr", "ukr": "uk", "vie": "vi",
}  # fmt: skip
_DEPRECATED = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr-Latn"}
_MAX_CHARS = 100
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})
_SCRIPT_CHARS = 4
_REGION_CHARS = 2


@lru_cache(maxsize=1024)
def language_tag(text: str) -> str | None:
    """Return ``zh-Hans-CN`` for ``zh_hans_cn``, ``None`` for what is not a tag or says nothing (R-LANG-05).

    A deprecated language has its present tag (``he`` for ``iw``).

    Source: RFC 5646 §2.1, §2.1.1, §4.5.
    """
    if len(text) > _MAX_CHARS:
        return None
    plain = text.strip().partition(".")[0].partition("@")[0].replace("_", "-")
    if not _TAG.fullmatch(plain):
        return None
    first, *rest = plain.lower().split("-")
    first = _TWO_LETTERS.get(first, first)
    first = _DEPRECATED.get(first, first) if first != "sh" or not rest else first
    return None if first in _UNKNOWN else "-".join((first, *_cased(rest)))


def registered_language(text: str) -> str | None:
    """Return the canonical tag of a text; ``None`` also for a language that is not registered (R-LANG-05).

    ``jp`` and ``dk`` are countries: their feeds are refused by validators.
    """
    tag = language_tag(text)
    primary = (tag or "").partition("-")[0]
    return tag if primary == "x" or primary in LANGUAGES else None


def _cased(subtags: list[str]) -> list[str]:
    """Regions in capitals, scripts with one, all lower case after a singleton."""
    cased = []
    plain = False
    for subtag in subtags:
        plain = plain or len(subtag) == 1
        if not plain and len(subtag) == _REGION_CHARS:
            cased.append(subtag.upper())
        elif not plain and len(subtag) == _SCRIPT_CHARS and subtag.isalpha():
            cased.append(subtag.capitalize())
        else:
            cased.append(subtag)
    return cased
