"""Build the heads of feeds with feedgen, the only module that uses it, and correct its defects.

Each correction names its defect in PROTOCOL §6 and has a test of that name. What feedgen cannot express is
passed as nodes and added by a feedgen extension. The tree that it makes is returned as nodes, which
``xmlwriter`` writes, so that neither feedgen's order nor lxml's escaping affects the bytes (D24, D27, D28).
Entries do not go through feedgen: they are fragments (D19), written from nodes in a fifth of its time (D1,
D5, D6, D8 to D10, D15 to D23). The module is imported with the first head, because feedgen and lxml are
needed for nothing else that is published.

- D2, D11, D12: every time is passed as text from ``feeds.text.dates``; feedgen's ``now()`` is never visible
  and its ``setlocale`` is never called, so any thread may render (R-PERF-03)
- D3, D4: links are nodes
- D25: feedgen may change only dictionaries that are built here
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds import __version__
from feeds.errors import RenderError
from feeds.model import Head, Person
from feeds.render.node import NAMESPACES, Node
from feeds.render.strict import email, xml_language
from feeds.text.dates import rfc822, rfc3339

_PROGRAM = "feeds"
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}


class _Nodes(BaseExtension):  # type: ignore[misc]  # feedgen is not typed
    """Adds our nodes, as a feedgen extension."""

    def __init__(self) -> None:
        self.nodes: tuple[Node, ...] = ()

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add to a ``feed``."""
        return self._extend(feed)

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Add to the channel of ``rss``."""
        return self._extend(feed[0])

    def _extend(self, element: etree._Element) -> etree._Element:
        for part in self.nodes:
            _attach(element, part)
        return element


def atom_feed(head: Head, *, id_: str, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Build the metadata of an Atom ``feed``. Raises ``RenderError``."""
    with _as_render_errors(head.id):
        made = _feed(head, nodes)
        made.id(id_)
        made.generator(_PROGRAM, version=__version__)
        made.author(_person(head.author))
        element: etree._Element = made._create_atom()[0]  # noqa: SLF001  # the tree, before feedgen flattens it to bytes
        _set(element, "updated", rfc3339(head.updated_at))
        return tuple(map(_as_node, element))


def rss_channel(head: Head, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Build the metadata of an RSS ``channel``. Raises ``RenderError``."""
    with _as_render_errors(head.id):
        made = _feed(head, nodes)
        made.generator(f"{_PROGRAM} {__version__}")
        made.docs("https://www.rssboard.org/rss-specification")
        made.ttl(head.ttl_min)
        # D2, D12: unset, or feedgen dates it now and switches the locale of the whole process to write it
        made._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001  # feedgen has no public way
        channel: etree._Element = made._create_rss()[0][0]  # noqa: SLF001  # as above
        etree.SubElement(channel, "lastBuildDate").text = rfc822(head.updated_at)
        return tuple(map(_as_node, channel))


def _feed(head: Head, nodes: tuple[Node, ...]) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("nodes", _Nodes, None)
    made.nodes.nodes = nodes
    made.id(head.id)
    made.title(head.title)
    made.subtitle(head.description or head.title)
    made.updated(head.updated_at)
    made.link(href=head.page_url, rel="alternate", type="text/html")
    made.language(xml_language(head.language))
    made.rights(head.rights)
    made.logo(head.image)
    return made


def _person(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "uri": person.url, "email": email(person.email)}


def _set(element: etree._Element, name: str, text: str) -> None:
    child: etree._Element | None = element.find(name)
    (etree.SubElement(element, name) if child is None else child).text = text


@contextmanager
def _as_render_errors(where: str) -> Iterator[None]:
    """D7: raise what lxml or feedgen refuse as our error, with the feed as its place."""
    try:
        yield
    except (ValueError, TypeError) as fault:
        raise RenderError(f"cannot be written as XML: {fault}", where=where) from fault


def _attach(parent: etree._Element, part: Node) -> None:
    """Add a node and its children to an element."""
    attributes = {_qualified(name): value for name, value in part.attributes}
    element = etree.SubElement(parent, _qualified(part.name), attributes)
    element.text = part.text
    for child in part.children:
        _attach(element, child)


def _as_node(element: etree._Element) -> Node:
    """Return an element of lxml as a node, with conventional prefixes."""
    return Node(
        name=_prefixed(str(element.tag)),
        text=element.text,
        children=tuple(map(_as_node, element)),
        attributes=tuple((_prefixed(str(key)), str(value)) for key, value in element.items()),
    )


@cache
def _qualified(name: str) -> str:
    """Return ``dc:creator`` as lxml names it; names without a prefix stay in the format's own namespace."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


@cache
def _prefixed(tag: str) -> str:
    """Return ``{uri}local`` with its conventional prefix; a name without namespace is the format's own."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    return f"{_PREFIXES[uri]}:{local}"
