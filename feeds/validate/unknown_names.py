"""What belongs to no table: unknown elements and attributes, namespaces, suspicious characters."""

import re

from feeds.validate.checks.words import language
from feeds.validate.element import FOREIGN, SKIPPED, DocumentState, Element, Frame, Mode
from feeds.validate.names import ATOM, MEDIA, NAMESPACES, PREFIXES, UNJUDGED, XHTML, near
from feeds.validate.rule import Rule
from feeds.validate.rules import core, values
from feeds.validate.rules import text as texts
from feeds.validate.rules import xml as rules
from feeds.validate.values.uris import UriFault, uri_fault

_C1 = re.compile("[\u0080-\u009f\ufffd]")
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")

_OPEN = frozenset({"foaf", "rdf", "rdfs", "cc"})
"""Vocabularies of RDF, which anybody may use anywhere."""


def judge(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    """The table of a child that its parent's table does not name, once it has been judged."""
    mode = parent.element.mode
    if mode is Mode.SKIPPED:
        return SKIPPED, name
    if mode is Mode.FOREIGN:
        _judge_in_foreign(walk, parent, name)
        return FOREIGN, name
    if mode in {Mode.CONSTRUCT, Mode.MARKUP}:
        child: tuple[Element, str] = walk.common["construct"](walk, parent, name)
        return child
    if name[:1] == "{":
        if name[:2] == "{}":
            walk.report(
                rules.NO_NAMESPACE_ELEMENT, f"{name[2:]} in {parent.name} has no namespace", parent, name[2:]
            )
        if mode is Mode.TEXT and name[:3] != "{?}":
            _judge_in_text(walk, parent, name)
        return FOREIGN, name
    if mode is Mode.TEXT:
        if walk.vocabulary != "rdf":
            _judge_in_text(walk, parent, name)
    elif name[:6] == "xhtml:":
        walk.report(texts.MISPLACED_XHTML, f"{name} stands in {parent.name}", parent, name)
    else:
        return _undefined(walk, parent, name)
    return FOREIGN, name


def _judge_in_text(walk: DocumentState, parent: Frame, name: str) -> None:
    walk.report(
        texts.CHILD_IN_TEXT, f"{name} stands in {parent.name}, which may hold text only", parent, name
    )


def _judge_in_foreign(walk: DocumentState, parent: Frame, name: str) -> None:
    if (
        walk.vocabulary == "rss"
        and ":" not in name
        and name[:1] != "{"
        and (":" in parent.name or parent.name[:1] == "{")
    ):
        walk.report(
            core.NOT_IN_NAMESPACE,
            f"{name} in {parent.name} has no namespace; RSS would take it for its own",
            parent,
            name,
        )


def _undefined(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    questionable: dict[str, Element] = walk.common.get("questionable", {})
    asked = name if ":" in name or walk.vocabulary != "atom" or ":" not in parent.name else f"atom:{name}"
    if asked in questionable:
        walk.report(core.QUESTIONABLE, f"{asked} in {parent.name} is of doubtful meaning", parent, asked)
        return questionable[asked], name
    prefix = name.partition(":")[0] if ":" in name else ""
    if prefix in _OPEN:
        return FOREIGN, name
    if prefix == "dc" and name.partition(".")[0] in parent.element.children:
        return FOREIGN, name
    rule = core.UNDEFINED_EXTENSION if ":" in name else core.UNDEFINED
    near_by = next((known for known in parent.element.children if known.lower() == name.lower()), None)
    hint = f"; {near_by} is meant?" if near_by else ""
    walk.report(rule, f"{parent.name} knows no element {name}{hint}", parent, name)
    return FOREIGN, name


def judge_attribute(walk: DocumentState, frame: Frame, name: str) -> None:
    """Judge an attribute that the table of its element does not name."""
    if name[:1] == "{":
        if name[:3] != "{?}" and walk.vocabulary == "rss" and ":" not in frame.name:
            walk.report(
                rules.EXTENSION_ATTRIBUTE,
                f"{frame.name} has the attribute {name.rpartition('}')[2]} of another namespace",
                frame,
            )
    elif not (name[:4] == "rdf:" and walk.vocabulary in {"rdf", "atom"}):
        near_by = next((known for known in frame.element.attributes if known.lower() == name.lower()), None)
        hint = f"; write {near_by}" if near_by else ""
        walk.report(rules.ATTRIBUTE_UNEXPECTED, f"{frame.name} knows no attribute {name}{hint}", frame)


def judge_xml_attribute(walk: DocumentState, frame: Frame, name: str, value: str) -> None:
    """Take over language and base, which hold for everything inside."""
    if name == "xml:lang":
        frame.lang = value
        if value:
            language(walk, frame, value, f"{frame.name}/@xml:lang")
    elif name == "xml:base":
        frame.base = value
        wrong = uri_fault(value, full=False, iri=True)
        if wrong is not None and wrong[0] not in {UriFault.SCHEME, UriFault.ESCAPE}:
            walk.report(rules.XML_BASE_INVALID, f"{value!r} is no IRI reference", frame, "xml:base")


def judge_characters(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Judge the characters of one text; only called where the document holds suspicious ones."""
    found = _C1.search(value)
    if found:
        walk.report(
            rules.BAD_CHARACTERS,
            f"{where} holds U+{ord(found[0]):04X}, left over from a wrong decoding",
            frame,
            where,
        )
    elif _TWICE.search(value):
        try:
            value.encode("latin-1").decode()
        except UnicodeError:
            return
        walk.report(rules.BAD_CHARACTERS, f"{where} holds UTF-8 that was read as Latin-1", frame, where)


def judge_namespace(walk: DocumentState, prefix: str, uri: str, index: int) -> None:
    """Judge one declaration of a namespace."""

    def note(rule: Rule, message: str) -> None:
        walk.notes.add(rule, message, index, f"xmlns:{prefix}" if prefix else "xmlns")

    if uri == MEDIA[:-1]:
        note(rules.MEDIA_NAMESPACE, f"{uri} is not Media RSS; write {MEDIA}")
    elif prefix in NAMESPACES and PREFIXES.get(uri) != prefix:
        if near(uri) != near(NAMESPACES[prefix]) and uri not in UNJUDGED:
            note(rules.RESERVED_PREFIX, f"the prefix {prefix} belongs to {NAMESPACES[prefix]}, not to {uri}")
    elif PREFIXES.get(uri) == "wiki" and "usemod" in uri:
        note(rules.OBSOLETE_WIKI, f"{uri} is out of use")
    elif uri in {ATOM, XHTML} and prefix:
        if walk.vocabulary == "atom":
            note(rules.ATOM_PREFIXED, f"the prefix {prefix} is bound to {uri}; make it the default namespace")
        else:
            walk.common.setdefault("prefixed", []).append((prefix, uri, index))
    elif uri and uri not in PREFIXES and uri not in UNJUDGED:
        wrong = uri_fault(uri, full=False, iri=True)
        if wrong is None or wrong[0] in {UriFault.SCHEME, UriFault.ESCAPE}:
            note(rules.UNKNOWN_NAMESPACE, f"the namespace {uri} is none that readers know")
        else:
            rule = {UriFault.TAG: values.TAG_URI, UriFault.URN: values.URN, UriFault.UUID: values.UUID}.get(
                wrong[0], rules.NAMESPACE_NO_IRI
            )
            note(rule, f"the namespace name {uri!r} is no IRI")
