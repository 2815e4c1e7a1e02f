"""Checks of elements and attributes that no table lists."""

from functools import cache

from feeds.validate.checks.codes import language
from feeds.validate.element import FOREIGN, SKIPPED, DocumentState, Element, Frame, Mode
from feeds.validate.elements.atom import ATOM_ANYWHERE
from feeds.validate.elements.content import child_of_content
from feeds.validate.rules import core
from feeds.validate.rules import text as texts
from feeds.validate.rules import xml as rules
from feeds.validate.values.uris import UriFault, uri_fault

_OPEN_VOCABULARIES = frozenset({"foaf", "rdf", "rdfs", "cc"})
"""Vocabularies of RDF, which are allowed anywhere."""

_TOLERATED = {UriFault.SCHEME, UriFault.ESCAPE}


def unknown_child(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    """Check a child that its parent's table does not list, and return the table to use for it."""
    mode = parent.element.mode
    if mode is Mode.SKIPPED:
        return SKIPPED, name
    if mode in {Mode.CONSTRUCT, Mode.MARKUP}:
        return child_of_content(walk, parent, name)
    if mode is Mode.FOREIGN:
        _check_in_foreign(walk, parent, name)
    elif name[:1] == "{":
        _check_foreign(walk, parent, name)
    elif mode is Mode.TEXT:
        if walk.vocabulary != "rdf":
            _report_in_text(walk, parent, name)
    elif name[:6] == "xhtml:":
        message = f"{parent.name} contains {name}; put it into content or description"
        walk.report(texts.MISPLACED_XHTML, message, parent, name)
    else:
        return _undefined(walk, parent, name)
    return FOREIGN, name


def _check_foreign(walk: DocumentState, parent: Frame, name: str) -> None:
    if name[:2] == "{}":
        message = f"{name[2:]} in {parent.name} has no namespace; declare one for it"
        walk.report(rules.NO_NAMESPACE_ELEMENT, message, parent, name[2:])
    if parent.element.mode is Mode.TEXT and name[:3] != "{?}":
        _report_in_text(walk, parent, name)


def _report_in_text(walk: DocumentState, parent: Frame, name: str) -> None:
    message = f"{parent.name} contains the element {name}; only text is allowed here"
    walk.report(texts.CHILD_IN_TEXT, message, parent, name)


def _check_in_foreign(walk: DocumentState, parent: Frame, name: str) -> None:
    if (
        walk.vocabulary == "rss"
        and ":" not in name
        and name[:1] != "{"
        and (":" in parent.name or parent.name[:1] == "{")
    ):
        message = f"{name} in {parent.name} has no namespace and is read as an RSS element; add its prefix"
        walk.report(core.NOT_IN_NAMESPACE, message, parent, name)


def _undefined(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    atom_name = name if ":" in name or walk.vocabulary != "atom" or ":" not in parent.name else f"atom:{name}"
    if atom_name in ATOM_ANYWHERE:
        message = f"{atom_name} has no defined meaning in {parent.name}; move or remove it"
        walk.report(core.QUESTIONABLE, message, parent, atom_name)
        return ATOM_ANYWHERE[atom_name], name
    prefix = name.partition(":")[0] if ":" in name else ""
    if prefix in _OPEN_VOCABULARIES:
        return FOREIGN, name
    if prefix == "dc" and name.partition(".")[0] in parent.element.children:
        return FOREIGN, name
    rule = core.UNDEFINED_EXTENSION if ":" in name else core.UNDEFINED
    similar = _children_by_lower_case(parent.element).get(name.lower())
    hint = f"did you mean {similar}?" if similar else "correct its spelling or remove it"
    walk.report(rule, f"{parent.name} has no element {name}; {hint}", parent, name)
    return FOREIGN, name


@cache  # the tables are static
def _children_by_lower_case(element: Element) -> dict[str, str]:
    return {name.lower(): name for name in reversed(element.children)}


@cache  # the tables are static
def _attributes_by_lower_case(element: Element) -> dict[str, str]:
    return {name.lower(): name for name in reversed(list(element.attributes))}


def check_unknown_attribute(walk: DocumentState, frame: Frame, name: str) -> None:
    """Check an attribute that the table of its element does not list."""
    if name[:1] == "{":
        if name[:3] != "{?}" and walk.vocabulary == "rss" and ":" not in frame.name:
            local = name.rpartition("}")[2]
            message = f"{frame.name} has the attribute {local} of another namespace; use an extension element"
            walk.report(rules.EXTENSION_ATTRIBUTE, message, frame)
    elif name[:4] == "rdf:" and walk.vocabulary in {"rdf", "atom"}:
        return
    else:
        similar = _attributes_by_lower_case(frame.element).get(name.lower())
        hint = f"did you mean {similar}?" if similar else "correct its spelling or remove it"
        message = f"{frame.name} has no attribute {name}; {hint}"
        walk.report(rules.ATTRIBUTE_UNEXPECTED, message, frame)


def check_xml_attribute(walk: DocumentState, frame: Frame, name: str, value: str) -> None:
    """Check xml:lang and xml:base and apply them to everything inside the element."""
    if name == "xml:lang":
        frame.lang = value
        if value:
            language(walk, frame, value, f"{frame.name}/@xml:lang")
    elif name == "xml:base":
        frame.base = value
        wrong = uri_fault(value, full=False, iri=True)
        if wrong is not None and wrong[0] not in _TOLERATED:
            message = f"{value[:120]!r} is not a valid IRI reference; write an absolute address"
            walk.report(rules.XML_BASE_INVALID, message, frame, "xml:base")
