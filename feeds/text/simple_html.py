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

from msgspec import Struct

from feeds.text.allowlist import ATTRIBUTES
from feeds.text.characters import is_inert, nfc
from feeds.text.html_patterns import BLOCKS, FORMATTING
from feeds.text.images import is_placeholder
from feeds.text.nesting import MAX_REFERENCES
from feeds.text.urls import AddressResolver

StartTag = Callable[[str, dict[str, str]], str | None]
"""Writes the start tag of an element with its attributes; ``None`` if the element has to be left out."""

_BLANK = r"[ \t\n]"
_ATTRIBUTES = rf"(?:{_BLANK}++[a-zA-Z_:@][a-zA-Z0-9_:.-]*+(?:=\"[^\"<>]*+\")?+){{0,20}}+{_BLANK}*+"
_REFERENCE = r"(#\d{1,6}+;|#[xX][0-9a-fA-F]{1,5}+;|[a-zA-Z][a-zA-Z0-9]{1,30}+;)"
_STYLED = re.compile(rf"(/?[a-z][a-z0-9]*+)({_ATTRIBUTES})/?+|!--[^<>-]*+(?:-[^<>-]++)*+--")
"""The inside of a tag, or of a comment."""

_TEXT_REFERENCE = re.compile(_REFERENCE)
_WRITTEN_REFERENCES = frozenset({"amp", "lt", "gt", "nbsp"})
_ATTRIBUTE = re.compile(rf"{_BLANK}([a-zA-Z_:@][a-zA-Z0-9_:.-]*+)(=\"[^\"]*+\")?+")
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
_ADDRESS_NAMES = {"a": "href", "img": "src"}
_KEPT = {name: ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) for name in (*FORMATTING, *BLOCKS, *_OTHERS)}
_PLAIN_TAGS = {tag: f"<{tag}>" for name in _KEPT for tag in (name, f"/{name}")}
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*+)")
_NO_SIGNS = bytes(byte for byte in range(256) if byte not in b"<>")
_SHORT_CHARS = 200
_MAX_KNOWN = 4096
_known = dict(_PLAIN_TAGS)
"""What becomes of tags without address that were seen, up to this length and number.

Most tags of the articles of a site have a few classes. A dictionary is read in a third of the time of
``lru_cache``.
"""


class _NotSimpleError(Exception):
    """The HTML needs a parser."""


class _Shape(Struct, frozen=True, gc=False):
    """What a start tag without the values of its attributes says: its name and the attributes that are kept.

    Each has the place of its value among the parts of the tag, ``None`` if it has no value.
    """

    name: str
    kept: tuple[tuple[str, int | None], ...]


class SimpleHtml(Struct, frozen=True, gc=False):
    """Sanitised HTML in NFC; it is ``whole`` if no comment and no element was left out."""

    html: str
    whole: bool


def simply_sanitised(html: str, resolver: AddressResolver, start_tag: StartTag) -> SimpleHtml | None:
    """Return what the sanitiser makes of simple HTML, else ``None``.

    ``resolver`` resolves the addresses of links; what needs more goes to ``start_tag``, as all images do.
    """
    signs = html.encode().translate(None, _NO_SIGNS)
    if signs != b"<>" * (len(signs) // 2) or html.count("&") > MAX_REFERENCES or _JOINS_TAGS in html:
        return None
    pieces = html.replace(">", "<").split("<")  # text and the insides of tags in turn
    try:
        tags = [
            _simple_tag(tag, resolver, start_tag) if (known := _known.get(tag)) is None else known
            for tag in pieces[1::2]
        ]
        if "&" in html and "&" in (texts := "<".join(pieces[::2])):
            pieces[::2] = _with_characters(texts).split("<")
    except _NotSimpleError:
        return None
    pieces[1::2] = tags
    simple = "".join(pieces)
    if not html.isascii():
        simple = nfc(simple.replace("\xa0", "&nbsp;"))
    whole = all(tags)
    return SimpleHtml(simple, whole) if whole or "<span" not in html or _nests(html) else None


def _with_characters(text: str) -> str:
    """Return a text with its references replaced by their characters, except those that HTML needs."""
    first, *others = text.split("&")
    parts = [first]
    for other in others:
        name, end, rest = other.partition(";")
        if not end:
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


def _simple_tag(tag: str, resolver: AddressResolver, start_tag: StartTag) -> str:
    """Return what becomes of a tag with attributes, of one that is left out, or of a comment."""
    if tag[:1] == "a" or tag[:3] == "img":
        return _with_address(tag, resolver, start_tag)
    simple = _without_attributes(tag)
    if len(tag) <= _SHORT_CHARS:
        if len(_known) >= _MAX_KNOWN:
            _known.clear()
            _known.update(_PLAIN_TAGS)
        _known[tag] = simple
    return simple


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


def _with_address(tag: str, resolver: AddressResolver, start_tag: StartTag) -> str:
    """Return the start tag of a link or an image."""
    parts = tag.split('"')  # the values of the attributes have odd places
    if len(parts) % 2 == 0:
        raise _NotSimpleError
    without_values = '""'.join(parts[::2])
    shape = _short_shape(without_values) if len(without_values) <= _SHORT_CHARS else _shape(without_values)
    if shape.name == "a" and len(shape.kept) == 1:
        place = shape.kept[0][1]
        if place is not None and (url := resolver.escaped(parts[place])) is not None:
            return f'<a href="{url}">'
    attributes = {
        key: "" if place is None else _decoded(value) if "&" in (value := parts[place]) else value
        for key, place in shape.kept
    }
    address = attributes.get(_ADDRESS_NAMES[shape.name], "")
    if _ADDRESS.fullmatch(address) is None or (shape.name == "img" and is_placeholder(address)):
        raise _NotSimpleError
    written = start_tag(shape.name, attributes)
    if written is None:
        raise _NotSimpleError
    return written


def _shape(tag: str) -> _Shape:
    """Return the shape of a start tag whose values are empty."""
    match = _STYLED.fullmatch(tag)
    if match is None or match[1] not in _ADDRESS_NAMES:
        raise _NotSimpleError
    name, written = match.groups()
    kept, place = dict[str, int | None](), 1
    for key, value in _ATTRIBUTE.findall(written):
        if (lower := key.lower()) in _KEPT[name]:
            kept.setdefault(lower, place if value else None)
        place += 2 if value else 0
    return _Shape(name, tuple(kept.items()))


_short_shape = lru_cache(maxsize=1024)(_shape)


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
    if character != "\xa0" and not (character.isprintable() and all(map(is_inert, character))):
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
