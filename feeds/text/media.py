"""Images, pictures and players of HTML, written so that they show something without scripts (R-TEXT-12)."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.text.embeds import frame_address
from feeds.text.html_walk import Walk, attributes_of, children_of, first_inside
from feeds.text.images import image_source, image_tag, is_tracking_image
from feeds.text.urls import AddressResolver

_NOSCRIPT_DEPTH = 8
_MAX_ALT_CHARS = 1000


def shown_images(parser: LexborHTMLParser, resolver: AddressResolver) -> Iterator[str]:
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


def write_noscript(walk: Walk, node: LexborNode) -> None:
    """Write the content for readers without scripts, unless it only repeats images that are shown."""
    inside = first_inside(node)
    images = [inner for inner in inside if inner.tag in ("img", "amp-img")]
    has_text = any(inner.is_text_node and (inner.text_content or "").strip() for inner in inside)
    if has_text or not images or not all(_is_shown(walk, image) for image in images):
        walk.children(node)


def _is_shown(walk: Walk, image: LexborNode) -> bool:
    return image_source(attributes_of(image), walk.resolver) in walk.shown


def write_image(walk: Walk, node: LexborNode) -> None:
    """Write an image, once where ``noscript`` repeats it."""
    if walk.shown and _is_in_noscript(node) and _is_shown(walk, node):
        return
    _write_tag(walk, attributes_of(node))


def _write_tag(walk: Walk, attributes: dict[str, str]) -> None:
    """Write an image with its real address, else its alternative text."""
    tag = None if walk.basic else image_tag(attributes, walk.resolver)
    if tag:
        walk.raw(tag)
    elif not is_tracking_image(attributes, walk.resolver):
        walk.replaced["img"] = None
        write_alternative(walk, attributes.get("alt", ""))


def write_alternative(walk: Walk, text: str) -> None:
    """Write text in the place of an element, parted from the words on both sides."""
    if alternative := " ".join(text[:_MAX_ALT_CHARS].split()):
        walk.part()
        walk.text(alternative)
        walk.part()


def write_picture(walk: Walk, node: LexborNode) -> None:
    """Write a picture that always has an ``<img>`` with an address, then its other content."""
    inside = first_inside(node)
    shown = next((inner for inner in inside if inner.tag == "img"), None)
    walk.hidden.update(inner.mem_id for inner in inside if inner is shown or inner.tag == "source")
    image = attributes_of(shown) if shown else {}
    if image_source(image, walk.resolver) is None:
        sources = [attributes_of(inner) for inner in inside if inner.tag == "source"]
        sources.sort(key=lambda source: source.get("type", "") not in ("", "image/jpeg", "image/png"))
        found = (image_source({**source, "src": ""}, walk.resolver) for source in sources)
        image = {**image, "src": next((source for source in found if source), "")}
    walk.then(*(one for one in children_of(node) if not one.is_text_node or (one.text_content or "").strip()))
    if walk.basic or image_tag(image, walk.resolver) is None:
        _write_tag(walk, image)
        return
    walk.raw("<picture>")
    for inner in inside:
        if inner.tag == "source":
            write_source(walk, inner)
    _write_tag(walk, image)
    walk.raw("</picture>")


def write_player(walk: Walk, node: LexborNode) -> None:
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
        linked = any(inner.tag in ("a", "iframe", "embed", "object") for inner in inside)
        given = {"src": attributes["data-src"]} if attributes.get("data-src") else {}
        walk.start(tag, {**attributes, **given, "controls": ""})
        walk.children(node, *(() if linked else (lambda after: after.link(address),)), tag)


def write_source(walk: Walk, node: LexborNode) -> None:
    """Write a source of a picture or player with its real address."""
    attributes = attributes_of(node)
    lazy = {key: attributes[f"data-{key}"] for key in ("src", "srcset") if attributes.get(f"data-{key}")}
    walk.start("source", {**attributes, **lazy})
