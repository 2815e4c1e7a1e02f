"""What the XML formats of news agencies share: elements in any namespace, and inner markup."""

from collections.abc import Iterator
from html import escape
from typing import IO

from lxml import etree

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.xml_source import xml_parser

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
    """Return the markup inside an element, without namespaces."""
    if element is None:
        return ""
    return (escape(element.text or "", quote=False) + "".join(map(_html, element))).strip()


def _html(element: Element) -> str:
    tail = escape(element.tail or "", quote=False)
    if isinstance(element, etree._Comment | etree._ProcessingInstruction):  # noqa: SLF001 - as above
        return tail
    name = etree.QName(element).localname
    attributes = "".join(
        f' {key}="{escape(str(value))}"'
        for key, value in element.attrib.items()
        if isinstance(key, str) and key[0] != "{"
    )
    inside = escape(element.text or "", quote=False) + "".join(map(_html, element))
    return f"<{name}{attributes}>{inside}</{name}>{tail}"


def with_dateline(html: str, dateline: str) -> str:
    """Return the content with the place and day of the report before it."""
    return f"<p><strong>{escape(dateline)}</strong></p>{html}" if dateline else html
