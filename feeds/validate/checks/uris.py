"""Checks of addresses and ids: absolute or relative, URI or IRI, normal form."""

import re

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import values as rules
from feeds.validate.values.uris import UriFault, normal, uri_fault

_RULES = {
    UriFault.CHARACTER: (
        rules.URI_CHARACTER,
        "contains {part!r}, which is not allowed in a URI; percent-encode it",
    ),
    UriFault.ESCAPE: (rules.URI_ESCAPE, "has a % without two hexadecimal digits; write %25"),
    UriFault.TAG: (rules.TAG_URI, "is not a tag URI; write tag:authority,date:specific"),
    UriFault.URN: (rules.URN, "is not a URN; write urn:nid:nss"),
    UriFault.UUID: (rules.UUID, "does not contain a UUID; write 8-4-4-4-12 hexadecimal digits"),
    UriFault.NOT_ASCII: (
        rules.URI_NOT_ASCII,
        "contains characters beyond ASCII; encode the host by IDNA and the rest by percent signs",
    ),
    UriFault.SCHEME: (rules.SCHEME_UNKNOWN, "has the unregistered scheme {part!r}; check its spelling"),
}
_NOT_ABSOLUTE = "is not an absolute address; write https://host/path"
_NOT_VALID = "is not a valid address; write https://host/path"
_HTTP = re.compile(
    r"https?://(?:[^/?#@\s]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\W_](?:[\w.-]*[^\W_])?)\.?(?::\d{1,5})?(?:[/?#]|$)",
    re.IGNORECASE,
)


def check_uri(
    walk: DocumentState, frame: Frame, value: str, where: str, *, full: bool, iri: bool, otherwise: Rule
) -> bool:
    """Check one reference and return whether it can be used; a wrong form breaks ``otherwise``."""
    fault = uri_fault(value, full=full, iri=iri)
    if fault is None:
        return True
    kind, part = fault
    rule, text = _RULES.get(kind, (otherwise, _NOT_ABSOLUTE if full else _NOT_VALID))
    walk.report(rule, f"{value[:120]!r} {text.format(part=part)}", frame, where)
    return kind in {UriFault.ESCAPE, UriFault.SCHEME}


def full(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an absolute URI."""
    check_uri(walk, frame, value, where, full=True, iri=False, otherwise=rules.URI_NOT_FULL)


def full_iri(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an absolute IRI."""
    check_uri(walk, frame, value, where, full=True, iri=True, otherwise=rules.URI_NOT_FULL)


def reference(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a URI reference, absolute or relative."""
    check_uri(walk, frame, value, where, full=False, iri=False, otherwise=rules.URI_INVALID)


def iri(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an IRI reference, absolute or relative."""
    check_uri(walk, frame, value, where, full=False, iri=True, otherwise=rules.URI_INVALID)


def attribute(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an IRI reference in an attribute."""
    check_uri(walk, frame, value, where, full=False, iri=True, otherwise=rules.URI_ATTRIBUTE)


def identifier(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an absolute IRI in normal form without white space around it."""
    if check_uri(walk, frame, value, where, full=True, iri=True, otherwise=rules.URI_NOT_FULL):
        if frame.text and frame.text != value and where == frame.name:
            walk.report(
                rules.URI_NOT_NORMAL, f"white space surrounds the id {value[:120]!r}; remove it", frame, where
            )
        elif (wanted := normal(value)) != value:
            walk.report(
                rules.URI_NOT_NORMAL,
                f"{value[:120]!r} is not in normal form; write {str(wanted)[:120]!r}",
                frame,
                where,
            )


def http(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an http or https URL with a host name."""
    if not _HTTP.match(value) or uri_fault(value, full=True, iri=False) is not None:
        walk.report(
            rules.HTTP_URL,
            f"{value[:120]!r} is not an http or https URL; write https://host/path",
            frame,
            where,
        )
