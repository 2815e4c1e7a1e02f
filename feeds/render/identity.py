"""The id of an entry in each format: one string, except where Atom cannot take it (R-ID-02, R-ID-13)."""

import re
from uuid import UUID, uuid5

_LEGACY_IDS = UUID("5f4fb1d2-7c4e-5e0b-9d0b-3c1f6f6f2a54")
_IRI = re.compile(
    r"""(?:https?://[^\s/?\#<>"{}|\\^`]+ | (?!https?:)[a-z][a-z0-9+.-]*:(?=\S))  # a host, or another scheme
        (?:%[0-9a-f]{2} | [^\s%<>"{}|\\^`])* """,
    re.IGNORECASE | re.VERBOSE,
)


def is_absolute_iri(text: str) -> bool:
    """Whether ``text`` may be an ``atom:id`` as it stands (RFC 4287 §4.2.6)."""
    return _IRI.fullmatch(text) is not None


def atom_id(identifier: str) -> str:
    """The ``atom:id`` of an entry: its id, or where that is no absolute IRI a URN that stands for it.

    A newsroom's ``2024-118`` is kept by RSS and JSON Feed; Atom gets ``urn:uuid:`` with the version 5 UUID
    of the id in a fixed name space, so the same id gives the same URN for ever and on every node.
    """
    return identifier if is_absolute_iri(identifier) else f"urn:uuid:{uuid5(_LEGACY_IDS, identifier)}"
