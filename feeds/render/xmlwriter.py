"""Write nodes as bytes that depend on their content alone (R-XML-13).

lxml's own serialiser declares namespaces on every fragment and keeps the order that feedgen made; here the
root declares the prefixes in use once, and tables give the order of elements and attributes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from feeds.render.node import NAMESPACES, Node
from feeds.render.xmltext import encode_legal, escape, escape_attribute

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
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


def ranks(names: str) -> Mapping[str, int]:
    """Rank elements by their position in a list of names."""
    return {name: rank for rank, name in enumerate(names.split())}


def write_node(outer: Node, dialect: Dialect) -> tuple[str, frozenset[str]]:
    """Write a node, one line per child, without declarations; return it and the prefixes it uses."""
    prefixes: set[str] = set()
    parts = [f"<{outer.name}{_attributes(outer.attributes, prefixes)}>\n"]
    _write_lines(outer.children, dialect, parts, prefixes)
    parts.append(f"</{outer.name}>\n")
    return "".join(parts), frozenset(prefixes)


def write_children(children: tuple[Node, ...], dialect: Dialect) -> tuple[str, frozenset[str]]:
    """Write the children of an element, one per line: a head, whose own tags the format writes."""
    parts: list[str] = []
    prefixes: set[str] = set()
    _write_lines(children, dialect, parts, prefixes)
    return "".join(parts), frozenset(prefixes)


def declarations(prefixes: Iterable[str]) -> str:
    """Return the ``xmlns`` attributes of the root, only for prefixes in use, in order (R-RSS-29)."""
    used = sorted(set(prefixes) - {"xml"})
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)


def encode(text: str, where: str | None = None) -> bytes:
    """Encode as UTF-8. Raises ``RenderError`` for a character that XML forbids."""
    return encode_legal(text, where)


def _write_lines(nodes: tuple[Node, ...], dialect: Dialect, parts: list[str], prefixes: set[str]) -> None:
    order = dialect.order
    for node in sorted(nodes, key=lambda one: order.get(one[0], _LAST)):
        _write_node(node, dialect, parts, prefixes)
        parts.append("\n")


def _write_node(node: Node, dialect: Dialect, parts: list[str], prefixes: set[str]) -> None:
    name, text, children, attributes = node
    if ":" in name:
        prefixes.add(_prefix(name))
    written = _attributes(attributes, prefixes) if attributes else ""
    if not text and not children:
        parts.append(f"<{name}{written}/>")
        return
    if text:
        text = escape(text) if name in dialect.named else dialect.plain(text)
    if not children:
        parts.append(f"<{name}{written}>{text}</{name}>")
        return
    parts.append(f"<{name}{written}>{text or ''}")
    for child in children:
        _write_node(child, dialect, parts, prefixes)
    parts.append(f"</{name}>")


def _attributes(attributes: tuple[tuple[str, str], ...], prefixes: set[str]) -> str:
    if len(attributes) > 1:
        attributes = tuple(sorted(attributes, key=_rank))
    for key, _ in attributes:
        if ":" in key:
            prefixes.add(_prefix(key))
    return "".join([f' {key}="{escape_attribute(value)}"' for key, value in attributes])


@lru_cache(512)
def _prefix(name: str) -> str:
    return name.partition(":")[0]


def _rank(attribute: tuple[str, str]) -> int:
    return _ATTRIBUTES.get(attribute[0], _LAST)
