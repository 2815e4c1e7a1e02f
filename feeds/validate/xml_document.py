"""Validate an XML document in UTF-8: run a pass, and where it stops, repair common faults and run again."""

import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.parsers import expat

from feeds.model import Report
from feeds.validate.decode import Decoded
from feeds.validate.elements.roots import root_element
from feeds.validate.elements.structure_only import structure_root
from feeds.validate.rule import Rule
from feeds.validate.rules import rss as rss_rules
from feeds.validate.rules import xml as rules
from feeds.validate.walk import LimitExceededError, XmlWalk

MAX_REPAIRS = 2
MAX_REPAIRED_BYTES = 4 * 2**20

_UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_BAD_REFERENCE = expat.errors.codes[expat.errors.XML_ERROR_BAD_CHAR_REF]

_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_C1_REFERENCE = re.compile(rb"&#(?:1[2-5]\d|65533|x[89][0-9a-fA-F]|x[fF]{3}[dD]);")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_REFERENCE = re.compile(rb"&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_BARE_AMPERSAND = re.compile(rb"&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z_:][\w.:-]*;)")
_ENTITY = re.compile(rb"&([A-Za-z_:][\w.:-]*);")
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_BLANK_START = re.compile(rb"\s+<\?xml")


class _Problem(NamedTuple):
    """A fault found outside the tables; ``offset`` counts bytes."""

    rule: Rule
    message: str
    offset: int | None
    where: str


def check_xml(
    decoded: Decoded, *, url: str | None, now: datetime | None, structure_only: bool, emitted: bool
) -> Report:
    """Validate a decoded document; see ``check.check``."""
    data, problems = _move_declaration(decoded.data)
    problems += [_Problem(rule, message, index, "") for rule, message, index in decoded.problems]
    for _ in range(MAX_REPAIRS + 1):
        walk = XmlWalk(
            data,
            structure_root if structure_only else root_element,
            now=now,
            url=url if url and urlsplit(url).scheme else None,
            suspicious=_is_suspicious(data),
            encoding=decoded.encoding,
            emitted=emitted,
        )
        _handle_declarations(walk)
        repaired = _run(walk, problems)
        if repaired is None:
            break
        data = repaired
    for rule, message, index, where in problems:
        walk.findings.add(rule, message, index, where)
    return Report(kind=walk.document.kind, findings=walk.findings.collected())


def _is_suspicious(data: bytes) -> bool:
    """Return whether a document has characters that often come from a wrong decoding."""
    if not data.isascii():
        if b"\xc2" in data and _C1.search(data):
            return True
        if b"\xef" in data and b"\xef\xbf\xbd" in data:
            return True
        if b"\xc3" in data and (b"\xc3\x82\xc2" in data or b"\xc3\x83\xc2" in data):
            return True
    return b"&#" in data and _C1_REFERENCE.search(data) is not None


def _move_declaration(data: bytes) -> tuple[bytes, list[_Problem]]:
    """Move an XML declaration that follows white space to the start, so that the rest can be checked."""
    found = _BLANK_START.match(data)
    if not found:
        return data, []
    start = found.end() - len(b"<?xml")
    end = data.find(b"?>", start)
    if end < 0:
        return data, []
    end += len(b"?>")
    message = "white space precedes the XML declaration; start the document at its first byte"
    return data[start:end] + data[:start] + data[end:], [_Problem(rules.BLANK_START, message, 0, "")]


def _handle_declarations(walk: XmlWalk) -> None:
    """Report document types and entities; nothing outside the document is ever read."""
    parser = walk.parser

    def add(rule: Rule, message: str) -> None:
        walk.findings.add(rule, message, parser.CurrentByteIndex, "")

    def doctype(name: str, system: str | None, public: str | None, *_: object) -> None:
        walk.document.doctype = public or name
        if public and "Netscape" in public:
            if system and "my.netscape.com" in system:
                add(rss_rules.DTD_OLD, f"the DTD {system} no longer exists; remove the DOCTYPE")
        elif system:
            add(rules.ENTITIES_DECLARED, f"the document refers to the DTD {system}; remove the DOCTYPE")

    def entity(name: str, *_: object) -> None:
        message = f"the document declares the entity {name}; write its characters instead"
        add(rules.ENTITIES_DECLARED, message)

    def skipped(name: str, *_: object) -> None:
        if "Netscape" not in walk.document.doctype:
            walk.report(rules.UNDEFINED_ENTITY, _undefined_entity(name))

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = skipped
    parser.ExternalEntityRefHandler = lambda *_: 1


def _undefined_entity(name: str) -> str:
    return f"the entity &{name[:40]}; is not defined; write the character itself"


def _run(walk: XmlWalk, problems: list[_Problem]) -> bytes | None:
    """Run a pass; where it stops, add the problem and return a repaired document if there is one."""
    try:
        walk.run()
    except LimitExceededError as error:
        walk.report(rules.LIMIT_EXCEEDED, f"the document is refused: {error}; publish a smaller feed")
    except expat.ExpatError as error:
        problems.append(_problem(walk, error, walk.parser.ErrorByteIndex))
        if len(problems) <= MAX_REPAIRS and len(walk.data) <= MAX_REPAIRED_BYTES:
            return _repaired(walk.data)
    return None


def _problem(walk: XmlWalk, error: expat.ExpatError, index: int) -> _Problem:
    where = walk.frame.name
    byte = walk.data[index : index + 1]
    if error.code == _UNDEFINED_ENTITY:
        name = re.match(rb"&([^;\s]*)", walk.data[index : index + 60])
        message = _undefined_entity(name[1].decode("utf-8", "replace") if name else "")
        return _Problem(rules.UNDEFINED_ENTITY, message, index, where)
    if _CONTROL.match(byte) or error.code == _BAD_REFERENCE:
        message = f"the character {byte.hex() or '?'} (hexadecimal) is not allowed in XML; remove it"
        return _Problem(rules.ILLEGAL_CHARACTER, message, index, where)
    message = f"the document is not well-formed: {expat.ErrorString(error.code)}; use an XML library"
    return _Problem(rules.NOT_WELL_FORMED, message, index, where)


def _repaired(data: bytes) -> bytes | None:
    """Replace common faults by blanks of the same length; return ``None`` if there are none."""

    def blank(found: "re.Match[bytes]") -> bytes:
        return b" " * len(found[0])

    repaired = _CONTROL.sub(b" ", data)
    repaired = _CONTROL_REFERENCE.sub(blank, repaired)
    repaired = _BARE_AMPERSAND.sub(b" ", repaired)
    repaired = _ENTITY.sub(lambda found: found[0] if found[1] in _PREDEFINED else blank(found), repaired)
    return repaired if repaired != data else None
