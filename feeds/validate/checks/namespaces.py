"""Checks of namespace declarations."""

from feeds.validate.document import PrefixedNamespace
from feeds.validate.element import DocumentState
from feeds.validate.names import ATOM, MEDIA, NAMESPACES, PREFIXES, UNCHECKED, XHTML, normalize
from feeds.validate.rules import values
from feeds.validate.rules import xml as rules
from feeds.validate.values.uris import UriFault, uri_fault

_RULES = {UriFault.TAG: values.TAG_URI, UriFault.URN: values.URN, UriFault.UUID: values.UUID}


def check_namespace(walk: DocumentState, prefix: str, uri: str, index: int) -> None:
    """Check one declaration at a byte offset."""
    walk.document.namespaces.add(uri)
    where = f"xmlns:{prefix}" if prefix else "xmlns"
    if uri == MEDIA[:-1]:
        message = f"{uri} is not the Media RSS namespace; write {MEDIA}"
        walk.findings.add(rules.MEDIA_NAMESPACE, message, index, where)
    elif prefix in NAMESPACES and PREFIXES.get(uri) != prefix:
        if normalize(uri) != normalize(NAMESPACES[prefix]) and uri not in UNCHECKED:
            message = (
                f"the prefix {prefix} belongs to {NAMESPACES[prefix]}; choose another one for {uri[:120]}"
            )
            walk.findings.add(rules.RESERVED_PREFIX, message, index, where)
    elif PREFIXES.get(uri) == "wiki" and "usemod" in uri:
        message = f"the namespace {uri} is obsolete; write {NAMESPACES['wiki']}"
        walk.findings.add(rules.OBSOLETE_WIKI, message, index, where)
    elif uri in {ATOM, XHTML} and prefix:
        declaration = PrefixedNamespace(prefix, uri, index)
        if walk.vocabulary == "atom":
            report_prefixed(walk, declaration)
        else:
            walk.document.prefixed.append(declaration)
    elif uri and uri not in PREFIXES and uri not in UNCHECKED:
        _check_unknown(walk, uri, index, where)


def _check_unknown(walk: DocumentState, uri: str, index: int, where: str) -> None:
    wrong = uri_fault(uri, full=False, iri=True)
    if wrong is None or wrong[0] in {UriFault.SCHEME, UriFault.ESCAPE}:
        message = f"the namespace {uri[:120]} is not one that feed readers know; check its spelling"
        walk.findings.add(rules.UNKNOWN_NAMESPACE, message, index, where)
    else:
        message = f"the namespace name {uri[:120]!r} is not a valid IRI; write the one from the specification"
        walk.findings.add(_RULES.get(wrong[0], rules.NAMESPACE_NO_IRI), message, index, where)


def report_prefixed(walk: DocumentState, declaration: PrefixedNamespace) -> None:
    """Report an Atom document that gives the Atom or XHTML namespace a prefix."""
    prefix, uri, index = declaration
    message = f"the prefix {prefix} is bound to {uri}; make it the default namespace"
    walk.findings.add(rules.ATOM_PREFIXED, message, index, f"xmlns:{prefix}")
