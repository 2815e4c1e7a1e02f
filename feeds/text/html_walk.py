"""A walk over parsed HTML that rewrites it: words never merge where an element is replaced."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from selectolax.lexbor import LexborNode

from feeds.text.allowlist import (
    ATTRIBUTES,
    BASIC_BLOCKS_AS_DIV,
    BLOCKS_AS_DIV,
    INLINE_TAGS,
    LISTS_AS_UL,
    VOID_TAGS,
)
from feeds.text.images import attribute
from feeds.text.urls import AddressResolver

Handler = Callable[["Walk", LexborNode], None]
"""Writes one element in its own way."""

_DROPPED = frozenset(
    ["base", "link", "meta", "param", "script", "style", "template", "title", "noembed", "noframes"]
)
_MAX_LABEL_CHARS = 200


@dataclass(slots=True, kw_only=True)
class Walk:
    """One document on its way to new HTML.

    ``base`` resolves relative addresses, ``article`` is the article's own address. ``replaced`` collects the
    names of replaced elements, ``hidden`` the nodes to leave out, ``shown`` the images outside ``noscript``.
    """

    base: str | None
    resolver: AddressResolver
    article: str | None
    basic: bool
    handlers: Mapping[str, Handler]
    replaced: dict[str, None]
    nested: bool = False
    hidden: set[int] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    open_links: int = 0
    _out: list[str] = field(default_factory=list)
    _stack: list[LexborNode | str | Callable[["Walk"], None]] = field(default_factory=list)
    _last: str = ""
    _gap: bool = False

    def run(self, root: LexborNode) -> str:
        """Write the children of ``root``; return the HTML."""
        self.children(root)
        while self._stack:
            item = self._stack.pop()
            if isinstance(item, str):
                self._close(item)
            elif isinstance(item, LexborNode):
                self._write(item)
            else:
                item(self)
        return "".join(self._out)

    def text(self, text: str) -> None:
        """Write text, parted from a replaced element before it."""
        if text:
            if self._gap and text[0].isalnum():
                self._out.append(" ")
            self._gap = False
            self._out.append(escape(text, quote=False))
            self._last = text[-1]

    def word(self, html: str) -> None:
        """Write HTML in the place of an element, parted from the words on both sides."""
        if self._last and not self._last.isspace():
            self._out.append(" ")
        self._out.append(html)
        self._last, self._gap = ".", True

    def part(self) -> None:
        """Part the words before from the words after."""
        self._gap = self._gap or bool(self._last and not self._last.isspace())

    def link(self, address: str, label: str | None = None) -> None:
        """Write a link, or its label alone inside another link."""
        shown = escape(" ".join((label or "").split())[:_MAX_LABEL_CHARS] or address, quote=False)
        self.word(shown if self.open_links else f'<a href="{attribute(address)}">{shown}</a>')

    def raw(self, html: str) -> None:
        """Write HTML of an inline element that shows no words."""
        self._out.append(html)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Write a start tag with the attributes that the sanitiser keeps."""
        if tag not in INLINE_TAGS:
            self._boundary()
        kept = ATTRIBUTES.get(tag, frozenset())
        written = (
            f' {key}="{attribute(value)}"'
            for key, value in attributes.items()
            if key in kept or key in ("lang", "dir")
        )
        self._out.append(f"<{tag}{''.join(written)}>")

    def then(self, *items: LexborNode | str | Callable[["Walk"], None]) -> None:
        """Queue nodes, end tags and further steps, to be written next and in this order."""
        self._stack.extend(reversed(items))

    def children(self, node: LexborNode, *after: str | Callable[["Walk"], None]) -> None:
        """Queue the children of an element and what follows them."""
        self.then(*children_of(node), *after)

    def copy(self, node: LexborNode, tag: str) -> None:
        """Write an element as it is, under the name ``tag``."""
        self.start(tag, attributes_of(node))
        if tag == "a":
            self.open_links += 1
        if tag not in VOID_TAGS:
            self.children(node, tag)

    def _write(self, node: LexborNode) -> None:
        if node.is_text_node:
            self.text(node.text_content or "")
            return
        if not node.is_element_node or (self.hidden and node.mem_id in self.hidden):
            return
        tag = node.tag or ""
        if handler := self.handlers.get(tag):
            handler(self, node)
        elif tag not in _DROPPED:
            self.copy(node, self._renamed(tag))

    def _renamed(self, tag: str) -> str:
        if tag in (BASIC_BLOCKS_AS_DIV if self.basic else BLOCKS_AS_DIV):
            return "div"
        return "ul" if tag in LISTS_AS_UL else tag

    def _close(self, tag: str) -> None:
        if tag == "a":
            self.open_links -= 1
        if tag not in INLINE_TAGS:
            self._boundary()
        self._out.append(f"</{tag}>")

    def _boundary(self) -> None:
        self._last, self._gap = "", False


def attributes_of(node: LexborNode) -> dict[str, str]:
    """Return the attributes of an element, those without a value as empty text."""
    return {key: value or "" for key, value in node.attributes.items() if key}


def children_of(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the children of a node, text and comments too."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def first_inside(node: LexborNode, limit: int = 200) -> list[LexborNode]:
    """Return the first ``limit`` nodes inside an element in document order, text too."""
    found: list[LexborNode] = []
    stack = [node.first_child]
    while stack and len(found) < limit:
        inner = stack.pop()
        if inner is not None:
            found.append(inner)
            stack += [inner.next, inner.first_child]
    return found
