"""HTML as content management systems write it, sanitised tag by tag without building a tree.

Attributes that the sanitiser drops, comments, ``span`` elements and character references change nothing of
how HTML nests, so they are replaced where they stand. The result is only used where ``is_ordinary`` accepts
it: then it is safe, whatever happened here. Tests compare it with what the sanitiser makes of the same HTML.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from html.entities import html5

from feeds.text.allowlist import ATTRIBUTES
from feeds.text.html_patterns import BLOCKS, FORMATTING
from feeds.text.images import is_placeholder
from feeds.text.nesting import MAX_REFERENCES

StartTag = Callable[[str, dict[str, str]], str | None]
"""Writes the start tag of an element with its attributes; ``None`` if the element has to be left out."""

_BLANK = r"[ \t\n]"
_ATTRIBUTES = rf"(?:{_BLANK}++[a-zA-Z_:@][a-zA-Z0-9_:.-]*+(?:=\"[^\"<>]*+\")?+){{0,20}}+{_BLANK}*+"
_REFERENCE = r"(#\d{1,6}+;|#[xX][0-9a-fA-F]{1,5}+;|[a-zA-Z][a-zA-Z0-9]{1,30}+;)"
_STYLED = re.compile(rf"(/?[a-z][a-z0-9]*+)({_ATTRIBUTES})/?+|!--[^<>-]*+(?:-[^<>-]++)*+--")
"""The inside of a tag, or of a comment."""

_IMAGE = re.compile(rf"img({_ATTRIBUTES})/?+")
_LINK = re.compile(rf"a({_ATTRIBUTES})/?+")
_DROPPED = rf"{_BLANK}++(?!(?i:href|title|lang|dir))[a-zA-Z_:@][a-zA-Z0-9_:.-]*+(?:=\"[^\"<>]*+\")?+"
_PLAIN_LINK = re.compile(
    rf"a(?:{_DROPPED}){{0,9}}+{_BLANK}++href=\"([^\"<>]*+)\"(?:{_DROPPED}){{0,9}}+{_BLANK}*+"
)
"""A link that keeps no other attribute than its address."""

_TEXT_REFERENCE = re.compile(_REFERENCE)
_WRITTEN_REFERENCES = frozenset({"amp", "lt", "gt", "nbsp"})
_ATTRIBUTE = re.compile(rf"{_BLANK}([a-zA-Z_:@][a-zA-Z0-9_:.-]*+)(?:=\"([^\"]*+)\")?+")
_REST = r"(?s:.*+)"
_VALUE_REFERENCE = re.compile(rf"&(?:{_REFERENCE}|((?=[a-zA-Z][a-zA-Z0-9]*+=))|{_REST})")
"""An ampersand in a value; one that is no reference comes with all that follows it."""

_JOINS_TAGS = "\u0338"
"""The character that NFC composes with a sign of markup before it."""

_ADDRESS = re.compile(
    r"(?:https?://(?!\S*xn--)(?:[a-z0-9][a-z0-9-]*+\.)*[a-z][a-z0-9-]*+(?=[/?#]|\Z)|(?=[/?#])|[^\s/?#:]++(?=[/?#]|\Z))\S*+"
)
"""An address that every parser of addresses reads: one that the sanitiser's cannot read is left out."""

_OTHERS = ("a", "blockquote", "br", "div", "figcaption", "figure", "hr", "img", "li", "ol", "ul")
_VOID = frozenset({"br", "hr", "img"})
_KEPT = {name: ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) for name in (*FORMATTING, *BLOCKS, *_OTHERS)}
_PLAIN_TAGS = frozenset(f"{slash}{name}" for name in _KEPT for slash in ("", "/"))
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*+)")
_SHORT_CHARS = 200
"""What becomes of tags of this length is cached: most of an article's have a few classes."""

_REFERENCE_CHARS = 32


class _NotSimpleError(Exception):
    """The HTML needs a parser."""


def simply_sanitised(html: str, start_tag: StartTag) -> str | None:
    """Return what the sanitiser makes of simple HTML, else ``None``; links and images by ``start_tag``."""
    if html.count("&") > MAX_REFERENCES or _JOINS_TAGS in html:
        return None
    first, *pieces = html.split("<")
    try:
        parts = [_with_characters(first) if "&" in first else first]
        for piece in pieces:
            tag, end, text = piece.partition(">")
            if not end:
                return None
            parts.append(f"<{tag}>" if tag in _PLAIN_TAGS else _simple_tag(tag, start_tag))
            parts.append(_with_characters(text) if "&" in text else text)
    except _NotSimpleError:
        return None
    simple = "".join(parts).replace("\xa0", "&nbsp;")
    return simple if "<span" not in html or _nests(html) else None


def _with_characters(text: str) -> str:
    """Return a text with its references replaced by their characters, except those that HTML needs."""
    first, *others = text.split("&")
    parts = [first]
    for other in others:
        name, end, rest = other.partition(";")
        if not end or len(name) > _REFERENCE_CHARS:
            raise _NotSimpleError
        parts += (_written_character(name), rest)
    return "".join(parts)


@lru_cache(maxsize=1024)
def _written_character(name: str) -> str:
    if name in _WRITTEN_REFERENCES:
        return f"&{name};"
    reference = f"{name};"
    if _TEXT_REFERENCE.fullmatch(reference) is None:
        raise _NotSimpleError
    return escape(_character(reference), quote=False).replace("\xa0", "&nbsp;")


def _simple_tag(tag: str, start_tag: StartTag) -> str:
    """Return what becomes of a tag with attributes, of one that is left out, or of a comment."""
    if tag[:1] == "a":
        if link := _PLAIN_LINK.fullmatch(tag):
            return _plain_link(link[1], start_tag)
        if link := _LINK.fullmatch(tag):
            return _with_attributes("a", link[1], start_tag)
    elif tag[:1] == "i" and (image := _IMAGE.fullmatch(tag)):
        return _with_attributes("img", image[1], start_tag)
    return _short_without_attributes(tag) if len(tag) <= _SHORT_CHARS else _without_attributes(tag)


def _without_attributes(tag: str) -> str:
    """Return the tag of an element whose attributes are all dropped, nothing for a ``span`` or a comment."""
    match = _STYLED.fullmatch(tag)
    if match is None:
        raise _NotSimpleError
    name, written = match.groups()
    if name in (None, "span", "/span"):
        return ""
    kept = _KEPT.get(name)
    if kept is None:
        raise _NotSimpleError
    lower = written.lower()
    if any(one in lower for one in kept) and not kept.isdisjoint(key for key, _ in _ATTRIBUTE.findall(lower)):
        raise _NotSimpleError
    return f"<{name}>"


_short_without_attributes = lru_cache(maxsize=2048)(_without_attributes)


def _with_attributes(name: str, written: str, start_tag: StartTag) -> str:
    """Return the start tag of a link or an image."""
    kept, attributes = _KEPT[name], dict[str, str]()
    for key, value in _ATTRIBUTE.findall(written):
        if (lower := key.lower()) in kept:
            attributes.setdefault(lower, _decoded(value) if "&" in value else value)
    address = attributes.get("href" if name == "a" else "src", "")
    if _ADDRESS.fullmatch(address) is None or (name == "img" and is_placeholder(address.lower())):
        raise _NotSimpleError
    return _started(name, attributes, start_tag)


def _plain_link(written: str, start_tag: StartTag) -> str:
    """Return the start tag of a link with nothing but its address."""
    address = _decoded(written) if "&" in written else written
    if _ADDRESS.fullmatch(address) is None:
        raise _NotSimpleError
    return _started("a", {"href": address}, start_tag)


def _started(name: str, attributes: dict[str, str], start_tag: StartTag) -> str:
    tag = start_tag(name, attributes)
    if tag is None:
        raise _NotSimpleError
    return tag


def _decoded(value: str) -> str:
    decoded = value.replace("&amp;", "&")
    if len(value) - len(decoded) == value.count("&") * (len("&amp;") - 1):
        return decoded
    return _VALUE_REFERENCE.sub(_in_value, value)


def _in_value(match: re.Match[str]) -> str:
    """Return what an ampersand in the value of an attribute means."""
    if match[2] is not None:
        return "&"  # between two parameters: a reference does not end before an equals sign
    return _character(match[1])


def _character(reference: str | None) -> str:
    """Return the character of a reference that all parsers know."""
    if reference is None or (reference[0] != "#" and reference not in html5):
        raise _NotSimpleError
    character = unescape(f"&{reference}")
    if character != "\xa0" and not character.isprintable():
        raise _NotSimpleError
    return character


def _nests(html: str) -> bool:
    """Whether every element ends where it has its end tag, so that ``span`` elements end no others."""
    opened: list[str] = []
    for tag in _TAG.findall(html):
        if tag[0] != "/":
            if tag not in _VOID:
                opened.append(tag)
        elif not opened or opened.pop() != tag[1:]:
            return False
    return not opened
