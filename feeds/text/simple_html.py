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
from feeds.text.urls import MAX_URL_CHARS, has_tracking

StartTag = Callable[[str, dict[str, str]], str | None]
"""Writes the start tag of an element with its attributes; ``None`` if the element has to be left out."""

_BLANK = r"[ \t\n]"
_ATTRIBUTES = rf"(?:{_BLANK}++[a-zA-Z_:@][a-zA-Z0-9_:.-]*+(?:=\"[^\"<>]*+\")?+){{0,20}}+{_BLANK}*+"
_REFERENCE = r"(#\d{1,6}+;|#[xX][0-9a-fA-F]{1,5}+;|[a-zA-Z][a-zA-Z0-9]{1,30}+;)"
_REST = r"(?s:.*+)"
_TOKEN = re.compile(
    rf"<(?!/?(?!span>)[a-z][a-z0-9]*+>)"
    rf"(?:(/?[a-z][a-z0-9]*+)({_ATTRIBUTES})/?+>|(!--[^<>-]*+(?:-[^<>-]++)*+-->)|{_REST})"
    rf"|&(?!(?:amp|lt|gt|nbsp);)(?:{_REFERENCE}|{_REST})"
)
"""A tag with attributes or of a ``span``, a comment, a reference; anything else with all that follows it."""

_ATTRIBUTE = re.compile(rf"{_BLANK}([a-zA-Z_:@][a-zA-Z0-9_:.-]*+)(?:=\"([^\"]*+)\")?+")
_VALUE_REFERENCE = re.compile(rf"&(?:{_REFERENCE}|((?=[a-zA-Z][a-zA-Z0-9]*+=))|{_REST})")
_JOINS_TAGS = "\u0338"
"""The character that NFC composes with a sign of markup before it."""

_ADDRESS = re.compile(
    r"(?:https?://(?!\S*xn--)(?:[a-z0-9][a-z0-9-]*+\.)*[a-z][a-z0-9-]*+(?=[/?#]|\Z)|(?=[/?#])|[^\s/?#:]++(?=[/?#]|\Z))\S*+"
)
"""An address that every parser of addresses reads: one that the sanitiser's cannot read is left out."""

_PART = r"(?:[A-Za-z0-9\-._~!$'()*+,=:@/?]++|%[0-9A-Fa-f]{2}|&amp;)*+"
_CLEAN_LINK = re.compile(
    r"https?://(?!\S*xn--)(?:[a-z0-9][a-z0-9-]*+\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?"
    rf"(?:/(?:[A-Za-z0-9\-._~!$'()*+,=:@/]++|%[0-9A-Fa-f]{{2}})*+)?(?:\?{_PART})?(?:#{_PART})?"
)
"""The address of a link that stays as it is written, unless it has parameters that follow people."""

_OTHERS = ("a", "blockquote", "br", "div", "figcaption", "figure", "hr", "img", "li", "ol", "ul")
_VOID = frozenset({"br", "hr", "img"})
_KEPT = {name: ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) for name in (*FORMATTING, *BLOCKS, *_OTHERS)}
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*+)")
_SHORT_CHARS = 200
"""Attributes of this length are remembered: most of an article's are those of a few classes."""


class _NotSimpleError(Exception):
    """The HTML needs a parser."""


def simply_sanitised(html: str, start_tag: StartTag) -> str | None:
    """Return what the sanitiser makes of simple HTML, else ``None``; links and images by ``start_tag``."""
    if html.count("&") > MAX_REFERENCES or _JOINS_TAGS in html:
        return None

    def replacement(match: re.Match[str]) -> str:
        name, attributes, comment, reference = match.groups()
        if name in ("a", "img"):
            return _with_attributes(name, attributes, start_tag)
        if name:
            short = len(attributes) <= _SHORT_CHARS
            return _without_short(name, attributes) if short else _without_attributes(name, attributes)
        if comment:
            return ""
        return escape(_character(reference), quote=False).replace("\xa0", "&nbsp;")

    try:
        simple = _TOKEN.sub(replacement, html)
    except _NotSimpleError:
        return None
    return simple.replace("\xa0", "&nbsp;") if "<span" not in html or _nests(html) else None


def _without_attributes(name: str, written: str) -> str:
    """Return the tag of an element whose attributes are all dropped, nothing for a ``span``."""
    if name in ("span", "/span"):
        return ""
    kept = _KEPT.get(name)
    if kept is None:
        raise _NotSimpleError
    lower = written.lower()
    if any(one in lower for one in kept) and not kept.isdisjoint(key for key, _ in _ATTRIBUTE.findall(lower)):
        raise _NotSimpleError
    return f"<{name}>"


_without_short = lru_cache(maxsize=2048)(_without_attributes)


def _with_attributes(name: str, written: str, start_tag: StartTag) -> str:
    """Return the start tag of a link or an image."""
    kept, given = _KEPT[name], dict[str, str]()
    for key, value in _ATTRIBUTE.findall(written):
        if (lower := key.lower()) in kept:
            given.setdefault(lower, value)
    if name == "a" and len(given) == 1 and _is_clean_link(link := given.get("href", "")):
        return f'<a href="{link}">'
    attributes = {key: _decoded(value) if "&" in value else value for key, value in given.items()}
    address = attributes.get("href" if name == "a" else "src", "")
    if _ADDRESS.fullmatch(address) is None or (name == "img" and is_placeholder(address.lower())):
        raise _NotSimpleError
    tag = start_tag(name, attributes)
    if tag is None:
        raise _NotSimpleError
    return tag


def _is_clean_link(value: str) -> bool:
    """Whether an address in an attribute stays as it is written."""
    return len(value) <= MAX_URL_CHARS and bool(_CLEAN_LINK.fullmatch(value)) and not has_tracking(value)


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
