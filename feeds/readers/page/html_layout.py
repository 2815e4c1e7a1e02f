"""Lay out HTML and plain text as lines, with the metadata of the page's head."""

from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feeds.readers.page.layout_builder import LayoutBuilder, collapse_space, visible_chars
from feeds.readers.page.link_addresses import absolute
from feeds.readers.page.page_layout import Block, Box, PageLayout


def read_html(text: str, *, url: str | None = None, hidden: bool = False) -> PageLayout:
    """Lay out an HTML page; ``url`` makes links absolute; ``hidden`` takes in what styles hide."""
    parser = LexborHTMLParser(text)
    root = parser.body or parser.root
    if root is None:
        return PageLayout(blocks=(), boxes=(Box(tag="html", above=-1),))
    walk = LayoutBuilder(base=_base(parser, url), hidden=hidden)
    walk.box(root)
    title = parser.css_first("head title")
    scripts = parser.css("script")
    return PageLayout(
        blocks=tuple(walk.blocks),
        boxes=tuple(walk.boxes),
        title=collapse_space(title.text()) if title is not None else "",
        language=_language(parser),
        metas=tuple(_metas(parser)),
        scripts=tuple(node.text() for node in scripts if "ld+json" not in _kind(node)),
        linked_data=tuple(node.text() for node in scripts if "ld+json" in _kind(node)),
    )


def read_text(text: str) -> PageLayout:
    """Lay out the plain text of a page: a line is a block, white space between lines means nothing."""
    lines = (collapse_space(line) for line in text.lstrip("\ufeff").splitlines())
    blocks = tuple(
        Block(text=line, cells=line, html=escape(line, quote=False), boxes=(0,), chars=visible_chars(line))
        for line in lines
        if line
    )
    return PageLayout(blocks=blocks, boxes=(Box(tag="body", above=-1),), markup=False)


def select(
    text: str, css: str, *, url: str | None = None, without: str | None = None
) -> tuple[PageLayout, ...]:
    """Lay out each element a CSS selector finds; ``without`` selects what inside them is left out.

    ``selector@attribute`` gives the attribute's value as a line. Raises ``ValueError`` for a bad selector.
    """
    parser = LexborHTMLParser(text)
    path, _, attribute = css.partition("@")
    left_out = frozenset(node.mem_id for node in _matches(parser, without)) if without else frozenset[int]()
    found = []
    for node in _matches(parser, path.strip()):
        if attribute:
            found.append(read_text(node.attributes.get(attribute.strip()) or ""))
            continue
        walk = LayoutBuilder(base=_base(parser, url), hidden=True, left_out=left_out)
        walk.box(node)
        found.append(PageLayout(blocks=tuple(walk.blocks), boxes=tuple(walk.boxes)))
    return tuple(found)


def _matches(parser: LexborHTMLParser, css: str) -> list[LexborNode]:
    try:
        return parser.css(css)
    except SelectolaxError as error:
        raise ValueError(f"{css!r} is not a CSS selector") from error


def _language(parser: LexborHTMLParser) -> str | None:
    root = parser.css_first("html[lang]")
    return (root.attributes.get("lang") or "").strip() or None if root is not None else None


def _base(parser: LexborHTMLParser, url: str | None) -> str | None:
    """Return the base address: ``<base href>`` or the page's own address."""
    node = parser.css_first("base[href]")
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    return absolute(href, url) or url


def _metas(parser: LexborHTMLParser) -> list[tuple[str, str]]:
    """Return ``(name, content)`` of meta elements, item properties, times and the canonical link."""
    found = []
    for node in parser.css("meta[content], link[rel=canonical], [itemprop][content], time[datetime]"):
        values = node.attributes
        name = next(
            (value for key in ("name", "property", "itemprop", "rel") if (value := values.get(key))), ""
        )
        name = name or ("time" if node.tag == "time" else "")
        content = collapse_space(values.get("content") or values.get("href") or values.get("datetime") or "")
        if name and content:
            found.append((name.strip().lower(), content))
    return found


def _kind(node: LexborNode) -> str:
    return (node.attributes.get("type") or "").lower()
