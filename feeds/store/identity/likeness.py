"""Whether records of two sources are the same article: pure decisions over addresses, titles and times.

In doubt they are not: an article that is shown twice can be fixed with an alias, a lost one cannot.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from feeds.model import Record, TimeFlag

APART = timedelta(days=1)
"""The dates of one article in two sources differ by less than this."""

ADDRESS_BYTES = 8


@lru_cache(maxsize=4096)
def address_of(url: str | None) -> int | None:
    """Return the number by which the address of an article is found, ``None`` for a home page.

    ``http`` and ``https`` give the same number.
    """
    place = _place(url) if url else ""
    if not place:
        return None
    return int.from_bytes(blake2b(place.encode(), digest_size=ADDRESS_BYTES).digest(), "big", signed=True)


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two addresses differ only in ``http`` and ``https``, and are not a home page."""
    return bool(one and other and _place(one) and _place(one) == _place(other))


def _place(url: str) -> str:
    """Return the address without its scheme, empty for a home page."""
    place = url.partition("://")[2]
    host, _, path = place.partition("/")
    return place if path or "?" in host or "#" in host else ""


def alike(one: Record, other: Record) -> bool:
    """Whether two records at one address can be the same article.

    Their titles are equal except for case, spaces and punctuation, and if both are dated, their publication
    times differ by less than a day; or they were published in the same second.
    """
    one_at, other_at = one.published_at, other.published_at
    if one_at is not None and other_at is not None:
        if abs(one_at - other_at) >= APART:
            return False
        if one_at == other_at and _to_the_second(one, one_at) and _to_the_second(other, other_at):
            return True
    title = _letters(one.title)
    return bool(title) and title == _letters(other.title)


def _to_the_second(record: Record, at: datetime) -> bool:
    """Whether the time is exact: one on the full hour may be a default."""
    return TimeFlag.DATE_ONLY not in record.time_flags and (at.minute, at.second) != (0, 0)


def _letters(title: str | None) -> str:
    return "".join(character for character in (title or "").casefold() if character.isalnum())
