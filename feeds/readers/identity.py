"""The id of a record: given by its source, or minted once from what does not change (DESIGN, "Identity")."""

import re
from urllib.parse import urlsplit

from feeds.model import AUTHORITY, address_id, is_global_id, local_id, local_name
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import clean_text
from feeds.text.urls import absolute_url, canonical_url, host_of

_TAG = re.compile(r"tag:([^,:]{1,253}),", re.IGNORECASE)


def verbatim(name: str) -> str:
    """An id byte for byte (R-ID-13), without what no document can hold."""
    if name.isascii() and name.isprintable():
        return name if name.strip() else ""
    clean = clean_text(name).strip()
    return name if clean and clean == name.strip() else clean


def published_id(given: str, defaults: SourceDefaults) -> str:
    """The id that a given one is published as: a local id of records becomes a ``tag:`` of its source."""
    identity = verbatim(given)
    if not identity or defaults.keeps_local_ids or is_global_id(identity):
        return identity
    return local_id(identity, defaults.origin)


def is_verified(identity: str, defaults: SourceDefaults) -> bool:
    """Whether a source may use an id: foreign content of other hosts cannot name articles of this site.

    Source: RFC 4287 §8.4, R-SRC-15.
    """
    if defaults.trusted or not defaults.own_base or not is_global_id(identity):
        return True
    authority = _authority(identity)
    if authority != AUTHORITY and (authority is None or not _is_below(authority, defaults.site_host)):
        return True
    is_own = local_name(identity, defaults.origin) is not None
    return is_own or _is_below(host_of(defaults.base or "") or "", defaults.site_host)


def _authority(identity: str) -> str | None:
    """The host that an id names: of a ``tag:`` its authority, of an address its host."""
    tag = _TAG.match(identity)
    return tag[1].rpartition("@")[2].lower() if tag else host_of(identity)


def _is_below(host: str, site_host: str | None) -> bool:
    return site_host is not None and (host == site_host or host.endswith(f".{site_host}"))


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
