"""Texts of feeds: double encodings undone, XHTML as HTML, and plain texts that are HTML nevertheless."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html import entities
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from lxml import etree

from feeds.readers.feed_names import attributes

XHTML = "application/xhtml+xml"
HTML_TYPES = frozenset({XHTML, "text/html"})
_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": XHTML}
_SPACE = "{http://www.w3.org/1999/xhtml}"
_FOREIGN = frozenset({"body", "math", "svg"})
_C1 = re.compile("[\x80-\x9f]")
_PARAMETER = re.compile(r"&([A-Za-z0-9_]+);")
_CLOSING_OR_REFERENCE = re.compile(r"</(\w+)>|&#?\w+;")
_TAG = re.compile(r"</?(\w+)")
_REFERENCE = re.compile(r"&(\w+);")
_EXTRA_SLASHES = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*://)/+")
_BASE = re.compile(r"\s*(?:https?|ftp|file):", re.IGNORECASE)
MAX_NAME_CHARS = 500
"""Longer texts are no names."""

UNREAD = ("psc", "gml", "georss")
"""The extensions that nothing is read from, by prefix."""

_HTML = frozenset({
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "big", "blockquote", "br",
    "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "command", "datagrid",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "i", "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "m", "map", "menu", "meter",
    "multicol", "nav", "nextid", "noscript", "ol", "optgroup", "option", "output", "p", "pre", "progress",
    "q", "s", "samp", "section", "select", "small", "sound", "source", "spacer", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul",
    "var", "video",
})  # fmt: skip


class UnusualFeedError(Exception):
    """A document has something that only feedparser reads."""


def media_type(written: str) -> str:
    """The type of a text construct under its full name."""
    written = written.lower()
    return _TYPES.get(written, written)


def is_encoded(kind: str) -> bool:
    """Whether content of a type stands in base64. Source: RFC 4287 §4.1.3.3."""
    return not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))


def without_stray_semicolons(address: str) -> str:
    """An address whose parameters were taken for references (``?a=1&b;=2``)."""
    return _PARAMETER.sub(r"&\1", address) if "&" in address else address


def corrected(text: str) -> str:
    """A text without UTF-8 read as Latin-1, and with the characters that Windows means by C1 controls."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return _C1.sub(_of_windows, text)


def _of_windows(control: re.Match[str]) -> str:
    try:
        return control[0].encode("iso-8859-1").decode("cp1252")
    except UnicodeError:
        return control[0]


def looks_like_html(text: str) -> bool:
    """Whether a text that is plain by its declaration has tags or references, and only those of HTML."""
    if ("<" not in text and "&" not in text) or not _CLOSING_OR_REFERENCE.search(text):
        return False
    return all(tag.lower() in _HTML for tag in _TAG.findall(text)) and all(
        name in entities.entitydefs for name in _REFERENCE.findall(text)
    )


def resolved(address: str, base: str) -> str:
    """An address made absolute, empty where that is not possible."""
    try:
        return urljoin(base, _EXTRA_SLASHES.sub(r"\1", address))
    except ValueError:
        return ""


def inner_base(base: str, written: str) -> str:
    """The base address inside an element that gives one; one that leads nowhere changes nothing."""
    found = resolved(written, base)
    return found if not base or _BASE.match(found) else base


def xhtml_markup(element: etree._Element, *, within_div: bool) -> str:
    """The content of an element as HTML, without the ``div`` around all of it if ``within_div``.

    Raises ``UnusualFeedError`` for elements that are not XHTML.
    """
    if within_div and len(element) == 1 and _is_whole(element):
        wrapper = element[0]
        _ = _opening(wrapper)
        return "".join(_pieces(wrapper))
    return "".join(_pieces(element))


def _is_whole(element: etree._Element) -> bool:
    """Whether the only child is a ``div`` with nothing but blanks around it."""
    child = element[0]
    around = (element.text or "") + (child.tail or "")
    return str(child.tag).lower() == f"{_SPACE}div" and not around.strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield escape(element.text)
    for child in element:
        name, opening = _opening(child)
        yield opening
        yield from _pieces(child)
        yield f"</{name}>"
        if child.tail:
            yield escape(child.tail)


def _opening(element: etree._Element) -> tuple[str, str]:
    """The name of an element, and its start tag."""
    tag = str(element.tag)
    name = tag.removeprefix(_SPACE).lower()
    if not tag.startswith(_SPACE) or name in _FOREIGN:
        raise UnusualFeedError(tag)
    items = element.items()
    if not items:
        return name, f"<{name}>"
    written = attributes(items).items()
    return name, f"<{name}{''.join(_attribute(key, value) for key, value in written)}>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value, {chr(34): "&quot;"})}"'
