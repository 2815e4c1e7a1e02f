"""Whether HTML is nested so deep, or has so much in one place, that parsing it takes quadratic time.

Parsers look through their open elements at almost every tag. The depth counted here is at least a fraction of
theirs, for any HTML: an end tag counts only where it certainly ends the innermost element.
"""

import re

from feeds.text.html_tokens import (
    BLOCKS,
    CELLS,
    FOREIGN,
    RAW_TEXT,
    ROOTS,
    SECTION_END,
    SECTION_START,
    TABLE_PARTS,
    VOID,
    EndTags,
    HtmlToken,
    attributes,
    next_token,
    tokens,
)
from feeds.text.plain_markup import is_plain, plain_tags

MAX_DEPTH = 200
"""The deepest nesting of an article; parsers built on libxml2 refuse more than 256."""

MAX_ATTRIBUTES = 100
MAX_REFERENCES = 2_000
"""The most character references in one text or attribute: parsers join the parts of a text one by one."""

_MAX_MISPLACED = 200
_MAX_HIDDEN_CHARS = 1_000
_START = re.compile(r"<[a-zA-Z]")
_NEEDS_WALK = RAW_TEXT | FOREIGN | ROOTS | {"noscript", "plaintext"}
_ENDED_BY = {
    "p": frozenset({"p"}),
    "li": frozenset({"p", "li"}),
    "dt": frozenset({"p", "dt", "dd"}),
    "dd": frozenset({"p", "dt", "dd"}),
    "option": frozenset({"option"}),
    "td": frozenset({"p", "td", "th"}),
    "th": frozenset({"p", "td", "th"}),
    "tr": frozenset({"p", "td", "th", "tr"}),
}
"""The elements that end where one of this name begins, if they are the innermost."""

_LEFT_OPEN = frozenset({"p", "li", "dt", "dd", "option", "rp", "rt"})
"""Elements that end with the one around them."""

_PARTS_OF_TABLES = TABLE_PARTS | CELLS
_LEFT_OPEN_IN_TABLES = (_LEFT_OPEN | TABLE_PARTS | CELLS) - {"table"}

_ENDS_OTHERS = (BLOCKS | TABLE_PARTS | CELLS | {"dd", "dt", "li", "select"}) - {"button", "form"}
_LEAVES_DRAWING = frozenset({
    "annotation-xml", "b", "big", "body", "br", "code", "desc", "em", "embed", "font", "foreignobject",
    "head", "hr", "i", "img", "meta", "mi", "mn", "mo", "ms", "mtext", "nobr", "p", "ruby", "s", "small",
    "span", "strike", "strong", "sub", "sup", "table", "title", "tt", "u", "var",
}) | BLOCKS  # fmt: skip
"""Elements inside a drawing or formula that a parser may read as HTML, or that end it."""


def is_bounded(html: str) -> bool:
    """Whether parsers read HTML in linear time: its depth, attributes and references are within bounds."""
    if html.count("&") > MAX_REFERENCES:
        return _Walk(html).is_bounded()
    if is_plain(html) and (html.count("<") <= MAX_DEPTH or _is_shallow(html)):
        return True
    if html.count("<") > MAX_DEPTH:
        return _Walk(html).is_bounded()
    if any(token.name in _NEEDS_WALK or not _is_short(token) for token in tokens(html)):
        return _Walk(html).is_bounded()
    return True


def _is_shallow(html: str) -> bool:
    """Whether plain HTML without tables is within the bounds of depth: the walk without its other rules."""
    opened: list[str] = []
    tags = list(plain_tags(html))
    if not _PARTS_OF_TABLES.isdisjoint(tags):
        return False
    for tag in tags:
        if tag[0] == "/":
            name, last = tag[1:], len(opened) - 1
            while last >= 0 and opened[last] != name and name in _ENDS_OTHERS and opened[last] in _LEFT_OPEN:
                last -= 1
            if last >= 0 and opened[last] == name:
                del opened[last:]
        elif tag not in VOID:
            ended = _ENDED_BY.get(tag)
            while ended and opened and opened[-1] in ended:
                opened.pop()
            opened.append(tag)
            if len(opened) > MAX_DEPTH:
                return False
    return True


def _is_short(token: HtmlToken) -> bool:
    """Whether a tag has few attributes without many references."""
    text = token.attributes
    if len(text) <= 2 * MAX_ATTRIBUTES:
        return True
    return text.count("&") <= MAX_REFERENCES and sum(1 for _ in attributes(token)) <= MAX_ATTRIBUTES


class _Walk:
    """A walk through the tags that counts the elements which may be open.

    ``unsure``: a parser may read as tags what looks like a comment, an attribute or raw text here.
    ``drawing`` is the place of the ``svg`` or ``math`` in which the walk certainly is.
    """

    def __init__(self, html: str) -> None:
        self._html = html
        self._ends = EndTags(html)
        self._open: list[str] = []
        self._foreign = 0
        self._drawing: int | None = None
        self._label_in: int | None = None
        self._unsure = False
        self._noscript_end = 0
        self._hidden = 0
        self._misplaced = 0
        self._root_attributes = 0

    def is_bounded(self) -> bool:
        """Walk until a bound is exceeded."""
        html, position = self._html, 0
        while token := next_token(html, position):
            if not self._text(position, token.start):
                return False
            label_in, self._label_in = self._label_in, None
            if token.start < self._noscript_end < token.end:
                self._unsure = True
            position = token.end
            if not token.name:
                position = self._declaration(token)
            elif token.closing:
                self._end(token.name, label_in)
            elif not self._start(token):
                return False
            elif token.name in RAW_TEXT:
                position = self._raw_text(token)
            if len(self._open) + self._hidden > MAX_DEPTH or self._misplaced > _MAX_MISPLACED:
                return False
        return self._text(position, len(html))

    def _text(self, start: int, end: int) -> bool:
        if start >= end:
            return True
        if self._open and self._open[-1] in TABLE_PARTS and not self._html[start:end].isspace():
            self._misplaced += 1
        return self._html.count("&", start, end) <= MAX_REFERENCES

    def _declaration(self, token: HtmlToken) -> int:
        """Return where a comment, declaration or section ends."""
        end = token.end
        if self._foreign and self._html.startswith(SECTION_START, token.start):
            found = self._html.find(SECTION_END, token.start)
            end = found if found >= 0 else len(self._html)
            self._unsure = self._unsure or self._drawing is None
        self._hide(token.start, end)
        return end

    def _raw_text(self, token: HtmlToken) -> int:
        """Return where the text of an element ends that holds only text, if it certainly does."""
        found = self._ends.after(token)
        end = len(self._html) if found is None else found
        if self._unsure or not self._is_raw(token, end):
            self._unsure = True
            return token.end
        return end

    def _is_raw(self, token: HtmlToken, end: int) -> bool:
        """Whether every parser takes the inside of an element as text, up to the first end tag."""
        if self._foreign:
            return False
        if token.name == "script":
            comment = self._html.find("<!--", token.end, end)
            return comment < 0 or "<script" not in self._html[comment:end].lower()
        return "select" not in self._open

    def _hide(self, start: int, end: int) -> None:
        """Count the tags in what is passed over, where a parser may see them."""
        if self._unsure and (hidden := sum(1 for _ in _START.finditer(self._html, start, end))):
            self._hidden += MAX_DEPTH if end - start > _MAX_HIDDEN_CHARS else hidden

    def _start(self, token: HtmlToken) -> bool:
        name, opened = token.name, self._open
        if token.attributes and not self._attributes(token):
            return False
        if name in VOID and (not self._foreign or token.is_self_closing or name in _LEAVES_DRAWING):
            return True
        if opened and opened[-1] in TABLE_PARTS and name not in TABLE_PARTS and name not in CELLS:
            self._misplaced += 1
        if token.is_self_closing and (name in FOREIGN or self._is_drawn(name)):
            return True
        self._enter(token)
        while opened and opened[-1] in _ENDED_BY.get(name, ()):
            opened.pop()
        opened.append(name)
        return True

    def _is_drawn(self, name: str) -> bool:
        return self._drawing is not None and name not in _LEAVES_DRAWING

    def _enter(self, token: HtmlToken) -> None:
        """Note where drawings begin and end, and what makes the walk unsure."""
        name = token.name
        if name in FOREIGN:
            self._foreign += 1
            self._drawing = len(self._open)
        elif self._drawing is not None and name in _LEAVES_DRAWING:
            self._label_in = self._drawing if name in ("desc", "title") else None
            self._drawing = None
        elif name == "noscript":
            end = self._ends.after(token)
            self._noscript_end = len(self._html) if end is None else end
        elif name in ("frameset", "plaintext"):
            self._unsure = True

    def _attributes(self, token: HtmlToken) -> bool:
        if token.name in ROOTS:
            self._root_attributes += sum(1 for _ in attributes(token))
        if "<" in token.attributes:
            self._hide(token.start + 1, token.end)
        return _is_short(token) and self._root_attributes <= MAX_ATTRIBUTES

    def _end(self, name: str, label_in: int | None) -> None:
        """End the innermost element; ``label_in`` is the drawing whose label it is."""
        opened = self._open
        last = len(opened) - 1
        if name in _ENDS_OTHERS:
            ended = _LEFT_OPEN_IN_TABLES if name in TABLE_PARTS or name in CELLS else _LEFT_OPEN
            while last >= 0 and opened[last] != name and opened[last] in ended:
                last -= 1
        if last < 0 or opened[last] != name:
            self._drawing = None
            return
        del opened[last:]
        self._foreign -= name in FOREIGN
        if label_in is not None:
            self._drawing = label_in
        elif self._drawing is not None and self._drawing >= len(opened):
            self._drawing = None
