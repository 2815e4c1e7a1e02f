"""Looks into rendered documents with lxml."""

from lxml import etree

from feeds.model import Document, Entry, Format
from feeds.render import FORMATS, render
from feeds.render.node import NAMESPACES
from tests.render.samples import HEAD

_NAMESPACES = {prefix: uri for prefix, uri in NAMESPACES.items() if prefix != "xml"}


def tree(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(recover=False, resolve_entities=False))


def document_tree(document: Document, form: Format) -> etree._Element:
    return tree(render(document, form))


def entry_tree(entry: Entry, form: Format) -> etree._Element:
    renderer = FORMATS[form]
    root = tree(renderer.join(HEAD, [renderer.entry(entry)]))
    (found,) = elements(root, "atom:entry" if form is Format.ATOM else "channel/item")
    return found


def elements(root: etree._Element, path: str) -> list[etree._Element]:
    return root.findall(path, _NAMESPACES)


def texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in elements(root, path)]


def text(root: etree._Element, path: str) -> str:
    (one,) = texts(root, path)
    return one
