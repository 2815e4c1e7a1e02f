"""HTML to the lines of a page: one pass over the tree, nothing is changed in it."""

import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.readers.page.page import SEAM, Block, Box, Page

_SKIPPED = frozenset(
    "script style noscript template iframe object embed svg math select option datalist button textarea input "
    "head canvas map dialog audio video".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q ruby rb rp rt s "
    "samp small span strike strong sub sup time tt u var wbr".split()
)
_KEPT_MARKS = {
    "a": "a", "b": "strong", "strong": "strong", "em": "em", "i": "em", "code": "code", "kbd": "kbd",
    "samp": "samp", "sub": "sub", "sup": "sup", "del": "del", "s": "del", "strike": "del", "ins": "ins",
    "mark": "mark", "q": "q", "u": "u",
}  # fmt: skip
_IMAGE_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-url", "data-lazyload", "src")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000\u2002-\u200b\ufeff\x1f]+")
_MAX_DEPTH = 400


@dataclass(slots=True)
class _Line:
    """A block while it grows."""

    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    link_chars: int = 0
    bold_chars: int = 0


def read_html(text: str, *, url: str | None = None, hidden: bool = False) -> Page:
    """Lay out an HTML page; ``url`` makes links absolute; ``hidden`` takes in what styles hide."""
    parser = LexborHTMLParser(text)
    root = parser.root
    if root is None:
        return Page(blocks=(), boxes=(Box(tag="html", above=-1),))
    walk = _Walk(base=_base(parser, url), hidden=hidden)
    body = parser.body or root
    walk.box(body, 0)
    walk.flush()
    head = parser.css_first("title")
    scripts = parser.css("script")
    return Page(
        blocks=tuple(walk.blocks),
        boxes=tuple(walk.boxes),
        title=_squeeze(head.text()) if head is not None else "",
        language=(root.attributes.get("lang") or "").strip() or None,
        metas=tuple(_metas(parser)),
        scripts=tuple(_script(node) for node in scripts if "ld+json" not in _kind(node)),
        linked_data=tuple(_script(node) for node in scripts if "ld+json" in _kind(node)),
    )


def read_text(text: str) -> Page:
    """Lay out the plain text of a page: a line is a block, white space between lines means nothing."""
    lines = (_squeeze(line) for line in text.lstrip("\ufeff").splitlines())
    blocks = tuple(
        Block(text=line, cells=line, html=escape(line, quote=False), boxes=(0,), chars=_chars(line))
        for line in lines
        if line
    )
    return Page(blocks=blocks, boxes=(Box(tag="body", above=-1),), markup=False)


class _Walk:
    """Goes through the tree once and cuts it into blocks."""

    def __init__(self, *, base: str | None, hidden: bool) -> None:
        self.base = base
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

    def box(self, node: LexborNode, depth: int) -> None:
        """A block element: its own lines, between the lines around it."""
        self.flush()
        self.breaks = 2
        self.boxes.append(Box(tag=_tag(node), above=self.path[-1], names=_names(node), rel=_rel(node)))
        self.path.append(len(self.boxes) - 1)
        is_pre = _tag(node) == "pre"
        self.pre += is_pre
        self.children(node, depth + 1)
        self.pre -= is_pre
        self.flush()
        self.path.pop()
        self.breaks = 2

    def children(self, node: LexborNode, depth: int) -> None:
        """Everything inside an element, in order; what is nested beyond reason is left out."""
        if depth > _MAX_DEPTH:
            return
        child = node.first_child
        while child is not None:
            self.node(child, depth)
            child = child.next

    def node(self, node: LexborNode, depth: int) -> None:
        """One child: text, a break, a picture, an inline element or a box of its own."""
        tag = _tag(node)
        if tag == "-text":
            self.text(node.text_content or "")
        elif tag.startswith("-") or tag in _SKIPPED or (not self.hidden and _is_hidden(node)):
            return
        elif tag == "br":
            self.flush()
            self.breaks += 1
        elif tag == "img":
            self.image(node)
        elif tag in _INLINE:
            self.inline(node, tag, depth)
        else:
            self.box(node, depth)

    def text(self, text: str) -> None:
        """Text as it stands in the source; white space is squeezed outside ``<pre>``."""
        if self.pre and "\n" in text:
            for number, part in enumerate(text.split("\n")):
                if number:
                    self.flush()
                    self.breaks = 1
                self._put(part)
        else:
            self._put(text)

    def _put(self, text: str) -> None:
        chars = _chars(text)
        self.line.texts.append(text)
        self.line.html.append(escape(_SPACE.sub(" ", text) if not self.pre else text, quote=False))
        self.line.link_chars += chars if self.link else 0
        self.line.bold_chars += chars if self.bold else 0

    def inline(self, node: LexborNode, tag: str, depth: int) -> None:
        """An inline element: a seam on both sides, its mark kept where feeds may carry it."""
        href = self._href(node) if tag == "a" else None
        mark = _KEPT_MARKS.get(tag)
        opened = mark is not None and (tag != "a" or href is not None)
        start = f'<a href="{escape(href)}">' if href else f"<{mark}>"
        self.line.texts.append(SEAM)
        self.line.names.append(_names(node))
        if opened and mark:
            self.line.html.append(start)
            self.marks.append((start, f"</{mark}>"))
        self.link += tag == "a"
        self.bold += tag in ("b", "strong")
        before = len(self.line.texts)
        self.children(node, depth + 1)
        self.link -= tag == "a"
        self.bold -= tag in ("b", "strong")
        if href:
            self.line.links.append((href, _squeeze("".join(self.line.texts[before:]))))
        if opened:
            self.line.html.append(self.marks.pop()[1])
        self.line.texts.append(SEAM)

    def image(self, node: LexborNode) -> None:
        """A picture, by the address it will be loaded from."""
        values = (node.attributes.get(name) or "" for name in _IMAGE_SOURCES)
        source = next((value.strip() for value in values if value.strip() and "data:" not in value[:8]), None)
        if source is None:
            return
        source = _absolute(source, self.base) or source
        alt = escape(node.attributes.get("alt") or "")
        self.line.images.append(source)
        self.line.html.append(f'<img src="{escape(source)}" alt="{alt}">')

    def _href(self, node: LexborNode) -> str | None:
        return _absolute(node.attributes.get("href") or "", self.base)

    def flush(self) -> None:
        """End the line; an empty one leaves no block."""
        line, self.line = self.line, _Line()
        opened = "".join(start for start, _ in self.marks)
        self.line.html.append(opened)
        raw = "".join(line.texts)
        cells = _cells(raw)
        if not cells and not line.images:
            return
        closing = "".join(end for _, end in reversed(self.marks))
        text = raw.replace(SEAM, "").rstrip() if self.pre else _squeeze(raw.replace(SEAM, ""))
        self.blocks.append(
            Block(
                text=text,
                cells=cells,
                html=("".join(line.html) + closing).strip("" if self.pre else " "),
                boxes=tuple(self.path),
                chars=_chars(text),
                link_chars=line.link_chars,
                bold_chars=line.bold_chars,
                soft=self.breaks == 1,
                images=tuple(line.images),
                links=tuple(line.links),
                names=" ".join(filter(None, line.names)),
            )
        )
        self.breaks = 0


def _tag(node: LexborNode) -> str:
    return node.tag or "-unknown"


def _names(node: LexborNode) -> str:
    """Class, id and item property, in lower case."""
    found = (node.attributes.get(name) or "" for name in ("class", "id", "itemprop", "role"))
    return " ".join(filter(None, found)).lower()


def _rel(node: LexborNode) -> str:
    return (node.attributes.get("rel") or "").lower()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    return bool(_HIDDEN.search(attributes.get("style") or ""))


def _squeeze(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _cells(raw: str) -> str:
    """White space squeezed, seams kept only where nothing else separates."""
    text = re.sub(rf"\s*{SEAM}[\s{SEAM}]*", SEAM, _SPACE_NOT_SEAM.sub(" ", raw))
    return text.strip(SEAM + " ")


_SPACE_NOT_SEAM = re.compile(r"[ \t\r\n\f\xa0\u3000\u2002-\u200b\ufeff]+")


def _chars(text: str) -> int:
    return len(_SPACE.sub("", text))


def _absolute(href: str, base: str | None) -> str | None:
    """The address of a link, ``None`` where it leads nowhere a feed may point to."""
    href = href.strip()
    if not href or href.startswith("#") or re.match(r"(?i)(?:javascript|data|vbscript|about):", href):
        return None
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return None


def _base(parser: LexborHTMLParser, url: str | None) -> str | None:
    """What addresses are relative to: ``<base href>`` or the page's own address."""
    node = parser.css_first("base[href]")
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    return _absolute(href, url) or url


def _metas(parser: LexborHTMLParser) -> list[tuple[str, str]]:
    """``(name, content)`` of every meta element and canonical link, names in lower case, in order."""
    found = []
    for node in parser.css("meta[content], link[rel=canonical]"):
        values = node.attributes
        name = values.get("name") or values.get("property") or values.get("itemprop") or values.get("rel") or ""
        content = _squeeze(values.get("content") or values.get("href") or "")
        if name and content:
            found.append((name.strip().lower(), content))
    return found


def _kind(node: LexborNode) -> str:
    return (node.attributes.get("type") or "").lower()


def _script(node: LexborNode) -> str:
    return node.text()
