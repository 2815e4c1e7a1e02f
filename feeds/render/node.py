"""Elements as values, before they are written.

Names come from the tables here, never from content (R-XML-10); content is only ever text or a value.
"""

from types import MappingProxyType
from typing import NamedTuple

NAMESPACES = MappingProxyType(
    {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "fh": "http://purl.org/syndication/history/1.0",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "at": "http://purl.org/atompub/tombstones/1.0",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "thr": "http://purl.org/syndication/thread/1.0",
        "wfw": "http://wellformedweb.org/CommentAPI/",
        "xml": "http://www.w3.org/XML/1998/namespace",
    }
)
"""The conventional prefix of each namespace, byte for byte (R-RSS-28)."""


class Node(NamedTuple):
    """One element: ``name`` is ``prefix:local`` or a name of the format itself.

    A tuple, because an entry has dozens of them: a frozen dataclass takes four times as long to make.
    """

    name: str
    text: str | None = None
    children: tuple["Node", ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def node(name: str, text: str | None = None, /, *children: Node, **attributes: str | None) -> Node:
    """Build a node; attributes that are ``None`` are left out."""
    known = tuple([pair for pair in attributes.items() if pair[1] is not None]) if attributes else ()
    return Node(name, text, children, known)  # type: ignore[arg-type]  # mypy does not see that none is None


def texts(name: str, *values: str | None) -> tuple[Node, ...]:
    """Build a node per value, none for a missing one."""
    return tuple([Node(name, value) for value in values if value])
