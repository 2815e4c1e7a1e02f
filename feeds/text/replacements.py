"""Elements that may not pass, replaced by what carries their meaning: a link, fallback content or text.

The document is parsed and written anew in one walk, only where it contains such an element. The sanitiser
runs afterwards, so nothing here is trusted for safety.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feeds.text.allowlist import INLINE_TAGS
from feeds.text.embeds import frame_address, is_hidden, object_address, script_page, youtube_page
from feeds.text.html_walk import Handler, Walk, attributes_of, first_inside
from feeds.text.images import image_source, image_tag, is_placeholder, is_tracking_image
from feeds.text.mathml import mathml
from feeds.text.urls import Resolver, absolute_url

_SPECIAL = re.compile(
    r"<(?:a(?:mp-(?:anim|audio|iframe|img|video|youtube)|pplet|rea|udio)|base|embed|frame|i(?:frame|nput)|li(?:sting|te-youtube)"
    r"|math|noscript|o(?:bject|ption)|p(?:icture|laintext)|s(?:cript|vg)|video|xmp)(?![a-z0-9-])"
)
_TABLE = re.compile(r"<(?:table|t[dhr])(?![a-z])")
_IMAGE_SOURCE = re.compile(r"<img(?![a-z])(?:[^<>]*?\ssrc\s*+=\s*+[\"']?+([^\s\"'<>]*+))?+")
_TWIN_HOLDERS = INLINE_TAGS | {"mjx-container", "nobr"}
_HOLDER_DEPTH = 4
_NOSCRIPT_DEPTH = 8
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
        walk.resolver = Resolver(base)
    if without:
        walk.hidden.update(_selected(parser, without))
    if parser.css_first("math") is not None:
        walk.hidden.update(_twins(parser))
    if parser.css_first("noscript") is not None:
        walk.shown.update(_shown_images(parser, walk.resolver))
    return walk.run(body)


def new_walk(base: str | None, article: str | None, *, basic: bool, replaced: dict[str, None]) -> Walk:
    """Return a walk with the handlers of all special elements."""
    handlers = _HANDLERS | _BASIC_HANDLERS if basic else _HANDLERS
    return Walk(
        base=base, resolver=Resolver(base), article=article, basic=basic, handlers=handlers, replaced=replaced
    )


def _selected(parser: LexborHTMLParser, selector: str) -> Iterator[int]:
    try:
        yield from (node.mem_id for node in parser.css(selector))
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error


def _twins(parser: LexborHTMLParser) -> Iterator[int]:
    """Yield what repeats a formula for the eye: ``aria-hidden`` elements beside MathML (KaTeX, MathJax)."""
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


def _shown_images(parser: LexborHTMLParser, resolver: Resolver) -> Iterator[str]:
    """Yield the addresses of the images that are shown without ``noscript``."""
    for image in parser.css("img, amp-img, source"):
        if not _is_in_noscript(image) and (source := image_source(attributes_of(image), resolver)):
            yield source


def _is_in_noscript(node: LexborNode) -> bool:
    holder = node.parent
    for _ in range(_NOSCRIPT_DEPTH):
        if holder is None or holder.tag == "noscript":
            break
        holder = holder.parent
    return holder is not None and holder.tag == "noscript"


def _nested(walk: Walk, html: str) -> None:
    """Write HTML that stood in an attribute or as text; one level of it."""
    if walk.nested or not html.strip():
        return
    inner = new_walk(walk.base, walk.article, basic=walk.basic, replaced=walk.replaced)
    inner.nested, inner.open_links = True, walk.open_links
    walk.word(rewritten(html, inner))


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


def _noscript(walk: Walk, node: LexborNode) -> None:
    """Write the content for readers without scripts, unless it only repeats images that are shown."""
    inside = first_inside(node)
    images = [inner for inner in inside if inner.tag in ("img", "amp-img")]
    has_text = any(inner.is_text_node and (inner.text_content or "").strip() for inner in inside)
    if has_text or not images or not all(_is_shown(walk, image) for image in images):
        walk.children(node)


def _is_shown(walk: Walk, image: LexborNode) -> bool:
    return image_source(attributes_of(image), walk.resolver) in walk.shown


def _image(walk: Walk, node: LexborNode) -> None:
    if walk.shown and _is_in_noscript(node) and _is_shown(walk, node):
        return
    _write_image(walk, attributes_of(node))


def _write_image(walk: Walk, attributes: dict[str, str]) -> None:
    """Write an image with its real address, else its alternative text."""
    tag = None if walk.basic else image_tag(attributes, walk.resolver)
    if tag:
        walk.raw(tag)
    elif not is_tracking_image(attributes, walk.resolver):
        walk.replaced["img"] = None
        _write_alternative(walk, attributes.get("alt", ""))


def _write_alternative(walk: Walk, text: str) -> None:
    """Write text in the place of an element, parted from the words on both sides."""
    if alternative := " ".join(text[:_MAX_ALT_CHARS].split()):
        walk.part()
        walk.text(alternative)
        walk.part()


def _picture(walk: Walk, node: LexborNode) -> None:
    """Write a picture that always has an ``<img>`` with an address."""
    inside = first_inside(node)
    image = next((attributes_of(inner) for inner in inside if inner.tag == "img"), {})
    if image_source(image, walk.resolver) is None:
        sources = [attributes_of(inner) for inner in inside if inner.tag == "source"]
        sources.sort(key=lambda source: source.get("type", "") not in ("", "image/jpeg", "image/png"))
        found = (image_source({**source, "src": ""}, walk.resolver) for source in sources)
        image = {**image, "src": next((source for source in found if source), "")}
    if walk.basic or image_tag(image, walk.resolver) is None:
        _write_image(walk, image)
        return
    walk.raw("<picture>")
    for inner in inside:
        if inner.tag == "source":
            _source(walk, inner)
    _write_image(walk, image)
    walk.raw("</picture>")


def _player(walk: Walk, node: LexborNode) -> None:
    """Write a player with a link inside for readers that show none; a link alone where media may not pass."""
    attributes = attributes_of(node)
    tag = (node.tag or "").removeprefix("amp-")
    inside = first_inside(node)
    sources = [attributes, *(attributes_of(inner) for inner in inside if inner.tag == "source")]
    address = next((url for source in sources if (url := frame_address(source, walk.base))), None)
    if address is None:
        walk.children(node)
    elif walk.basic:
        walk.replaced[tag] = None
        walk.link(address, attributes.get("title") or attributes.get("aria-label"))
    else:
        silent = not any((inner.text_content or "").strip() for inner in inside if inner.is_text_node)
        given = {"src": attributes["data-src"]} if attributes.get("data-src") else {}
        walk.start(tag, {**attributes, **given, "controls": ""})
        walk.children(node, *((lambda after: after.link(address),) if silent else ()), tag)


def _source(walk: Walk, node: LexborNode) -> None:
    attributes = attributes_of(node)
    lazy = {key: attributes[f"data-{key}"] for key in ("src", "srcset") if attributes.get(f"data-{key}")}
    walk.start("source", {**attributes, **lazy})


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
        _write_alternative(walk, label)


def _input(walk: Walk, node: LexborNode) -> None:
    """Write the state of a task, and the alternative text of a picture."""
    attributes = attributes_of(node)
    kind = attributes.get("type", "").lower()
    if kind == "checkbox":
        walk.word("☑" if "checked" in attributes else "☐")
    elif kind == "image" and attributes.get("alt"):
        _write_alternative(walk, attributes.get("alt", ""))


def _option(walk: Walk, node: LexborNode) -> None:
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
    "amp-anim": _image,
    "amp-audio": _player,
    "amp-iframe": _frame,
    "amp-img": _image,
    "amp-video": _player,
    "amp-youtube": _youtube,
    "applet": _object,
    "area": _area,
    "audio": _player,
    "embed": _embed,
    "frame": _frame,
    "iframe": _frame,
    "img": _image,
    "input": _input,
    "lite-youtube": _youtube,
    "listing": _preformatted,
    "math": _math,
    "noscript": _noscript,
    "object": _object,
    "option": _option,
    "picture": _picture,
    "plaintext": _preformatted,
    "script": _script,
    "source": _source,
    "svg": _svg,
    "video": _player,
    "xmp": _preformatted,
}
_BASIC_HANDLERS: dict[str, Handler] = {"td": _cell, "th": _cell, "tr": _row, "table": _row, "caption": _row}
