"""Parse XML of sources: no custom entities, nothing fetched, and the line of each element."""

from collections.abc import Iterator
from typing import IO

from lxml import etree

MAX_DEPTH = 1_000
"""The deepest nesting that is read."""


class XmlDepthError(ValueError):
    """A document nested deeper than ``MAX_DEPTH``; ``line`` is where."""

    def __init__(self, line: int) -> None:
        """Keep where the limit was passed."""
        super().__init__(f"it is nested deeper than {MAX_DEPTH} elements")
        self.line = line


def xml_parser(*, recover: bool = False) -> etree.XMLParser:
    """Return a parser that resolves no entities and fetches nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=recover)


def xml_events(file: IO[bytes]) -> Iterator[tuple[str, etree._Element]]:
    """Yield ``start`` and ``end`` of every element. Raises ``XMLSyntaxError`` and ``XmlDepthError``."""
    context = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True
    )
    depth = 0
    for event, element in context:
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise XmlDepthError(source_line(element))
        yield event, element


def source_line(element: etree._Element) -> int:
    """Return the line on which an element starts, from 1."""
    return getattr(element, "sourceline", None) or 1


def local_tag(element: etree._Element) -> str:
    """Return the local name of an element, nothing for a comment. ``QName`` refuses some, such as ``a:``."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
