"""The clean form of HTML: a pattern and a stack that recognise what needs no cleaning, without a parser.

The sanitiser returns HTML unchanged that matches here. Most articles need no parsing then; HTML that does not
match is not wrong, only unproven, and goes through the sanitiser.
"""

import re

from feeds.text.characters import clean_text
from feeds.text.html_patterns import BLOCKS, FORMATTING, TEXT, URL, image, link
from feeds.text.ordinary_html import is_ordinary

_GROUPS = ("ul", "ol", "li", "blockquote", "figure", "figcaption", "div", "dl", "dt", "dd")
_ROWS = ("table", "thead", "tbody", "tfoot", "tr")
_CELLS = ("td", "th")

_SPACE_BEFORE_TAG = r"[ \n]*+(?=<)"
_TABLE = (
    rf"<(?:{'|'.join(_ROWS)})>{_SPACE_BEFORE_TAG}"
    rf"|</(?:{'|'.join((*_ROWS[1:], *_CELLS))})>{_SPACE_BEFORE_TAG}"
    r"|</table>|<t[dh](?: (?:colspan|rowspan)=\"[2-9]\")*+>"
)
_PAIRED = "|".join(("a", *FORMATTING, *BLOCKS, *_GROUPS))
_OPENED = "|".join((*FORMATTING, *BLOCKS, *_GROUPS, "br", "hr"))
_FLAT = re.compile(
    rf"(?:{TEXT}|<(?:{_OPENED})>|</(?:{_PAIRED})>|{link(URL)}|{image(URL)}|{_TABLE})*+", re.ASCII
)


_PHRASE = frozenset({"br", "img", "a", *FORMATTING})
_BLOCK = frozenset({*BLOCKS, "hr"})
_LISTS = frozenset({"ul", "ol"})
_FLOW = _PHRASE | _BLOCK | _LISTS | {"blockquote", "figure", "div", "table", "dl"}
_HOLDS = (
    dict.fromkeys(("a", *FORMATTING, *BLOCKS), _PHRASE)
    | dict.fromkeys(_LISTS, frozenset({"li"}))
    | {"li": _PHRASE | _BLOCK | _LISTS, "figure": _PHRASE | _BLOCK | {"figcaption"}}
    | dict.fromkeys(("div", "blockquote", "figcaption"), _FLOW)
    | {"dl": frozenset({"dt", "dd"}), "dt": _PHRASE, "dd": _PHRASE | _BLOCK | _LISTS}
    | {"table": frozenset({"thead", "tbody", "tfoot"}), "tr": frozenset(_CELLS)}
    | dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"}))
    | dict.fromkeys(_CELLS, _PHRASE | _BLOCK | _LISTS)
)
_VOID = frozenset({"br", "img", "hr"})
_DEEPEST = 16
_TAG = re.compile(r"</?[a-z0-9]++")
_ANY = "|".join(FORMATTING)
_PARAGRAPHS = re.compile(
    r"(?:<(p|h[1-6])(?:<br|<img"
    rf"|<a(?:<br|<img|<({_ANY})(?:<br|<img)*</\2)*</a"
    rf"|<({_ANY})(?:<br|<img|<a(?:<br|<img)*</a)*</\3)*</\1|<hr)*"
)


def is_clean(html: str) -> bool:
    """Whether the sanitiser would change nothing; ``False`` where that is not certain."""
    return (is_ordinary(html) or is_proven(html)) and has_clean_characters(html)


def has_clean_characters(html: str) -> bool:
    """Whether HTML has only characters that may stand in it, in NFC."""
    return html.isascii() or clean_text(html) == html


def is_proven(html: str) -> bool:
    """Whether patterns and a stack recognise HTML of any shape."""
    return _FLAT.fullmatch(html) is not None and _is_nested("".join(_TAG.findall(html)))


def is_settled(html: str) -> bool:
    """Whether HTML that the sanitiser returned would come back unchanged from it.

    Its text and attributes are written in one way already, so its nesting alone decides; the text between the
    cells of a table does too.
    """
    if is_ordinary(html):
        return True
    skeleton = "".join(_TAG.findall(html))
    return is_clean(html) if "<table" in skeleton else _is_nested(skeleton)


def _is_nested(skeleton: str) -> bool:
    """Whether every element closes where HTML lets it and stands where HTML leaves it.

    ``skeleton`` is the tags alone (``<p<a</a</p``); a pattern recognises at once what has only paragraphs.
    """
    if _PARAGRAPHS.fullmatch(skeleton):
        return True
    opened: list[str] = []
    allowed = _FLOW
    for tag in skeleton.split("<")[1:]:
        if tag[0] == "/":
            if not opened or opened.pop() != tag[1:]:
                return False
            allowed = _HOLDS[opened[-1]] if opened else _FLOW
        elif tag not in allowed:
            return False
        elif tag not in _VOID:
            if (tag == "a" and "a" in opened) or len(opened) == _DEEPEST:
                return False
            opened.append(tag)
            allowed = _HOLDS[tag]
    return not opened
