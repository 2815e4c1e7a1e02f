"""Atom's text constructs and content: checks by type."""

import base64
import binascii

from feeds.validate.checks.characters import check_characters
from feeds.validate.checks.texts import check_html, check_plain
from feeds.validate.checks.uris import attribute
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame, Hook, Mode
from feeds.validate.elements.xhtml import DIV, child_of_markup
from feeds.validate.rule import Rule
from feeds.validate.rules import atom, numbers, values, xml
from feeds.validate.rules import text as rules
from feeds.validate.values.media_types import is_media_type

_KEYWORDS = frozenset({"text", "html", "xhtml"})


def _open(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    kind = attributes.get("type", "" if "src" in attributes else "text")
    frame.own_data().type = kind
    frame.construct = frame
    if kind == "" and "type" in attributes:
        message = f"{frame.name}/@type is empty; write text, html or xhtml"
        walk.report(numbers.BLANK_ATTRIBUTE, message, frame)
    _check_type(walk, frame, kind)
    if "src" in attributes:
        attribute(walk, frame, attributes["src"], f"{frame.name}/@src")
        if "type" not in attributes:
            message = f"{frame.name} is remote and has no type; add the media type"
            walk.report(atom.CONTENT_TYPE_MISSING, message, frame)


def _check_type(walk: DocumentState, frame: Frame, kind: str) -> None:
    if "/" in kind and not frame.name.endswith("content"):
        message = f"{frame.name} has the type {kind[:60]!r}; write text, html or xhtml"
        walk.report(rules.TEXT_TYPE, message, frame)
    elif kind.lower().startswith(("multipart/", "message/")):
        message = f"{frame.name} has the composite type {kind[:60]!r}; publish one part of it"
        walk.report(atom.CONTENT_TYPE_COMPOSITE, message, frame)
    if kind and (kind not in _KEYWORDS or "src" in frame.attributes) and not is_media_type(kind):
        message = (
            f"{frame.name} has the type {kind[:60]!r}, which is not a media type; write text, html or xhtml"
        )
        walk.report(values.MEDIA_TYPE, message, frame)


def _is_xml(kind: str) -> bool:
    return kind.endswith(("+xml", "/xml"))


def _close(walk: DocumentState, frame: Frame) -> None:
    text = frame.text.strip()
    if walk.suspicious:
        check_characters(walk, frame, frame.text, frame.name)
    _check_by_type(walk, frame, frame.data.type, text)
    if not text and not frame.data.has_children and "src" not in frame.attributes:
        walk.report(numbers.BLANK, f"{frame.name} is empty; fill it or leave it out", frame)
    elif text and "src" in frame.attributes:
        walk.report(xml.UNEXPECTED_TEXT, f"{frame.name} has both src and text; keep one", frame)


def _check_by_type(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    if kind == "xhtml":
        _check_xhtml_text(walk, frame, text)
    elif frame.data.has_children:
        if text and not frame.data.has_mixed_content:
            message = f"{frame.name} contains text next to elements; escape the markup"
            walk.report(xml.UNEXPECTED_TEXT, message, frame)
        if kind.endswith("/html"):
            message = f"{frame.name} has the type {kind} and contains elements; escape the markup"
            walk.report(rules.HTML_FRAGMENT, message, frame)
    elif kind == "html":
        check_html(walk, frame, text, frame.name, relative=False)
    elif kind in {"text", ""} or kind.startswith("text/") or _is_xml(kind):
        _check_media_text(walk, frame, kind, text)
    elif "/" in kind and "src" not in frame.attributes:
        _check_base64(walk, frame, kind, text)


def _check_media_text(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    if kind.endswith("/html"):
        check_html(walk, frame, text, frame.name, relative=False)
        if "<html" not in text.lower() and "src" not in frame.attributes:
            message = f'{frame.name} has the type {kind} and contains a fragment; declare type="html"'
            walk.report(rules.HTML_FRAGMENT, message, frame)
    elif "<" in text or "&" in text:
        check_plain(walk, frame, text, frame.name, rules.UNDECLARED_MARKUP)


def _check_base64(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        message = f"{frame.name} of type {kind[:60]} is not valid Base64; encode it or correct the type"
        walk.report(rules.NOT_BASE64, message, frame)
        return
    if kind.endswith("/html"):
        check_html(walk, frame, content.decode("utf-8", "replace"), frame.name, relative=False)


def _check_xhtml_text(walk: DocumentState, frame: Frame, text: str) -> None:
    if text:
        if frame.data.has_children:
            message = f"{frame.name} of type xhtml contains text next to its div; move it into the div"
            walk.report(xml.UNEXPECTED_TEXT, message, frame)
        message = f"{frame.name} of type xhtml contains text outside a div; wrap it in one"
        walk.report(rules.XHTML_NO_DIV, message, frame)
    inner = text if frame.data.inner_text is None else frame.data.inner_text
    if "<" in inner or "&" in inner:
        check_plain(walk, frame, inner, frame.name, rules.ESCAPED_XHTML)


def child_of_content(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    """Return the table of an element inside a text construct, content or XHTML."""
    if parent.element.mode is Mode.MARKUP:
        return child_of_markup(walk, parent, name)
    first = not parent.data.has_children
    parent.own_data().has_children = True
    if parent.attributes.get("mode") == "escaped":
        message = f"{parent.name} is declared escaped and contains {name}; remove the attribute mode"
        walk.report(rules.NOT_ESCAPED, message, parent)
    _check_child(walk, parent, name, first=first)
    return (DIV if name == "xhtml:div" else FOREIGN), name


def _check_child(walk: DocumentState, parent: Frame, name: str, *, first: bool) -> None:
    kind = parent.data.type
    if kind == "xhtml":
        _check_first(walk, parent, name, first=first)
    elif kind == "application/xhtml+xml":
        if not name.endswith(":html") and name != "html":
            message = f"{parent.name} of type {kind} contains {name}; it must contain a whole document"
            walk.report(rules.HTML_FRAGMENT, message, parent)
        elif name != "xhtml:html":
            message = f"{name} in {parent.name} is not in the XHTML namespace; declare it"
            walk.report(rules.BROKEN_HTML, message, parent)
    elif not _is_xml(kind):
        message = f"{parent.name} of type {kind[:60] or 'text'} contains the element {name}; escape it"
        walk.report(rules.CHILD_IN_TEXT, message, parent, name)
    elif not first or parent.text.strip():
        parent.own_data().has_mixed_content = True
        message = f"{parent.name} of type {kind[:60]} has more than one element; keep one"
        walk.report(xml.UNEXPECTED_TEXT, message, parent)


def _check_first(walk: DocumentState, parent: Frame, name: str, *, first: bool) -> None:
    if name == "xhtml:div":
        return
    if first:
        message = f"{parent.name} of type xhtml contains {name}; wrap it in a div of XHTML"
        walk.report(rules.XHTML_NO_DIV, message, parent)
    if name.rpartition(":")[2] == "div" or not first or not name.startswith("xhtml:"):
        message = f"{name} in {parent.name} is not in the XHTML namespace; declare it"
        walk.report(rules.BROKEN_HTML, message, parent)


def construct(once: Rule | None = None, *, opens: tuple[Hook, ...] = ()) -> Element:
    """Return the table of a title, summary, rights … or content."""
    return Element(
        mode=Mode.CONSTRUCT,
        attributes={"type": (), "src": ()},
        once=once,
        opens=(_open, *opens),
        closes=(_close,),
    )
