"""The id of a record: as it came, or minted once from what does not change (DESIGN, "Identity")."""

import re
from hashlib import sha256
from urllib.parse import quote, urlsplit

from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import clean_text
from feeds.text.urls import absolute_url, canonical_url, host_of

AUTHORITY = "feeds"
"""The authority of minted ids: neither the site's host nor its scheme, which may change (R-ID-04)."""

_SINCE = 2026
_GLOBAL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,40}:\S+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.DOTALL
)
_MAX_QUOTED = 400
_UNDATED = 2000


def verbatim(name: str) -> str:
    """An id byte for byte (R-ID-13), without what no document can hold."""
    clean = clean_text(name).strip()
    return name if clean and clean == name.strip() else clean


def published_id(given: str, defaults: SourceDefaults) -> str:  # noqa: ARG001
    """The id that a given one is published as: a local id of records becomes a ``tag:`` of its source."""
    return verbatim(given)


def local_id(identity: str, source: str) -> str:
    """The minted id of a record that is called so only within its source (R-ID-03)."""
    name = quote(identity.strip(), safe="")
    if len(name) > _MAX_QUOTED:
        name = sha256(identity.strip().encode()).hexdigest()
    return f"tag:{AUTHORITY},{_SINCE}:{quote(source, safe='')}:{name}"


def id_from_url(given: str, url: str, defaults: SourceDefaults, year: int | None) -> str:
    """The minted id of a record without id, from its address (R-ID-01, R-ID-03, R-ID-06).

    http counts as https and tracking as nothing; an address relative to the site counts without the site's
    host.
    """
    own = absolute_url(given) is not None or defaults.own_base
    canonical = canonical_url(url)
    parts = urlsplit(canonical)
    name = canonical if own else parts._replace(scheme="", netloc="").geturl()
    host = (host_of(canonical) if own else None) or AUTHORITY
    authority = host if host.isascii() and ":" not in host else AUTHORITY
    return f"tag:{authority},{year or _UNDATED}:{sha256(name.encode()).hexdigest()[:16]}"


def is_global(identity: str) -> bool:
    """Whether an id names one thing everywhere: it has a URI scheme or is a UUID."""
    return bool(_GLOBAL.fullmatch(identity.strip()))
