# ruff: noqa: PLR2004 - the limits come from specifications
"""HTML fragments: one scan over the tags finds what is unsafe, unknown, relative or broken."""

import re
from enum import StrEnum
from functools import lru_cache
from html.entities import html5

from feeds.text.word_set import word_set
from feeds.validate.values.references import unescape
from feeds.validate.values.style import unsafe_declarations
from feeds.validate.values.tags import ATTRIBUTES, ELEMENTS, SAFE, VOID

_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/<>\"']*+)([^<>\"']*+(?:\"[^\"<]*+\"[^<>\"']*+|'[^'<]*+'[^<>\"']*+)*+)>"
)
"""Possessive quantifiers and no ``<`` inside keep it linear."""

_DECLARATION = re.compile(r"<![a-zA-Z][^<>]*>")
_STRAY = re.compile(r"<(?=[a-zA-Z/!?])")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")
_PLAIN = re.compile(
    r"(?:\s++(?:(?:class|id|alt|title|width|height|rel|target|loading|data-[\w-]+|aria-[\w-]+|colspan|rowspan|align"
    r"|border|lang|dir|sizes|decoding|role|type|name|itemprop|datetime|value|start|cellpadding|cellspacing"
    r"|fetchpriority|crossorigin|referrerpolicy)=\"[^\"]*\"|(?:href|src)=\"(?:https?|mailto):[^\"\s]*\"))*+\s*+/?"
)
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([A-Za-z][A-Za-z0-9]*);)")
_ABSOLUTE = re.compile(r"\s*[A-Za-z][\w+.-]*:")
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data:text/html)", re.IGNORECASE)

_LINKS = frozenset(
    {"href", "src", "poster", "cite", "longdesc", "background", "action", "data", "formaction", "srcset"}
)
_OPTIONAL = word_set("p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp rb rtc body html")
_BLOCKS = word_set(
    """
    address article aside blockquote center details dialog dir div dl fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul
    """
)
_SIBLINGS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr", "td", "th"},
    "option": {"option"},
    "rt": {"rt", "rp"},
    "rp": {"rt", "rp"},
}


class HtmlFlaw(StrEnum):
    """A kind of fault in HTML."""

    BROKEN = "broken"
    UNKNOWN = "unknown"
    RISKY = "risky"
    ATTRIBUTE = "attribute"
    STYLE = "style"
    SCRIPT = "script"
    RELATIVE = "relative"


_CLOSING = _BLOCKS | _SIBLINGS.keys()

Flaws = dict[tuple[HtmlFlaw, str], None]
"""Flaws with their subjects, each once, in order."""

CACHED, CACHED_CHARS = 256, 20_000


def html_flaws(text: str) -> Flaws:
    """Return every flaw of an HTML fragment; linear in its length.

    Short ones are cached, because an article is checked in three formats.
    """
    return _short_flaws(text) if len(text) <= CACHED_CHARS else _flaws(text)


@lru_cache(CACHED)
def _short_flaws(text: str) -> Flaws:
    return _flaws(text)


def _flaws(text: str) -> Flaws:
    found: Flaws = {}
    if "&" in text:
        _check_references(text, found)
    if "<" not in text:
        return found
    if "<!" in text:
        text = _DECLARATION.sub("", _without_comments(text))
    if "<?" in text:
        found[HtmlFlaw.RISKY, "processing instruction"] = None
    tags = _TAG.findall(text)
    if text.count("<") != len(tags):
        _check_strays(text, found)
    _check_tags(tags, found)
    return found


def _without_comments(text: str) -> str:
    kept, start = [], 0
    while (opening := text.find("<!--", start)) >= 0:
        closing = text.find("-->", opening + 4)
        if closing < 0:
            break
        kept.append(text[start:opening])
        start = closing + 3
    kept.append(text[start:])
    return "".join(kept)


def _check_references(text: str, found: Flaws) -> None:
    for hexadecimal, decimal, name in _REFERENCE.findall(text):
        if name:
            if name + ";" not in html5:
                found[HtmlFlaw.BROKEN, f"&{name[:40]}; is not an HTML entity"] = None
        else:
            number = int(hexadecimal[:9], 16) if hexadecimal else int(decimal[:9])
            if number == 0 or 0x80 <= number <= 0x9F or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
                shown = "x" + hexadecimal[:9] if hexadecimal else decimal[:9]
                found[HtmlFlaw.BROKEN, f"&#{shown}; is not a character"] = None


def _check_strays(text: str, found: Flaws) -> None:
    rest = _STRAY.search(_TAG.sub("", text))
    if rest:
        found[HtmlFlaw.BROKEN, "a tag does not end with >"] = None


def _check_tags(tags: list[tuple[str, str, str]], found: Flaws) -> None:
    """Check every tag, and where their nesting breaks first, as HTML 5 sees it."""
    open_names: list[str] = []
    broken = ""
    for closing, spelled, attributes in tags:
        name = spelled if spelled in SAFE else _unsafe(spelled, found)
        if closing:
            if open_names and open_names[-1] == name:
                open_names.pop()
            elif not broken and not _close(name, open_names):
                broken = f"</{name[:40]}> closes no open element"
            continue
        if name not in VOID:
            if name in _CLOSING and open_names:
                _close_before(name, open_names)
            open_names.append(name)
        if attributes and not _PLAIN.fullmatch(attributes):
            _check_attributes(name, attributes, found)
    left = next((name for name in open_names if name not in _OPTIONAL and name in ELEMENTS), None)
    if broken or left:
        found[HtmlFlaw.BROKEN, broken or f"<{left}> is not closed"] = None


def _unsafe(spelled: str, found: Flaws) -> str:
    name = spelled.lower()
    if name not in SAFE:
        found[HtmlFlaw.RISKY if name in ELEMENTS else HtmlFlaw.UNKNOWN, name[:40]] = None
    return name


def _close_before(name: str, open_names: list[str]) -> None:
    """Close elements whose end tag is implied by the start of another."""
    top = open_names[-1]
    if top == "p" and name in _BLOCKS:
        open_names.pop()
    elif top in _SIBLINGS.get(name, ()):
        open_names.pop()
        if name == "tr" and open_names and open_names[-1] == "tr":
            open_names.pop()


def _close(name: str, open_names: list[str]) -> bool:
    if name in VOID:
        return name == "br"
    for depth in range(len(open_names) - 1, max(-1, len(open_names) - 100), -1):
        if open_names[depth] == name:
            del open_names[depth:]
            return True
        if open_names[depth] not in _OPTIONAL:
            return False
    return False


def _check_attributes(element: str, attributes: str, found: Flaws) -> None:
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        lower = name.lower()
        value = double or single or bare
        if lower == "style":
            for declaration in unsafe_declarations(unescape(value)):
                found[HtmlFlaw.STYLE, declaration] = None
        elif lower in _LINKS:
            _check_link(element, lower, value, found)
        elif lower not in ATTRIBUTES and not lower.startswith(("data-", "aria-")) and lower != "/":
            found[HtmlFlaw.ATTRIBUTE, lower[:80]] = None


def _check_link(element: str, name: str, value: str, found: Flaws) -> None:
    target = unescape(value)
    if _SCRIPT.match(target):
        found[HtmlFlaw.SCRIPT, target[:80]] = None
    elif name == "srcset":
        for candidate in target.split(", "):
            if candidate.strip() and not _ABSOLUTE.match(candidate):
                found[HtmlFlaw.RELATIVE, candidate.split(maxsplit=1)[0][:80]] = None
    elif not _ABSOLUTE.match(target) and not (element == "form" and not target):
        found[HtmlFlaw.RELATIVE, target[:80]] = None
