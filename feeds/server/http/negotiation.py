"""Chooses a coding and a language by what a client accepts. Source: RFC 9110 §12.4.2, §12.5.3, §12.5.4."""

import re
from functools import lru_cache

from feeds.model import Coding

_PREFERENCE = (Coding.BR, Coding.GZIP)
"""Smallest first: between codings of equal weight the smaller body is better."""

_WELL_KNOWN = (Coding.GZIP, Coding.BR)
"""What ``*`` stands for when identity is refused: the coding that most clients know first."""

_ALIASES = {"x-gzip": "gzip"}
_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z", re.IGNORECASE)
_LEAST = 0.0005
_CACHED = 512
LONGEST_LIST = 1024
"""Characters of a list that are read; the longest of browsers and readers have half as many."""


def weights(header: str) -> dict[str, float]:
    """The members of an ``Accept-…`` list in lower case with their weights, without malformed ones.

    What follows the first 1,024 characters is ignored.
    """
    found: dict[str, float] = {}
    for member in header[:LONGEST_LIST].lower().split(","):
        token, *parameters = (part.strip() for part in member.split(";"))
        weight = _weight(parameters)
        if token and weight is not None:
            found.setdefault(_ALIASES.get(token, token), weight)
    return found


def _weight(parameters: list[str]) -> float | None:
    """The ``q`` among parameters, 1 without one, ``None`` when it cannot be read."""
    for parameter in parameters:
        if parameter.startswith("q"):
            match = _WEIGHT.match(parameter)
            return float(match[1]) if match else None
    return 1.0


@lru_cache(_CACHED)
def ranked_codings(header: str | None) -> tuple[Coding, ...]:
    """The codings a client accepts, best first; empty if even identity is refused (R-HTTP-25).

    The caller bounds the length of ``header``, because it is a key of the cache.

    Without a header, or with an empty one, only identity is. A coding that the client does not name is not
    sent (R-HTTP-26), not for ``*`` either, unless identity is refused and nothing else remains.
    """
    if header is None or not header.strip():
        return (Coding.IDENTITY,)
    weight = weights(header)
    anything = weight.get("*", 0.0)
    plain = weight.get(Coding.IDENTITY, weight.get("*", _LEAST))
    ranked = [(weight.get(coding, 0.0), coding) for coding in _PREFERENCE] + [(plain, Coding.IDENTITY)]
    named = tuple(coding for q, coding in sorted(ranked, key=lambda pair: -pair[0]) if q)
    if plain or not anything:
        return named
    return named + tuple(coding for coding in _WELL_KNOWN if coding not in weight)


def choose_language(header: str | None, offered: tuple[str, ...]) -> str:
    """The language of a page; the first one offered where the client accepts none of them.

    A range includes its wider languages: ``zh-Hant-TW`` is answered with ``zh``. Source: RFC 4647 §3.4.
    """
    return _language(header if header is None else header[:LONGEST_LIST], offered)


@lru_cache(_CACHED)
def _language(header: str | None, offered: tuple[str, ...]) -> str:
    accepted = weights(header) if header else {}
    chosen, chosen_weight = offered[0], 0.0
    for wanted, weight in accepted.items():
        language = offered[0] if wanted == "*" else wanted.partition("-")[0]
        if language in offered and weight > chosen_weight and accepted.get(language, weight):
            chosen, chosen_weight = language, weight
    return chosen
