"""Elements that may not pass, replaced by what carries their meaning: a link, fallback content or text.

The document is parsed and rewritten in one walk, only where it contains such an element. The sanitiser
runs afterwards, so nothing here is trusted for safety.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feeds.text.allowlist import INLINE_TAGS
from feeds.text.bounded_html import bounded_html
from feeds.text.embeds import frame_address, is_hidden, object_address, script_page, youtube_page
from feeds.text.html_walk import Handler, Walk, attributes_of, first_inside
from feeds.text.images import image_tag, is_placeholder
from feeds.text.mathml import mathml
from feeds.text.media import (
    shown_images,
    write_alternative,
    write_image,
    write_noscript,
    write_picture,
    write_player,
    write_source,
)
from feeds.text.urls import AddressResolver, absolute_url

_SPECIAL = re.compile(
    r"<(?:a(?:mp-(?:anim|audio|iframe|img|video|youtube)|pplet|rea|udio)|b(?:ase|utton)|embed|frame|i(?:frame|nput)|li(?:sting|te-youtube)"
    r"|math|noscript|o(?:bject|ption)|p(?:icture|laintext)|s(?:cript|elect|vg)|textarea|video|xmp)(?![a-z0-9-])"
)
_TABLE = re.compile(r"<(?:table|t[dhr])(?![a-z])")
_IMAGE_SOURCE = re.compile(r"<img(?![a-z])(?:[^<>]*?\ssrc\s*+=\s*+[\"']?+([^\s\"'<>]*+))?+")
_TWIN_HOLDERS = INLINE_TAGS | {"mjx-container", "mjx-assistive-mml", "nobr"}
_HOLDER_DEPTH = 4
_FALLBACK_LINKS = frozenset(["a", "audio", "embed", "iframe", "img", "object", "picture", "video"])
_MAX_ALT_CHARS = 1000
_TEX_SCRIPT = re.compile(r"math/(?:tex|asciimath)")


def is_special(html: str, *, basic: bool) -> bool:
    """Whether HTML contains an element to replace, a lazy image, or a table where tables may not pass."""
    lower = html.lower()
    if _SPECIAL.search(lower) or (basic and _TABLE.search(lower)):
        return True
    if "<img" not in lower:
        return False
    return any(not source or is_placeholder(source) for source in _IMAGE_SOURCE.findall(lower))


def rewritten(html: str, walk: Walk, *, without: str | None = None) -> str:
    """Return HTML with every special element replaced.

    ``without`` is a CSS selector of elements to leave out; raises ``ValueError`` where it cannot be read.
    """
    parser = LexborHTMLParser(f"<!DOCTYPE html><body>{html}")
    body = parser.body
    if body is None:
        return html
    declared = parser.css_first("base[href]")
    if declared is not None and (base := absolute_url(declared.attributes.get("href") or "", walk.base)):
        walk.base = walk.article = base
        walk.resolver = AddressResolver(base)
    if without:
        walk.hidden.update(_selected(parser, without))
    if parser.css_first("math") is not None:
        walk.hidden.update(_twins(parser))
    if parser.css_first("noscript") is not None:
        walk.shown.update(shown_images(parser, walk.resolver))
    return walk.run(body)


def new_walk(base: str | None, article: str | None, *, basic: bool, replaced: dict[str, None]) -> Walk:
    """Return a walk with the handlers of all special elements."""
    handlers = _HANDLERS | _BASIC_HANDLERS if basic else _HANDLERS
    return Walk(
        base=base,
        resolver=AddressResolver(base),
        article=article,
        basic=basic,
        handlers=handlers,
        replaced=replaced,
    )


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector as ``rewritten`` takes it."""
    try:
        LexborHTMLParser("<p>.</p>").css(text)
    except SelectolaxError:
        return False
    return True


def _selected(parser: LexborHTMLParser, selector: str) -> Iterator[int]:
    try:
        yield from (node.mem_id for node in parser.css(selector))
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error


def _twins(parser: LexborHTMLParser) -> Iterator[int]:
    """Yield visual copies of a formula: ``aria-hidden`` elements beside MathML (KaTeX, MathJax)."""
    holders: set[int] = set()
    for math in parser.css("math"):
        holders.add(math.mem_id)
        holders.update(holder.mem_id for holder in _inline_holders(math))
    for twin in parser.css('[aria-hidden="true"]'):
        if twin.mem_id not in holders and any(one.mem_id in holders for one in _inline_holders(twin)):
            yield twin.mem_id


def _inline_holders(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the closest elements around a node while they are inline."""
    holder = node.parent
    for _ in range(_HOLDER_DEPTH):
        if holder is None or holder.tag not in _TWIN_HOLDERS:
            return
        yield holder
        holder = holder.parent


def _nested(walk: Walk, html: str) -> None:
    """Write HTML that stood in an attribute or as text; one level of it."""
    if walk.nested or not html.strip():
        return
    inner = new_walk(walk.base, walk.article, basic=walk.basic, replaced=walk.replaced)
    inner.nested, inner.open_links = True, walk.open_links
    walk.word(rewritten(bounded_html(html), inner))


def _frame(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    address = frame_address(attributes, walk.base)
    if is_hidden(attributes, address):
        return
    walk.replaced["iframe"] = None
    if address:
        walk.link(address, attributes.get("title") or attributes.get("aria-label"))
    else:
        _nested(walk, attributes.get("srcdoc") or node.text())


def _object(walk: Walk, node: LexborNode) -> None:
    """Write the fallback content, and a link where that has neither a link nor a picture."""
    attributes, inside = attributes_of(node), first_inside(node)
    given = attributes.get("data") or attributes.get("src") or _movie(inside)
    address = object_address(given, walk.base)
    if is_hidden(attributes, address):
        return
    walk.replaced["object"] = None
    label = attributes.get("title") or attributes.get("aria-label")
    if not address or any(inner.tag in _FALLBACK_LINKS for inner in inside):
        walk.children(node)
    elif attributes.get("type", "").startswith("image/") and not walk.basic:
        alternative = " ".join(node.text().split())[:_MAX_ALT_CHARS] or label or ""
        walk.raw(image_tag({"src": address, "alt": alternative}, walk.resolver) or "")
    else:
        walk.children(node, lambda after: after.link(address, label))


def _movie(inside: list[LexborNode]) -> str:
    """Return the address in ``<param name="movie">``."""
    for inner in inside:
        if inner.tag == "param" and (inner.attributes.get("name") or "").lower() in ("movie", "src", "url"):
            return inner.attributes.get("value") or ""
    return ""


def _embed(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    address = frame_address(attributes, walk.base)
    if address and not is_hidden(attributes, address):
        walk.replaced["embed"] = None
        walk.link(address, attributes.get("title") or attributes.get("aria-label"))


def _script(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    if _TEX_SCRIPT.match(attributes.get("type", "")):
        _tex(walk, node)
    elif page := script_page(attributes, walk.base, walk.article):
        walk.replaced["script"] = None
        walk.link(page)


def _tex(walk: Walk, node: LexborNode) -> None:
    """Write the source of a formula that a script would draw, unless it is drawn already."""
    before = node.prev
    drawn = before is not None and "MathJax" in ((before.attributes or {}).get("class") or "")
    if (tex := node.text().strip()) and not (drawn and before is not None and before.text().strip()):
        walk.replaced["math"] = None
        walk.text(f"\\({tex}\\)")


def _math(walk: Walk, node: LexborNode) -> None:
    html = mathml(node)
    walk.raw(html) if node.text().strip() else walk.text((node.attributes.get("alttext") or "").strip())


def _svg(walk: Walk, node: LexborNode) -> None:
    """Write the title of a drawing, else its label or the text in it."""
    inside = first_inside(node)
    title = next((inner.text() for inner in inside if inner.tag in ("title", "desc")), "")
    drawn = " ".join(inner.text(separator=" ") for inner in inside if inner.tag in ("text", "foreignobject"))
    label = next(
        (text for text in (title, node.attributes.get("aria-label"), drawn) if text and text.strip()), ""
    )
    if label and node.attributes.get("aria-hidden") != "true":
        walk.replaced["svg"] = None
        write_alternative(walk, label)


def _input(walk: Walk, node: LexborNode) -> None:
    """Write the state of a task, and the alternative text of a picture."""
    attributes = attributes_of(node)
    kind = attributes.get("type", "").lower()
    if kind == "checkbox":
        walk.word("☑" if "checked" in attributes else "☐")
    elif kind == "image" and attributes.get("alt"):
        write_alternative(walk, attributes.get("alt", ""))


def _option(walk: Walk, node: LexborNode) -> None:
    """Write the text of a control, separated from adjacent words."""
    walk.part()
    walk.children(node, Walk.part)


def _area(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    if address := absolute_url(attributes.get("href", ""), walk.base):
        walk.link(address, attributes.get("alt") or attributes.get("title"))


def _youtube(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    page = youtube_page(attributes.get("data-videoid") or attributes.get("videoid") or "")
    if page:
        walk.replaced["iframe"] = None
        walk.link(page, attributes.get("title") or attributes.get("playlabel"))
    else:
        walk.children(node)


def _preformatted(walk: Walk, node: LexborNode) -> None:
    walk.copy(node, "pre")


def _row(walk: Walk, node: LexborNode) -> None:
    walk.copy(node, "div")


def _cell(walk: Walk, node: LexborNode) -> None:
    walk.part()
    walk.children(node, Walk.part)


_HANDLERS: dict[str, Handler] = {
    "amp-anim": write_image,
    "amp-audio": write_player,
    "amp-iframe": _frame,
    "amp-img": write_image,
    "amp-video": write_player,
    "amp-youtube": _youtube,
    "applet": _object,
    "area": _area,
    "audio": write_player,
    "button": _option,
    "embed": _embed,
    "frame": _frame,
    "iframe": _frame,
    "img": write_image,
    "input": _input,
    "lite-youtube": _youtube,
    "listing": _preformatted,
    "math": _math,
    "noscript": write_noscript,
    "object": _object,
    "option": _option,
    "picture": write_picture,
    "plaintext": _preformatted,
    "script": _script,
    "select": _option,
    "source": write_source,
    "svg": _svg,
    "textarea": _option,
    "video": write_player,
    "xmp": _preformatted,
}
_BASIC_HANDLERS: dict[str, Handler] = {"td": _cell, "th": _cell, "tr": _row, "table": _row, "caption": _row}
