"""Addresses: complete or relative, URI or IRI, and the normal form of ids."""

import re

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import values as rules
from feeds.validate.values.uris import UriFault, normal, uri_fault

_RULES = {
    UriFault.CHARACTER: (rules.URI_CHARACTER, "holds {part!r}, which no URI may hold"),
    UriFault.ESCAPE: (rules.URI_ESCAPE, "has a % without two hexadecimal digits"),
    UriFault.TAG: (rules.TAG_URI, "is not of the form tag:authority,date:specific"),
    UriFault.URN: (rules.URN, "is not of the form urn:nid:nss"),
    UriFault.UUID: (rules.UUID, "holds no UUID (8-4-4-4-12 hexadecimal digits)"),
    UriFault.NOT_ASCII: (rules.URI_NOT_ASCII, "holds characters beyond ASCII; a URI may not"),
    UriFault.SCHEME: (rules.SCHEME_UNKNOWN, "has the scheme {part!r}, which nobody has registered"),
}
_HTTP = re.compile(
    r"https?://(?:[^/?#@\s]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\W_](?:[\w.-]*[^\W_])?)\.?(?::\d{1,5})?(?:[/?#]|$)",
    re.IGNORECASE,
)


def judge(
    walk: DocumentState, frame: Frame, value: str, where: str, *, full: bool, iri: bool, otherwise: Rule
) -> bool:
    """Judge one reference; whether it can be used. ``otherwise`` is broken by a wrong form."""
    wrong = uri_fault(value, full=full, iri=iri)
    if wrong is None:
        return True
    kind, part = wrong
    rule, text = _RULES.get(kind, (otherwise, "is no complete address" if full else "is no valid address"))
    walk.report(rule, f"{value[:120]!r} {text.format(part=part)}", frame, where)
    return kind in {UriFault.ESCAPE, UriFault.SCHEME}


def full(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A complete URI, as RSS wants it."""
    judge(walk, frame, value, where, full=True, iri=False, otherwise=rules.URI_NOT_FULL)


def full_iri(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A complete IRI, as Atom wants its ids."""
    judge(walk, frame, value, where, full=True, iri=True, otherwise=rules.URI_NOT_FULL)


def reference(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A URI reference, complete or relative."""
    judge(walk, frame, value, where, full=False, iri=False, otherwise=rules.URI_INVALID)


def iri(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """An IRI reference, complete or relative."""
    judge(walk, frame, value, where, full=False, iri=True, otherwise=rules.URI_INVALID)


def attribute(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """An IRI reference in an attribute that is one."""
    judge(walk, frame, value, where, full=False, iri=True, otherwise=rules.URI_ATTRIBUTE)


def identifier(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """An id: a complete IRI in its normal form, without blanks around it."""
    if judge(walk, frame, value, where, full=True, iri=True, otherwise=rules.URI_NOT_FULL):
        if frame.text and frame.text != value and where == frame.name:
            walk.report(rules.URI_NOT_NORMAL, f"blanks stand around {value!r}", frame, where)
        elif (wanted := normal(value)) != value:
            walk.report(rules.URI_NOT_NORMAL, f"{value!r} is not in normal form ({wanted!r})", frame, where)


def http(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """An http or https URL with a host name."""
    if not _HTTP.match(value) or uri_fault(value, full=True, iri=False) is not None:
        walk.report(rules.HTTP_URL, f"{value[:120]!r} is no http or https URL", frame, where)
