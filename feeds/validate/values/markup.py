# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""Escaped HTML: one scan over its tags tells what is unsafe, unknown, relative or broken."""

import html
import re
from enum import StrEnum
from html.entities import html5

from feeds.validate.values.style import dangers
from feeds.validate.values.tags import ATTRIBUTES, ELEMENTS, SAFE, VOID
from feeds.validate.values.words import words

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*)>")
_DECLARATION = re.compile(r"<![a-zA-Z][^<>]*>")
_STRAY = re.compile(r"<(?=[a-zA-Z/!?])")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_PLAIN = re.compile(
    r"(?:\s+(?:(?:class|id|alt|title|width|height|rel|target|loading|data-[\w-]+|aria-[\w-]+|colspan|rowspan|align"
    r"|border|lang|dir|sizes|decoding|role|type|name|itemprop|datetime|value|start|cellpadding|cellspacing"
    r"|fetchpriority|crossorigin|referrerpolicy)=\"[^\"]*\"|(?:href|src)=\"(?:https?|mailto):[^\"\s]*\"))*\s*/?"
)
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([A-Za-z][A-Za-z0-9]*);)")
_ABSOLUTE = re.compile(r"\s*[A-Za-z][\w+.-]*:")
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data:text/html)", re.IGNORECASE)

_LINKS = frozenset(
    {"href", "src", "poster", "cite", "longdesc", "background", "action", "data", "formaction", "srcset"}
)
_OPTIONAL = words("p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp rb rtc body html")
_BLOCKS = words(
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


class Flaw(StrEnum):
    """What a piece of HTML can have."""

    BROKEN = "broken"
    UNKNOWN = "unknown"
    RISKY = "risky"
    ATTRIBUTE = "attribute"
    STYLE = "style"
    SCRIPT = "script"
    RELATIVE = "relative"


_CLOSING = _BLOCKS | _SIBLINGS.keys()

Flaws = dict[tuple[Flaw, str], None]
"""Flaws with what they are about, each once, in order."""


def flaws_of(text: str) -> Flaws:
    """Every flaw of an HTML fragment; linear in its length."""
    found: Flaws = {}
    if "&" in text:
        _judge_references(text, found)
    if "<" not in text:
        return found
    if "<!" in text:
        text = _DECLARATION.sub("", _without_comments(text))
    if "<?" in text:
        found[Flaw.RISKY, "processing instruction"] = None
    tags = _TAG.findall(text)
    if text.count("<") != len(tags):
        _judge_strays(text, found)
    _judge_tags(tags, found)
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


def _judge_references(text: str, found: Flaws) -> None:
    for hexadecimal, decimal, name in _REFERENCE.findall(text):
        if name:
            if name + ";" not in html5:
                found[Flaw.BROKEN, f"&{name}; is no HTML entity"] = None
        else:
            number = int(hexadecimal, 16) if hexadecimal else int(decimal[:9])
            if number == 0 or 0x80 <= number <= 0x9F or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
                found[Flaw.BROKEN, f"&#{'x' + hexadecimal if hexadecimal else decimal}; is no character"] = (
                    None
                )


def _judge_strays(text: str, found: Flaws) -> None:
    rest = _STRAY.search(_TAG.sub("", text))
    if rest:
        found[Flaw.BROKEN, "a tag is not closed by >"] = None


def _judge_tags(tags: list[tuple[str, str, str]], found: Flaws) -> None:
    """Judge every tag, and where their nesting breaks first, as HTML 5 sees it."""
    still_open: list[str] = []
    broken = ""
    for closing, spelled, attributes in tags:
        name = spelled if spelled in SAFE else _unsafe(spelled, found)
        if closing:
            if still_open and still_open[-1] == name:
                still_open.pop()
            elif not broken and not _close(name, still_open):
                broken = f"</{name}> closes nothing that is open"
            continue
        if name not in VOID:
            if name in _CLOSING and still_open:
                _close_before(name, still_open)
            still_open.append(name)
        if attributes and not _PLAIN.fullmatch(attributes):
            _judge_attributes(name, attributes, found)
    left = next((name for name in still_open if name not in _OPTIONAL and name in ELEMENTS), None)
    if broken or left:
        found[Flaw.BROKEN, broken or f"<{left}> is never closed"] = None


def _unsafe(spelled: str, found: Flaws) -> str:
    name = spelled.lower()
    if name not in SAFE:
        found[Flaw.RISKY if name in ELEMENTS else Flaw.UNKNOWN, name] = None
    return name


def _close_before(name: str, still_open: list[str]) -> None:
    """Close what ends by itself before another element begins."""
    top = still_open[-1]
    if top == "p" and name in _BLOCKS:
        still_open.pop()
    elif top in _SIBLINGS.get(name, ()):
        still_open.pop()
        if name == "tr" and still_open and still_open[-1] == "tr":
            still_open.pop()


def _close(name: str, still_open: list[str]) -> bool:
    if name in VOID:
        return name == "br"
    for depth in range(len(still_open) - 1, max(-1, len(still_open) - 100), -1):
        if still_open[depth] == name:
            del still_open[depth:]
            return True
        if still_open[depth] not in _OPTIONAL:
            return False
    return False


def _judge_attributes(element: str, attributes: str, found: Flaws) -> None:
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        lower = name.lower()
        value = double or single or bare
        if lower == "style":
            for danger in dangers(html.unescape(value)):
                found[Flaw.STYLE, danger] = None
        elif lower in _LINKS:
            _judge_link(element, lower, value, found)
        elif lower not in ATTRIBUTES and not lower.startswith(("data-", "aria-")) and lower != "/":
            found[Flaw.ATTRIBUTE, lower] = None


def _judge_link(element: str, name: str, value: str, found: Flaws) -> None:
    target = html.unescape(value)
    if _SCRIPT.match(target):
        found[Flaw.SCRIPT, target[:80]] = None
    elif name == "srcset":
        for candidate in target.split(", "):
            if candidate.strip() and not _ABSOLUTE.match(candidate):
                found[Flaw.RELATIVE, candidate.split()[0]] = None
    elif not _ABSOLUTE.match(target) and not (element == "form" and not target):
        found[Flaw.RELATIVE, target[:80]] = None
