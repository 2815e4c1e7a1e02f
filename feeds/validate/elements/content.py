"""Atom's text constructs and content: what their type allows inside them."""

import base64
import binascii

from feeds.validate.checks.texts import judge_html, judge_plain
from feeds.validate.checks.uris import attribute
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame, Mode, Moment
from feeds.validate.rule import Rule
from feeds.validate.rules import atom, core, numbers, values, xml
from feeds.validate.rules import text as rules
from feeds.validate.unknown_names import judge_characters
from feeds.validate.values.plain import is_mime
from feeds.validate.values.style import dangers
from feeds.validate.values.svg_mathml import MATHML_ATTRIBUTES, MATHML_ELEMENTS, SVG_ATTRIBUTES, SVG_ELEMENTS
from feeds.validate.values.tags import ELEMENTS, SAFE

_KEYWORDS = frozenset({"text", "html", "xhtml"})
_SAFE_NAMES = {"xhtml": SAFE, "svg": SVG_ELEMENTS, "mathml": MATHML_ELEMENTS}

DIV = Element(mode=Mode.MARKUP)
"""The div of xhtml content and everything in it."""


def _open(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    kind = attributes.get("type", "" if "src" in attributes else "text")
    frame.keep("type", kind)
    if kind == "" and "type" in attributes:
        walk.report(numbers.BLANK_ATTRIBUTE, f"{frame.name}/@type is empty", frame)
    _judge_type(walk, frame, kind, attributes)
    if "src" in attributes:
        attribute(walk, frame, attributes["src"], f"{frame.name}/@src")
        if "type" not in attributes:
            walk.report(atom.CONTENT_TYPE_MISSING, f"{frame.name} is elsewhere and has no type", frame)


def _judge_type(walk: DocumentState, frame: Frame, kind: str, attributes: dict[str, str]) -> None:
    is_content = frame.name.endswith("content")
    if "/" in kind and not is_content:
        walk.report(rules.TEXT_TYPE, f"{frame.name} has the type {kind!r}; write text, html or xhtml", frame)
    elif kind.lower().startswith(("multipart/", "message/")):
        walk.report(atom.CONTENT_TYPE_COMPOSITE, f"{frame.name} has the type {kind!r}", frame)
    if kind and (kind not in _KEYWORDS or "src" in attributes) and not is_mime(kind):
        walk.report(values.MEDIA_TYPE, f"{frame.name} has the type {kind!r}, which is no media type", frame)


def _is_xml(kind: str) -> bool:
    return kind.endswith(("+xml", "/xml"))


def _close(walk: DocumentState, frame: Frame) -> None:
    text = frame.text.strip()
    if walk.suspicious:
        judge_characters(walk, frame, frame.text, frame.name)
    _judge_by_type(walk, frame, frame.data["type"], text)
    if not text and "children" not in frame.data and "src" not in frame.attributes:
        walk.report(numbers.BLANK, f"{frame.name} is empty", frame)
    elif text and "src" in frame.attributes:
        walk.report(xml.UNEXPECTED_TEXT, f"{frame.name} has src and text; it may have one", frame)


def _judge_by_type(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    if kind == "xhtml":
        _judge_xhtml_text(walk, frame, text)
    elif "children" in frame.data:
        if text and "mixed" not in frame.data:
            walk.report(xml.UNEXPECTED_TEXT, f"{frame.name} holds text beside elements", frame)
        if kind.endswith("/html"):
            walk.report(rules.HTML_FRAGMENT, f"{frame.name} is declared as {kind} and holds elements", frame)
    elif kind == "html":
        judge_html(walk, frame, text, frame.name, relative=False)
    elif kind in {"text", ""} or kind.startswith("text/") or _is_xml(kind):
        _judge_media_text(walk, frame, kind, text)
    elif "/" in kind and "src" not in frame.attributes:
        _judge_base64(walk, frame, kind, text)


def _judge_media_text(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    if kind.endswith("/html"):
        judge_html(walk, frame, text, frame.name, relative=False)
        if "<html" not in text.lower() and "src" not in frame.attributes:
            walk.report(
                rules.HTML_FRAGMENT, f"{frame.name} is declared as {kind} and holds a fragment", frame
            )
    elif "<" in text or "&" in text:
        judge_plain(walk, frame, text, frame.name, rules.UNDECLARED_MARKUP)


def _judge_base64(walk: DocumentState, frame: Frame, kind: str, text: str) -> None:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        walk.report(rules.NOT_BASE64, f"{frame.name} of type {kind} is no Base64", frame)
        return
    if kind.endswith("/html"):
        judge_html(walk, frame, content.decode("utf-8", "replace"), frame.name, relative=False)


def _judge_xhtml_text(walk: DocumentState, frame: Frame, text: str) -> None:
    if text:
        if "children" in frame.data:
            walk.report(xml.UNEXPECTED_TEXT, f"{frame.name} of type xhtml holds text beside its div", frame)
        walk.report(rules.XHTML_NO_DIV, f"{frame.name} of type xhtml holds text outside a div", frame)
    inner = frame.data.get("inner", text)
    if "<" in inner or "&" in inner:
        judge_plain(walk, frame, inner, frame.name, rules.ESCAPED_XHTML)


def child(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    """The table of an element inside a text construct, content or xhtml."""
    if parent.element.mode is Mode.MARKUP:
        return _child_of_markup(walk, parent, name)
    kind: str = parent.data["type"]
    first = "children" not in parent.data
    parent.keep("children", True)
    if parent.attributes.get("mode") == "escaped":
        walk.report(rules.NOT_ESCAPED, f"{parent.name} is declared escaped and holds {name}", parent)
    if kind == "xhtml":
        _judge_first(walk, parent, name, first=first)
    elif kind == "application/xhtml+xml":
        if name not in {"xhtml:html", "html"} and not name.endswith(":html"):
            walk.report(
                rules.HTML_FRAGMENT,
                f"{parent.name} of type {kind} holds {name}; it must be a whole document",
                parent,
            )
        elif name != "xhtml:html":
            walk.report(rules.BROKEN_HTML, f"{name} is not in the XHTML namespace", parent)
    elif not _is_xml(kind):
        walk.report(
            rules.CHILD_IN_TEXT,
            f"{name} stands in {parent.name} of type {kind or 'text'}; escape it",
            parent,
            name,
        )
    elif parent.text.strip() or not first:
        parent.keep("mixed", True)
        walk.report(xml.UNEXPECTED_TEXT, f"{parent.name} of type {kind} must hold one element", parent)
    return (DIV if name == "xhtml:div" else FOREIGN), name


def _judge_first(walk: DocumentState, parent: Frame, name: str, *, first: bool) -> None:
    if name == "xhtml:div":
        return
    if first:
        walk.report(
            rules.XHTML_NO_DIV, f"{parent.name} of type xhtml holds {name} instead of a div of XHTML", parent
        )
    if name.rpartition(":")[2] == "div" or not first or not name.startswith("xhtml:"):
        walk.report(rules.BROKEN_HTML, f"{name} in {parent.name} is not in the XHTML namespace", parent)


def _child_of_markup(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    top = _construct_of(parent)
    top.keep("elements", True)
    prefix, _, local = name.rpartition(":")
    if prefix in _SAFE_NAMES:
        if local not in _SAFE_NAMES[prefix]:
            unknown = prefix == "xhtml" and local not in ELEMENTS
            rule = rules.BROKEN_HTML if unknown else rules.RISKY_ELEMENT
            text = "which is no element of XHTML" if unknown else "which readers remove"
            walk.report(rule, f"{top.name} holds <{name}>, {text}", top)
        return DIV, name
    if name[:2] == "{}":
        walk.report(xml.UNBOUND_PREFIX, f"{name[2:]} in {parent.name} has no namespace", parent, name[2:])
        return FOREIGN, name
    if name[:1] != "{":
        if parent.name.rpartition(":")[2] != "metadata":
            walk.report(core.UNDEFINED, f"{name} stands in the content of {top.name}", parent, name)
        return FOREIGN, name
    return DIV, name


def _judge_attributes_of_markup(walk: DocumentState, frame: Frame) -> None:
    prefix, _, _ = frame.name.rpartition(":")
    top = _construct_of(frame)
    allowed = {"svg": SVG_ATTRIBUTES, "mathml": MATHML_ATTRIBUTES}.get(prefix)
    for name, value in frame.attributes.items():
        if ":" in name:
            continue
        if allowed is not None:
            if name not in allowed:
                walk.report(
                    rules.RISKY_ATTRIBUTE, f"{top.name} holds {frame.name}/@{name}, which readers remove", top
                )
        elif name == "style":
            for danger in dangers(value):
                walk.report(
                    rules.RISKY_STYLE, f"{top.name} holds the style {danger!r}, which readers remove", top
                )
        elif name[:2] == "on":
            walk.report(
                rules.RISKY_ATTRIBUTE, f"{top.name} holds the event handler {name}, which readers remove", top
            )
        elif name in {"href", "src"} and value.strip().lower().startswith(("javascript:", "vbscript:")):
            walk.report(rules.SCRIPT_LINK, f"{top.name} runs a script from a link", top)


def _construct_of(frame: Frame) -> Frame:
    while frame.element.mode is Mode.MARKUP:
        frame = frame.above
    return frame


def _close_markup(_: DocumentState, frame: Frame) -> None:
    """Hand the text of a div without elements to its construct, where escaped markup is looked for."""
    top = _construct_of(frame)
    if frame.parent is top and "elements" not in top.data:
        top.keep("inner", frame.text)


DIV.opens = (_judge_attributes_of_markup,)
DIV.closes = (_close_markup,)


def construct(once: Rule | None = None, *, opens: tuple[Moment, ...] = ()) -> Element:
    """A title, summary, rights …, or content."""
    return Element(
        mode=Mode.CONSTRUCT,
        attributes={"type": (), "src": ()},
        once=once,
        opens=(_open, *opens),
        closes=(_close,),
    )
