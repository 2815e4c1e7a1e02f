"""The id of a record: as it came, or minted once from what does not change (DESIGN, "Identity")."""

from urllib.parse import urlsplit

from feeds.model import AUTHORITY, address_id, is_global_id, local_id
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import clean_text
from feeds.text.urls import absolute_url, canonical_url, host_of


def verbatim(name: str) -> str:
    """An id byte for byte (R-ID-13), without what no document can hold."""
    clean = clean_text(name).strip()
    return name if clean and clean == name.strip() else clean


def published_id(given: str, defaults: SourceDefaults) -> str:
    """The id that a given one is published as: a local id of records becomes a ``tag:`` of its source."""
    identity = verbatim(given)
    if not identity or defaults.keeps_local_ids or is_global_id(identity):
        return identity
    return local_id(identity, defaults.origin)


def id_from_url(given: str, url: str, defaults: SourceDefaults) -> str:
    """The minted id of a record without id, from its address (R-ID-01, R-ID-03, R-ID-06).

    http counts as https and tracking as nothing; an address relative to the site counts without the site's
    host. Nothing else of the record counts: its date and title may be corrected.
    """
    own = absolute_url(given) is not None or defaults.own_base
    canonical = canonical_url(url)
    parts = urlsplit(canonical)
    name = canonical if own else parts._replace(scheme="", netloc="").geturl()
    host = (host_of(canonical) if own else None) or AUTHORITY
    authority = host if host.isascii() and ":" not in host else AUTHORITY
    return address_id(name, authority)
