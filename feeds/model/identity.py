"""The names of an article, and which source's name for it counts."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, unquote

from msgspec import Struct

ADDRESS = ""
"""Stands for the source of a name that is nobody's id: an address at which an article was found."""


_GLOBAL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,40}:[^\s]"
    r"|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\Z"
    r"|[0-9A-Fa-f]{32}\Z"
)


def is_global_id(identity: str) -> bool:
    """Whether an id means the same article in every source: a URI or a UUID. Any other is a source's own."""
    return _GLOBAL.match(identity) is not None


AUTHORITY = "feeds"
"""The authority of minted ids: neither the site's host nor its scheme, which may change (R-ID-04)."""

_SINCE = 2026
_ADDRESS_YEAR = 2000
_DIGEST_CHARS = 16
_ADDRESS_ID = re.compile(r"tag:[^,:]{1,253},\d{4}:(?P<digest>[0-9a-f]{16})")
_MAX_QUOTED = 400


def local_id(identity: str, source: str) -> str:
    """The minted id of an article that is called so only within its source (R-ID-03)."""
    name = quote(identity.strip(), safe="")
    if len(name) > _MAX_QUOTED:
        name = sha256(identity.strip().encode()).hexdigest()
    return f"{_local_prefix(source)}{name}"


def address_id(address: str, authority: str) -> str:
    """The minted id of an article that has no other name than its address, or that of its file (R-ID-01)."""
    return f"tag:{authority},{_ADDRESS_YEAR}:{sha256(address.encode()).hexdigest()[:_DIGEST_CHARS]}"


def minted_digest(identity: str) -> str | None:
    """The digest in an id minted from an address, whatever its year (that of the article, formerly)."""
    found = _ADDRESS_ID.fullmatch(identity)
    return found["digest"] if found else None


def local_name(identity: str, source: str) -> str | None:
    """What a source calls the article with a minted id of it, or ``None`` for any other id."""
    prefix = _local_prefix(source)
    return unquote(identity[len(prefix) :]) if identity.startswith(prefix) else None


@lru_cache(maxsize=1024)
def _local_prefix(source: str) -> str:
    return f"tag:{AUTHORITY},{_SINCE}:{quote(source, safe='')}:"


class Alias(Struct, frozen=True, kw_only=True, gc=False):
    """Another name of an article: a former id or address, compared exactly.

    ``origin`` is the source that calls it so, or ``ADDRESS``.
    """

    name: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """The names of the sources, the strongest first; one that is not among them is weaker than all."""

    origins: tuple[str, ...] = ()

    def stronger(self, one: str, other: str) -> bool:
        """Whether the word of one source counts more than that of another."""
        return self._rank(one) < self._rank(other)

    def may_name(self, one: str, other: str) -> bool:
        """Whether a name that ``one`` gave an article counts for what ``other`` brings.

        A source cannot rename an article of a stronger one. Names that a source no longer gives stay.
        """
        return one not in self.origins or not self.stronger(other, one)

    def _rank(self, origin: str) -> int:
        return self.origins.index(origin) if origin in self.origins else len(self.origins)
