"""The text of an XML feed made well-formed: references, characters and entities that parsers refuse."""

import re
from collections.abc import Iterator
from html.entities import html5
from xml.sax.saxutils import escape

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SECTIONS = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))
_SECTION_START = re.compile(r"<!\[CDATA\[|<!--|<\?")
_REFERENCE = re.compile(r"&(?:#(\d{1,10}|[xX][0-9a-fA-F]{1,9});|([A-Za-z_][\w.-]{0,63});)?")
_SURROGATES = re.compile(
    r"&#(\d{5}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});&#(\d{5}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});"
)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[(.{0,20000}?)\]\s{0,100})?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(
    r"""<!ENTITY\s{1,20}([A-Za-z_][\w.-]{0,63})\s{1,20}(?:"([^"]{0,2000})"|'([^']{0,2000})')\s{0,20}>"""
)
_PROLOG = re.compile(r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_MAX_EXPANDED_CHARS = 1_000_000
_HIGH, _LOW, _BEYOND = 0xD800, 0xDC00, 0xE000
_LAST = 0x10FFFF


def repaired_xml(text: str) -> str:
    """A document without its declaration and DOCTYPE, whose references and characters XML allows.

    Entities of HTML and of the document's own DOCTYPE become their text; a bare ``&`` is written ``&amp;``.
    External entities are never read.
    """
    text = _ILLEGAL.sub("", text[max(text.find("<"), 0) :])
    prolog = _PROLOG.match(text, 0, 30_000)
    head = _DOCTYPE.match(text, prolog.end() if prolog else 0)  # an article may quote one
    entities = _declared(head[1] or "") if head else {}
    if head:
        text = text[: head.start()] + text[head.end() :]
    references = _References(entities)
    parts: list[str] = []
    for part, is_section in _sections(text):
        if not is_section:
            parts.append(references.repaired(part))
        elif not part.startswith("<?"):
            parts.append(part)
    return "".join(parts)


def _sections(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and which of them are CDATA sections, comments or instructions."""
    position = 0
    endings = dict(_SECTIONS)
    search = 0
    while start := _SECTION_START.search(text, search):
        closing = endings.get(start[0])
        end = text.find(closing, start.end()) if closing else -1
        if closing is None or end < 0:
            endings.pop(start[0], None)
            search = start.end()
            continue
        yield text[position : start.start()], False
        position = search = end + len(closing)
        yield text[start.start() : position], True
    yield text[position:], False


def _declared(subset: str) -> dict[str, str]:
    """The entities that a DOCTYPE declares as texts; references inside them are not followed."""
    return {name: double or single for name, double, single in _ENTITY.findall(subset)}


class _References:
    """Repairs the references of one document; what its own entities expand to is bounded."""

    def __init__(self, entities: dict[str, str]) -> None:
        self._entities = entities
        self._left = _MAX_EXPANDED_CHARS

    def repaired(self, text: str) -> str:
        """The text with every reference one that XML allows."""
        if "&" not in text:
            return text
        return _REFERENCE.sub(self._reference, _SURROGATES.sub(_joined, text))

    def _reference(self, match: re.Match[str]) -> str:
        number, name = match.groups()
        if number:
            return match[0] if _is_allowed(_code(number)) else "\ufffd"
        if name is None:
            return "&amp;"
        if name in _PREDEFINED:
            return match[0]
        if (value := self._entities.get(name)) is not None:
            self._left -= len(value)
            return escape(value) if self._left > 0 else ""
        if (value := html5.get(f"{name};")) is not None:
            return escape(value)
        return f"&amp;{name};"


def _code(number: str) -> int:
    return int(number[1:], 16) if number[0] in "xX" else int(number)


def _joined(match: re.Match[str]) -> str:
    """The character of two references to surrogates, as programs of UTF-16 write it."""
    high, low = _code(match[1]), _code(match[2])
    if _HIGH <= high < _LOW <= low < _BEYOND:
        return chr(0x10000 + ((high - _HIGH) << 10) + (low - _LOW))
    return match[0]


def _is_allowed(code: int) -> bool:
    if code < 0x20:  # noqa: PLR2004 - the first printable character
        return code in (0x09, 0x0A, 0x0D)
    return code < _HIGH or _BEYOND <= code <= 0xFFFD or 0x10000 <= code <= _LAST  # noqa: PLR2004 - XML 1.0 §2.2
