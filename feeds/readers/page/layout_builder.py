"""Walk the tree of an HTML page once and split it into lines; the tree is not changed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from html import escape

from selectolax.lexbor import LexborNode

from feeds.readers.page.link_addresses import absolute
from feeds.readers.page.page_layout import INLINE_BREAK, Block, Box

_SKIPPED = frozenset(
    {
        "audio", "button", "canvas", "datalist", "dialog", "embed", "head", "iframe", "input", "map",
        "math", "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea",
        "video",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rb", "rp", "rt", "ruby", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_KEPT_MARKS = {
    "a": "a", "b": "strong", "strong": "strong", "em": "em", "i": "em", "code": "code", "kbd": "kbd",
    "samp": "samp", "sub": "sub", "sup": "sup", "del": "del", "s": "del", "strike": "del", "ins": "ins",
    "mark": "mark", "q": "q", "u": "u",
}  # fmt: skip
_IMAGE_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-url", "data-lazyload", "src")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000\u2002-\u200b\ufeff\x1f]+")
_SPACE_BETWEEN_BREAKS = re.compile(r"[ \t\r\n\f\xa0\u3000\u2002-\u200b\ufeff]+")
"""White space without ``INLINE_BREAK``."""

_AROUND_BREAK = re.compile(rf"\s*{INLINE_BREAK}[\s{INLINE_BREAK}]*")
_NAMING = ("class", "id", "itemprop", "role")
_MAX_DEPTH = 200
_BOLD = frozenset({"b", "strong"})
_CACHED_CHARS = 200
"""Lines of this length are cached: those of navigation are the same on all pages of a site."""


Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class _Line:
    """A block under construction."""

    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    link_chars: int = 0
    bold_chars: int = 0


class LayoutBuilder:
    """Walks the tree once and collects blocks and boxes."""

    def __init__(
        self, *, base: str | None, hidden: bool = False, left_out: frozenset[int] = frozenset()
    ) -> None:
        """Start empty; ``left_out`` are the memory ids of elements to skip."""
        self.base = base
        self.left_out = left_out
        self.hidden = hidden
        self.blocks: list[Block] = []
        self.boxes: list[Box] = [Box(tag="html", above=-1)]
        self.path: list[int] = [0]
        self.marks: list[tuple[str, str]] = []
        self.pre = 0
        self.link = 0
        self.bold = 0
        self.breaks = 2
        self.line = _Line()

    def box(self, root: LexborNode) -> None:
        """Add an element and everything inside it, iteratively, at any depth."""
        frames = [(root.first_child, self._open_box(root.tag or "-unknown", root.attributes))]
        while frames:
            child, leave = frames.pop()
            while child is not None:
                opened = self._enter(child)
                if opened is not None:
                    frames.append((child.next, leave))
                    child, leave = child.first_child, opened
                else:
                    child = child.next
            leave()

    def _enter(self, node: LexborNode) -> Callable[[], None] | None:
        """Add one node; return the function that closes it, ``None`` if its children are not read."""
        tag = node.tag or "-unknown"
        if tag == "-text":
            self.text(node.text_content or "")
            return None
        if tag[0] == "-" or tag in _SKIPPED:
            return None
        attributes = node.attributes  # each access makes a dictionary
        if (attributes and not self.hidden and _is_hidden(attributes)) or (
            self.left_out and node.mem_id in self.left_out
        ):
            return None
        if tag in _INLINE:
            return self._open_inline(tag, attributes)
        if tag == "br":
            self.flush()
            self.breaks += 1
        elif tag == "img":
            self.image(attributes)
        else:
            return self._open_box(tag, attributes)
        return None

    def _open_box(self, tag: str, attributes: Attributes) -> Callable[[], None]:
        """Open a block element: its lines are separate from the lines around it."""
        self.flush()
        self.breaks = 2
        names, rel = "", ""
        if attributes:
            names, rel = _names(attributes), (attributes.get("rel") or "").lower()
        self.boxes.append(Box(tag=tag, above=self.path[-1], names=names, rel=rel))
        self.path.append(len(self.boxes) - 1)
        self.pre += tag == "pre"
        return self._close_pre if tag == "pre" else self._close_box

    def _close_box(self) -> None:
        self.flush()
        self.path.pop()
        self.breaks = 2

    def _close_pre(self) -> None:
        self._close_box()
        self.pre -= 1

    def text(self, text: str) -> None:
        """Add text; white space is collapsed outside ``<pre>``."""
        if self.pre and "\n" in text:
            for number, part in enumerate(text.split("\n")):
                if number:
                    self.flush()
                    self.breaks = 1
                self._put(part)
        else:
            self._put(text)

    def _put(self, text: str) -> None:
        line = self.line
        line.texts.append(text)
        spaced = text if self.pre or _has_single_spaces(text) else _SPACE.sub(" ", text)
        line.html.append(escape(spaced, quote=False))
        if self.link or self.bold:
            visible = visible_chars(text)
            line.link_chars += visible if self.link else 0
            line.bold_chars += visible if self.bold else 0

    def _open_inline(self, tag: str, attributes: Attributes) -> Callable[[], None]:
        """Open an inline element: an inline break on both sides, its tag kept if feeds may carry it."""
        href = absolute(attributes.get("href") or "", self.base) if tag == "a" else None
        mark = _KEPT_MARKS.get(tag) if tag != "a" or href is not None else None
        line = self.line
        line.texts.append(INLINE_BREAK)
        if attributes and (names := _names(attributes)):
            line.names.append(names)
        if mark:
            start = f'<a href="{escape(href)}">' if href else f"<{mark}>"
            line.html.append(start)
            self.marks.append((start, f"</{mark}>"))
        self.link += tag == "a"
        self.bold += tag in _BOLD
        return partial(self._close_inline, tag, href, mark, line, len(line.texts))

    def _close_inline(self, tag: str, href: str | None, mark: str | None, line: _Line, before: int) -> None:
        self.link -= tag == "a"
        self.bold -= tag in _BOLD
        current = self.line
        if href and line is current:
            current.links.append((href, collapse_space("".join(line.texts[before:]))))
        if mark:
            current.html.append(self.marks.pop()[1])
        current.texts.append(INLINE_BREAK)

    def image(self, attributes: Attributes) -> None:
        """Add a picture with the address that it is loaded from."""
        values = (attributes.get(name) or "" for name in _IMAGE_SOURCES)
        source = next((value.strip() for value in values if value.strip() and "data:" not in value[:8]), None)
        if source is None:
            return
        source = absolute(source, self.base) or source
        alt = escape(attributes.get("alt") or "")
        self.line.images.append(source)
        self.line.html.append(f'<img src="{escape(source)}" alt="{alt}">')

    def flush(self) -> None:
        """End the line; an empty line adds no block."""
        line = self.line
        if not line.texts and not line.images:
            return
        self.line = _Line()
        closing = ""
        if self.marks:
            self.line.html.append("".join([start for start, _ in self.marks]))
            closing = "".join([end for _, end in reversed(self.marks)])
        raw = "".join(line.texts)
        cells = _short_cells(raw) if len(raw) <= _CACHED_CHARS else _cells(raw)
        if not cells and not line.images:
            return
        shown = raw.replace(INLINE_BREAK, "")
        text = shown.rstrip() if self.pre else collapse_space(shown)
        self.blocks.append(
            Block(
                text=text,
                cells=cells,
                html=("".join(line.html) + closing).strip("" if self.pre else " "),
                boxes=tuple(self.path[:_MAX_DEPTH]),
                chars=visible_chars(text),
                link_chars=line.link_chars,
                bold_chars=line.bold_chars,
                soft=self.breaks == 1,
                images=tuple(line.images),
                links=tuple(line.links),
                names=" ".join(line.names),
            )
        )
        self.breaks = 0


def _names(attributes: Attributes) -> str:
    """Return class, id, item property and role, in lower case."""
    return " ".join([value for name in _NAMING if (value := attributes.get(name))]).lower()


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style))


def collapse_space(text: str) -> str:
    """Replace white space of any kind by single spaces and strip the ends."""
    if _has_single_spaces(text):
        return text.strip()
    return _SPACE.sub(" ", text).strip()


def _has_single_spaces(text: str) -> bool:
    """Whether a text has no white space but single spaces; not true of all that have none."""
    return text.isascii() and text.isprintable() and "  " not in text


def _cells(raw: str) -> str:
    """Collapse white space; keep inline breaks only where nothing else separates the text."""
    if _has_single_spaces(raw):
        return raw.strip(" ")
    text = _SPACE_BETWEEN_BREAKS.sub(" ", raw)
    if INLINE_BREAK in text:
        text = _AROUND_BREAK.sub(INLINE_BREAK, text)
    return text.strip(INLINE_BREAK + " ")


_short_cells = lru_cache(maxsize=4096)(_cells)


def visible_chars(text: str) -> int:
    """Count the characters that are not white space."""
    if text.isascii() and text.isprintable():
        return len(text) - text.count(" ")
    return len(_SPACE.sub("", text))
