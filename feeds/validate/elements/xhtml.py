"""XHTML, SVG and MathML inside text constructs: elements and attributes that readers remove."""

from feeds.validate.element import FOREIGN, DocumentState, Element, Frame, Mode
from feeds.validate.rules import core, xml
from feeds.validate.rules import text as rules
from feeds.validate.values.style import unsafe_declarations
from feeds.validate.values.svg_mathml import MATHML_ATTRIBUTES, MATHML_ELEMENTS, SVG_ATTRIBUTES, SVG_ELEMENTS
from feeds.validate.values.tags import ELEMENTS, SAFE

_SAFE_ELEMENTS = {"xhtml": SAFE, "svg": SVG_ELEMENTS, "mathml": MATHML_ELEMENTS}
_SAFE_ATTRIBUTES = {"svg": SVG_ATTRIBUTES, "mathml": MATHML_ATTRIBUTES}
_SCRIPT_SCHEMES = ("javascript:", "vbscript:")


def child_of_markup(walk: DocumentState, parent: Frame, name: str) -> tuple[Element, str]:
    """Return the table of an element inside the div of a text construct."""
    top = parent.construct or parent
    top.own_data().has_markup = True
    prefix, _, local = name.rpartition(":")
    if prefix in _SAFE_ELEMENTS:
        if local not in _SAFE_ELEMENTS[prefix]:
            _report_unsafe(walk, top, name, known=prefix != "xhtml" or local in ELEMENTS)
        return DIV, name
    if name[:2] == "{}":
        message = f"{name[2:]} in {parent.name} has no namespace; declare one for it"
        walk.report(xml.UNBOUND_PREFIX, message, parent, name[2:])
        return FOREIGN, name
    if name[:1] != "{":
        if parent.name.rpartition(":")[2] != "metadata":
            message = f"the content of {top.name} contains {name}; only XHTML is allowed here"
            walk.report(core.UNDEFINED, message, parent, name)
        return FOREIGN, name
    return DIV, name


def _report_unsafe(walk: DocumentState, top: Frame, name: str, *, known: bool) -> None:
    if known:
        message = f"{top.name} contains <{name}>, which readers remove; leave it out"
        walk.report(rules.RISKY_ELEMENT, message, top)
    else:
        message = f"{top.name} contains <{name}>, which is not an XHTML element; correct its spelling"
        walk.report(rules.BROKEN_HTML, message, top)


def _check_attributes(walk: DocumentState, frame: Frame) -> None:
    prefix, _, _ = frame.name.rpartition(":")
    top = frame.construct or frame
    allowed = _SAFE_ATTRIBUTES.get(prefix)
    for name, value in frame.attributes.items():
        if ":" in name:
            continue
        if allowed is None:
            _check_attribute(walk, top, name, value)
        elif name not in allowed:
            message = f"{top.name} contains {frame.name}/@{name}, which readers remove; leave it out"
            walk.report(rules.RISKY_ATTRIBUTE, message, top)


def _check_attribute(walk: DocumentState, top: Frame, name: str, value: str) -> None:
    if name == "style":
        for declaration in unsafe_declarations(value):
            message = f"{top.name} contains the style {declaration!r}, which readers remove; leave it out"
            walk.report(rules.RISKY_STYLE, message, top)
    elif name[:2] == "on":
        message = f"{top.name} contains the event handler {name}, which readers remove; leave it out"
        walk.report(rules.RISKY_ATTRIBUTE, message, top)
    elif name in {"href", "src"} and value.strip().lower().startswith(_SCRIPT_SCHEMES):
        message = f"{top.name} runs a script from a link; remove the link"
        walk.report(rules.SCRIPT_LINK, message, top)


def _close_markup(_: DocumentState, frame: Frame) -> None:
    """Pass the text of a div without elements to its construct, which looks for escaped markup."""
    top = frame.construct or frame
    if frame.parent is top and not top.data.has_markup:
        top.own_data().inner_text = frame.text


DIV = Element(mode=Mode.MARKUP, opens=(_check_attributes,), closes=(_close_markup,))
"""The div of XHTML content and everything in it."""
