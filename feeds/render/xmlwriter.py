"""Write nodes, and trees of lxml, as bytes that depend on their content alone (R-XML-13).

lxml's own serialiser declares namespaces on every fragment and keeps the order that feedgen made; here the
root declares the prefixes in use once, and tables give the order of elements and attributes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from feeds.render.node import NAMESPACES, Node
from feeds.render.xmltext import escape, escape_attribute, require_legal

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_ATTRIBUTES = {
    name: rank
    for rank, name in enumerate(("rel", "type", "isPermaLink", "url", "hreflang", "length", "href", "title"))
}
_LAST = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one kind of element is written.

    ``order`` ranks the children of the outermost element; ``plain`` escapes text, except in the elements of
    ``named``, whose text (HTML, addresses) is escaped by named references.
    """

    order: Mapping[str, int]
    plain: Callable[[str], str] = escape
    named: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Writing:
    dialect: Dialect
    parts: list[str] = field(default_factory=list)
    prefixes: set[str] = field(default_factory=set)


def ranks(names: str) -> Mapping[str, int]:
    """Rank elements by their position in a list of names."""
    return {name: rank for rank, name in enumerate(names.split())}


def write_node(outer: Node, dialect: Dialect) -> tuple[str, frozenset[str]]:
    """Write a node, one line per child, without declarations; return it and the prefixes it uses."""
    writing = _Writing(dialect)
    writing.parts.append(f"<{outer.name}{_attributes(outer.attributes, writing)}>\n")
    _write_lines(outer.children, writing)
    writing.parts.append(f"</{outer.name}>\n")
    return "".join(writing.parts), frozenset(writing.prefixes)


def write_children(element: etree._Element, dialect: Dialect) -> tuple[str, frozenset[str]]:
    """Write the children of an element, one per line: a head, whose own tags the format writes."""
    writing = _Writing(dialect)
    _write_lines(map(_as_node, element), writing)
    return "".join(writing.parts), frozenset(writing.prefixes)


def declarations(prefixes: Iterable[str]) -> str:
    """Return the ``xmlns`` attributes of the root, only for prefixes in use, in order (R-RSS-29)."""
    used = sorted(set(prefixes) - {"xml"})
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)


def encode(text: str, where: str | None = None) -> bytes:
    """Encode as UTF-8. Raises ``RenderError`` for a character that XML forbids."""
    require_legal(text, where)
    return text.encode()


def _write_lines(nodes: Iterable[Node], writing: _Writing) -> None:
    order = writing.dialect.order
    for node in sorted(nodes, key=lambda one: order.get(one.name, _LAST)):
        _write_node(node, writing)
        writing.parts.append("\n")


def _write_node(node: Node, writing: _Writing) -> None:
    name, text = node.name, node.text
    if ":" in name:
        writing.prefixes.add(name.partition(":")[0])
    attributes = _attributes(node.attributes, writing) if node.attributes else ""
    if not text and not node.children:
        writing.parts.append(f"<{name}{attributes}/>")
        return
    writing.parts.append(f"<{name}{attributes}>")
    if text:
        dialect = writing.dialect
        writing.parts.append(escape(text) if name in dialect.named else dialect.plain(text))
    for child in node.children:
        _write_node(child, writing)
    writing.parts.append(f"</{name}>")


def _attributes(attributes: tuple[tuple[str, str], ...], writing: _Writing) -> str:
    if len(attributes) > 1:
        attributes = tuple(sorted(attributes, key=_rank))
    for key, _ in attributes:
        if ":" in key:
            writing.prefixes.add(key.partition(":")[0])
    return "".join([f' {key}="{escape_attribute(value)}"' for key, value in attributes])


def _as_node(element: etree._Element) -> Node:
    """Return an element of lxml as a node, with conventional prefixes."""
    return Node(
        name=_prefixed(str(element.tag)),
        text=element.text,
        children=tuple(map(_as_node, element)),
        attributes=tuple((_prefixed(str(key)), str(value)) for key, value in element.items()),
    )


def _rank(attribute: tuple[str, str]) -> int:
    return _ATTRIBUTES.get(attribute[0], _LAST)


@lru_cache(512)
def _prefixed(tag: str) -> str:
    """Return ``{uri}local`` with its conventional prefix; a name without namespace is the format's own."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    return f"{_PREFIXES[uri]}:{local}"
