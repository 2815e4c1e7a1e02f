"""What the XML formats of news agencies share: elements in any namespace, and inner markup."""

from collections.abc import Iterator
from html import escape
from typing import IO

from lxml import etree

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.xml_source import local_tag, xml_parser

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the class


def parse_root(file: IO[bytes], path: str, *, hint: str) -> Element | Reading:
    """Return the root of a document, or a reading that says why it has none."""
    try:
        return etree.parse(file, xml_parser()).getroot()
    except etree.XMLSyntaxError as error:
        return no_record(Place(path=path, line=error.lineno or 1), "", f"this is not XML: {error.msg}", hint)


def all_named(parent: Element | None, *path: str) -> Iterator[Element]:
    """Yield the elements at a path of local names below ``parent``, in any namespace."""
    if parent is None:
        return
    if not path:
        yield parent
        return
    for child in parent.iterchildren(f"{{*}}{path[0]}"):
        yield from all_named(child, *path[1:])


def first_named(parent: Element | None, *path: str) -> Element | None:
    """Return the first element at a path."""
    return next(all_named(parent, *path), None)


def text_of(element: Element | None) -> str:
    """Return the text of an element and all inside it, with single spaces."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def text_at(parent: Element | None, *path: str) -> str:
    """Return the text of the first element at a path that has any."""
    return next(filter(None, map(text_of, all_named(parent, *path))), "")


def attribute_at(parent: Element | None, name: str, *path: str) -> str:
    """Return an attribute of the first element at a path that has it."""
    return next(filter(None, ((one.get(name) or "").strip() for one in all_named(parent, *path))), "")


def inner_html(element: Element | None) -> str:
    """Return the markup inside an element, without namespaces, however deep it is."""
    if element is None:
        return ""
    parts = [_escaped(element.text)]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if node is element:
            continue
        if isinstance(node, etree._Entity):  # noqa: SLF001 - as above
            parts += [str(node.text), _escaped(node.tail)] if event == "start" else []
        elif event == "start":
            parts.append(f"<{local_tag(node)}{_attributes(node)}>{_escaped(node.text)}")
        elif event == "end":
            parts.append(f"</{local_tag(node)}>{_escaped(node.tail)}")
        else:
            parts.append(_escaped(node.tail))
    return "".join(parts).strip()


def _attributes(element: Element) -> str:
    return "".join(
        f' {key}="{escape(str(value))}"'
        for key, value in element.attrib.items()
        if isinstance(key, str) and key[0] != "{"
    )


def _escaped(text: str | None) -> str:
    return escape(text or "", quote=False)


def with_dateline(html: str, dateline: str) -> str:
    """Return the content with the place and day of the report before it."""
    return f"<p><strong>{escape(dateline)}</strong></p>{html}" if dateline else html
