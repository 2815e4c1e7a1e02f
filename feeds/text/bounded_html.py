"""HTML within the bounds that parsers need: what is nested deeper stays as its text, links and images.

HTML within bounds is returned as it is. Any other is rewritten: each element has its end tag in its place,
and text that looks like a tag is escaped, so that parsers agree with this module on the depth.
"""

import re

from feeds.text.allowlist import INLINE_TAGS
from feeds.text.html_tokens import (
    BLOCKS,
    CELLS,
    FORMATTING,
    RAW_TEXT,
    ROOTS,
    TABLE_PARTS,
    VOID,
    EndTags,
    HtmlToken,
    attributes,
    next_token,
)
from feeds.text.nesting import MAX_ATTRIBUTES, MAX_DEPTH, MAX_REFERENCES, is_bounded

_ROW_GROUPS = frozenset({"tbody", "tfoot", "thead"})
_NAME = re.compile(r"[a-z_:][a-z0-9_:.-]{0,99}", re.IGNORECASE)
_MAX_TITLE_CHARS = 2_000
_MAX_INLINE_DEPTH = 50
_SPARE_DEPTH = 8
_MAX_WRITTEN_DEPTH = MAX_DEPTH - _SPARE_DEPTH - 2
"""What is written is within bounds with a table, a paragraph and a link in the deepest element."""

_UNWRAPPED = frozenset(
    {"frame", "frameset", "noembed", "noframes", "noscript", "plaintext", "textarea", "xmp"}
)
"""Elements whose content some parsers read as text: it stays, as HTML."""

_ENDED_BY = {
    "a": frozenset({"a"}),
    "button": frozenset({"button"}),
    "caption": frozenset({"caption"}),
    "colgroup": frozenset({"colgroup"}),
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
    "li": frozenset({"li"}),
    "nobr": frozenset({"nobr"}),
    "optgroup": frozenset({"optgroup", "option"}),
    "option": frozenset({"option"}),
    "table": frozenset(),
    "tbody": _ROW_GROUPS,
    "td": frozenset({"td", "th"}),
    "tfoot": _ROW_GROUPS,
    "th": frozenset({"td", "th"}),
    "thead": _ROW_GROUPS,
    "tr": frozenset({"tr"}),
} | dict.fromkeys(BLOCKS | {"p", "hr"}, frozenset({"p"}))
"""The elements that end where one of this name begins."""

_SCOPES = {
    "dd": frozenset({"dl"}),
    "dt": frozenset({"dl"}),
    "li": frozenset({"ul", "ol", "menu", "dir"}),
}
_OUTER = CELLS | {"table", "template", "object"}
"""Elements that no end tag of another leaves, but those of tables."""

_IN_TABLES = TABLE_PARTS | CELLS | {"col"}


def bounded_html(html: str) -> str:
    """Return HTML that every parser reads in linear time; it is the same where it was so."""
    return html if is_bounded(html) else _Rewriting(html).run()


class _Rewriting:
    """HTML being rewritten: the open elements; those that are too deep were not written."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._ends = EndTags(html)
        self._out: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._places: dict[str, list[int]] = {}
        self._blocks: list[int] = []
        self._depth = 0
        self._inline = 0
        self._references = 0
        self._roots: set[str] = set()

    def run(self) -> str:
        """Write everything and end what is open."""
        html, position = self._html, 0
        while token := next_token(html, position):
            self._text(html[position : token.start])
            position = token.end
            if token.closing:
                self._end(token.name)
            elif token.name in RAW_TEXT and token.name not in _UNWRAPPED:
                position = self._raw_text(token)
            elif token.name:
                self._start(token)
        self._text(html[position:])
        self._close(0)
        return "".join(self._out)

    def _text(self, text: str) -> None:
        """Write text; between the rows of a table it ends the table, as parsers move it."""
        if not text:
            return
        if not text.isspace():
            self._leave_table()
        text = text.replace("<", "&lt;")
        count = text.count("&")
        self._references += count
        if self._references > MAX_REFERENCES:
            self._out.append("<!---->")
            self._references = count
        self._out.append(_in_parts(text) if count > MAX_REFERENCES else text)

    def _raw_text(self, token: HtmlToken) -> int:
        """Write an element that holds text, without what looks like tags in it; return where it ends."""
        found = self._ends.after(token)
        inside = self._html[token.end : found] if found is not None else ""
        name = token.name
        if name == "title":
            self._out.append(f"<title>{inside[:_MAX_TITLE_CHARS].replace('<', '&lt;')}</title>")
            return token.end if found is None else found
        if name == "script":
            less = "\\u003c" if "json" in token.attributes.lower() else "< "
            self._out.append(f"<script{_attributes(token)}>{inside.replace('<', less)}</script>")
        elif name == "iframe":
            self._out.append(f"<iframe{_attributes(token)}></iframe>")
        return len(self._html) if found is None else found

    def _start(self, token: HtmlToken) -> None:
        name = token.name
        if name in _UNWRAPPED or (name in ROOTS and name in self._roots):
            return
        self._end_others(name)
        if name in ROOTS:
            self._roots.add(name)
        if name in ROOTS or name in VOID:
            # the slash ends an element of this name inside a drawing, and means nothing elsewhere
            self._out.append(f"<{name}{_attributes(token)}{'/' if self._is_foreign(name) else ''}>")
            return
        for implied in self._implied(name):
            self._out.append(f"<{implied}>" if (written := self._fits(implied)) else "")
            self._push(implied, written=written)
        written = self._fits(name)
        if written:
            self._out.append(f"<{name}{_attributes(token)}>")
        elif name not in INLINE_TAGS:
            self._out.append(" ")
        if token.is_self_closing and self._is_foreign(name):
            self._out.append(f"</{name}>" if written else "")
            return
        self._push(name, written=written)

    def _push(self, name: str, *, written: bool) -> None:
        self._places.setdefault(name, []).append(len(self._open))
        if name in BLOCKS:
            self._blocks.append(len(self._open))
        self._open.append((name, written))
        self._depth += written
        self._inline += written and name in INLINE_TAGS

    def _implied(self, name: str) -> tuple[str, ...]:
        """The elements of a table that a parser would add before this one."""
        if not self._open or self._open[-1][0] not in TABLE_PARTS:
            return ()
        found = self._open[-1][0]
        if name in ("td", "th"):
            return ("tbody", "tr") if found == "table" else ("tr",) if found in _ROW_GROUPS else ()
        return ("tbody",) if name == "tr" and found == "table" else ()

    def _fits(self, name: str) -> bool:
        """Whether an element may be written here.

        The parts of a table stay with it; paragraphs and links stay longest, as they do not nest.
        """
        if name in _IN_TABLES and name != "table":
            table = self._last("table")
            return table >= 0 and self._open[table][1] and self._depth < MAX_DEPTH
        if _NAME.fullmatch(name) is None or (
            name != "a" and name in INLINE_TAGS and self._inline >= _MAX_INLINE_DEPTH
        ):
            return False
        return self._depth < _MAX_WRITTEN_DEPTH + (_SPARE_DEPTH if name in ("a", "p") else 0)

    def _is_foreign(self, name: str) -> bool:
        return name in ("svg", "math") or bool(self._places.get("svg") or self._places.get("math"))

    def _end_others(self, name: str) -> None:
        """End the elements that this one cannot stand in."""
        if name not in _IN_TABLES and name != "template":
            self._leave_table()
        within = max((self._last(one) for one in (*_OUTER, *_SCOPES.get(name, ()))), default=-1)
        if name in TABLE_PARTS or name in CELLS:
            within = self._last("table")
        place = max((self._last(one) for one in _ENDED_BY.get(name, ())), default=-1)
        if place > within:
            self._close(place)

    def _leave_table(self) -> None:
        """End a table for what stands between its cells, which a parser would move to the place before it."""
        if self._open and self._open[-1][0] in TABLE_PARTS:
            table = self._last("table")
            self._close(table if table >= 0 else len(self._open) - 1)

    def _end(self, name: str) -> None:
        """End an element and those inside it, where its end tag reaches it."""
        place = self._last(name)
        if place < 0:
            return
        if name not in TABLE_PARTS and name not in CELLS:
            if place < max((self._last(one) for one in _OUTER if one != name), default=-1):
                return
            if name in FORMATTING and self._blocks and self._blocks[-1] > place:
                return
        self._close(place)

    def _last(self, name: str) -> int:
        """Return the place of the innermost element of a name, -1 without one."""
        places = self._places.get(name)
        return places[-1] if places else -1

    def _close(self, place: int) -> None:
        """Write the end tags of the elements from ``place`` on, the innermost first."""
        while len(self._open) > place:
            name, written = self._open.pop()
            self._places[name].pop()
            if name in BLOCKS:
                self._blocks.pop()
            if written:
                self._depth -= 1
                self._inline -= name in INLINE_TAGS
                self._out.append(f"</{name}>")
            elif name not in INLINE_TAGS:
                self._out.append(" ")


def _attributes(token: HtmlToken) -> str:
    """Return the first attributes of a tag, with a space before each and no tag inside a value."""
    kept: dict[str, str] = {}
    for name, value in attributes(token):
        if _NAME.fullmatch(name):
            kept.setdefault(name.lower(), value)
        if len(kept) == MAX_ATTRIBUTES:
            break
    return "".join(f' {name}="{_value(value)}"' for name, value in kept.items())


def _value(value: str) -> str:
    safe = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    if safe.count("&") > MAX_REFERENCES:
        safe = "&".join(safe.split("&", MAX_REFERENCES)[:MAX_REFERENCES])
    return safe


def _in_parts(text: str) -> str:
    """Return a text with comments between its parts, which keep them apart in a parser."""
    first, *others = text.split("&")
    parts = [first]
    for number, other in enumerate(others):
        parts.append(f"<!---->&{other}" if number % MAX_REFERENCES == 0 else f"&{other}")
    return "".join(parts)
