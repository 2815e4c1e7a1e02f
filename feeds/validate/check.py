# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""One document in, one report out: pure, synchronous and safe for threads.

A document of a megabyte takes some tens of milliseconds; callers on an event loop hand it to a thread.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.parsers import expat

from feeds.model import DocumentKind, Report
from feeds.validate.decode import Decoded, decode
from feeds.validate.elements.roots import root_of
from feeds.validate.elements.structure_only import slim_root_of
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.jsonfeed.check import check_json
from feeds.validate.rule import Rule
from feeds.validate.rules import core
from feeds.validate.rules import rss as rss_rules
from feeds.validate.rules import xml as rules
from feeds.validate.walk import TooMuchError, XmlWalk

MAX_BYTES = 16 * 2**20
MAX_TRIES = 2
MAX_MENDED_BYTES = 4 * 2**20

_UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_BAD_REFERENCE = expat.errors.codes[expat.errors.XML_ERROR_BAD_CHAR_REF]

_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_REFERENCE = re.compile(rb"&#(?:1[2-5]\d|65533|x[89][0-9a-fA-F]|x[fF]{3}[dD]);")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_REFERENCE = re.compile(rb"&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_BARE = re.compile(rb"&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z_:][\w.:-]*;)")
_BLANK_START = re.compile(rb"\s+<\?xml")


def check(
    data: bytes,
    *,
    kind: DocumentKind | None = None,
    url: str | None = None,
    content_type: str | None = None,
    now: datetime | None = None,
    structure_only: bool = False,
) -> Report:
    """Judge one document.

    ``kind`` is what it should be (else it is found out); ``url`` where it was read, for rules about links
    to itself; ``content_type`` the header it came with; ``now`` (aware) enables the rules about dates in the
    future. ``structure_only`` judges well-formedness, the head and what entries must not share, for a
    document whose entries were judged one by one before. Never raises for what the document holds.
    """
    if len(data) > MAX_BYTES:
        return _refused(kind, rules.TOO_MUCH, f"the document has {len(data)} bytes; {MAX_BYTES} are read")
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if kind is DocumentKind.JSONFEED or (kind is None and start[:1] in {b"{", b"["}):
        return check_json(data, url=url, now=now, structure_only=structure_only)
    if not start:
        return _refused(kind, core.EMPTY, "the document is empty")
    return _check_xml(decode(data, content_type), url=url, now=now, structure_only=structure_only)


def _refused(kind: DocumentKind | None, rule: Rule, message: str) -> Report:
    notes = FindingCollector(b"")
    notes.add(rule, message, None, "")
    return Report(kind=kind or DocumentKind.UNKNOWN, findings=notes.findings())


def _check_xml(decoded: Decoded, *, url: str | None, now: datetime | None, structure_only: bool) -> Report:
    data, problems = _without_blank_start(decoded.data)
    for rule, message, index in decoded.notes:
        problems.append((rule, message, index, ""))
    for _ in range(MAX_TRIES + 1):
        walk = XmlWalk(
            data,
            slim_root_of if structure_only else root_of,
            now=now,
            url=url if url and urlsplit(url).scheme else None,
            suspicious=_is_suspicious(data),
        )
        walk.common["encoding"] = decoded.encoding
        _listen(walk)
        mended = _run(walk, problems)
        if mended is None:
            break
        data = mended
    for rule, message, index, where in problems:
        walk.notes.add(rule, message, index, where)
    return Report(kind=walk.common.get("kind", DocumentKind.UNKNOWN), findings=walk.notes.findings())


def _is_suspicious(data: bytes) -> bool:
    """Whether a document holds characters that come from a wrong decoding; each search is for a literal."""
    if not data.isascii():
        if b"\xc2" in data and _C1.search(data):
            return True
        if b"\xef" in data and b"\xef\xbf\xbd" in data:
            return True
        if b"\xc3" in data and (b"\xc3\x82\xc2" in data or b"\xc3\x83\xc2" in data):
            return True
    return b"&#" in data and _REFERENCE.search(data) is not None


_Problems = list[tuple[Rule, str, int | None, str]]


def _without_blank_start(data: bytes) -> tuple[bytes, _Problems]:
    found = _BLANK_START.match(data)
    if not found:
        return data, []
    blank = found.end() - len(b"<?xml")
    end = data.find(b"?>", blank) + 2
    if end < 2:
        return data, []
    moved = data[blank:end] + data[:blank] + data[end:]
    return moved, [(rules.BLANK_START, "something stands before the XML declaration", 0, "")]


def _listen(walk: XmlWalk) -> None:
    """Note document types and entities; nothing outside the document is ever read."""
    parser = walk.parser

    def doctype(name: str, system: str | None, public: str | None, *_: object) -> None:
        walk.common["doctype"] = public or name
        if public and "Netscape" in public:
            if system and "my.netscape.com" in system:
                walk.notes.add(rss_rules.DTD_OLD, f"the DTD {system} is gone", parser.CurrentByteIndex, "")
        elif system:
            note = f"the document names the DTD {system}"
            walk.notes.add(rules.ENTITIES_DECLARED, note, parser.CurrentByteIndex, "")

    def entity(name: str, *_: object) -> None:
        note = f"the document declares the entity {name}"
        walk.notes.add(rules.ENTITIES_DECLARED, note, parser.CurrentByteIndex, "")

    def skipped(name: str, *_: object) -> None:
        if "Netscape" not in walk.common.get("doctype", ""):
            walk.report(rules.UNDEFINED_ENTITY, f"the entity &{name}; is not defined")

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = skipped
    parser.ExternalEntityRefHandler = lambda *_: 1


def _run(walk: XmlWalk, problems: _Problems) -> bytes | None:
    """Let the walk run; where it stops, note why, and give a mended document if there is hope."""
    try:
        walk.run()
    except TooMuchError as error:
        walk.report(rules.TOO_MUCH, f"the document is refused: {error}")
    except expat.ExpatError as error:
        index = walk.parser.ErrorByteIndex
        problems.append(_problem(walk, error, index))
        return _mend(walk, len(problems))
    return None


def _problem(walk: XmlWalk, error: expat.ExpatError, index: int) -> tuple[Rule, str, int | None, str]:
    text = expat.ErrorString(error.code)
    around = walk.data[index : index + 1]
    where = walk.frame.name
    if error.code == _UNDEFINED_ENTITY:
        name = re.match(rb"&([^;\s]*)", walk.data[index : index + 60])
        shown = name[1].decode("utf-8", "replace") if name else ""
        return (
            rules.UNDEFINED_ENTITY,
            f"the entity &{shown}; is not defined; write the character",
            index,
            where,
        )
    if _CONTROL.match(around) or error.code == _BAD_REFERENCE:
        return (
            rules.ILLEGAL_CHARACTER,
            f"character {around[:1].hex() or '?'} (hexadecimal) is not allowed in XML",
            index,
            where,
        )
    return rules.NOT_WELL_FORMED, f"not well-formed: {text}", index, where


def _mend(walk: XmlWalk, tries: int) -> bytes | None:
    """The document with what is commonly wrong blanked out, byte for byte; ``None`` if nothing was."""
    if tries > MAX_TRIES or len(walk.data) > MAX_MENDED_BYTES:
        return None

    def blank(found: "re.Match[bytes]") -> bytes:
        return b" " * len(found[0])

    data = _CONTROL.sub(b" ", walk.data)
    data = _CONTROL_REFERENCE.sub(blank, data)
    data = _BARE.sub(b" ", data)
    data = _UNDEFINED.sub(lambda found: found[0] if found[1] in _PREDEFINED else blank(found), data)
    return data if data != walk.data else None


_UNDEFINED = re.compile(rb"&([A-Za-z_:][\w.:-]*);")
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
