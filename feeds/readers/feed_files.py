"""Links, files, pictures and licenses of feeds."""

from lxml import etree

from feeds.readers.feed_texts import HTML_TYPES, UnusualFeedError, media_type, without_stray_semicolons
from feeds.readers.feed_walk import FeedWalk, Handler

_IMAGE_PARTS = frozenset({"title", "link", "description", "url", "href", "width", "height"})
_INPUT_PARTS = frozenset({"title", "link", "description", "name"})


def _link(walk: FeedWalk, element: etree._Element, given: dict[str, str], _depth: int) -> None:
    """A link with attributes, or one whose text is the address."""
    given.setdefault("rel", "alternate")
    given.setdefault("type", "application/atom+xml" if given["rel"] == "self" else "text/html")
    _set_href(given)
    walk.context.setdefault("links", []).append(given)
    if "href" not in given:
        _text_link(walk, given, walk.address(element))
        return
    if len(element):
        raise UnusualFeedError(element.tag)
    given["href"] = walk.resolved(given["href"])
    if given["rel"] == "alternate" and media_type(given["type"]) in HTML_TYPES:
        walk.context["link"] = given["href"]


def _text_link(walk: FeedWalk, link: dict[str, str], address: str) -> None:
    if walk.in_entry and not walk.in_source:
        address = without_stray_semicolons(address.replace("&amp;", "&"))
        walk.context["link"] = address
        if address:
            link["href"] = address
    elif walk.in_feed or walk.in_source:
        walk.context["link"] = link["href"] = without_stray_semicolons(address)


def _enclosure(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    _set_href(given)
    given["rel"] = "enclosure"
    walk.context.setdefault("links", []).append(given)
    walk.children(element, depth)


def _license(walk: FeedWalk, element: etree._Element, given: dict[str, str], _depth: int) -> None:
    """A license of Creative Commons, as a link."""
    is_rdf = walk.names.of(element) == "cc_license"
    address = given.get("rdf:resource") if is_rdf else walk.text(element)
    link = {"rel": "license"} | ({"href": address} if address else {})
    walk.context.setdefault("links", []).append(link)


def _media_license(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    walk.store("license", walk.text(element), depth)


def _media_content(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    walk.context.setdefault("media_content", []).append(given)
    walk.children(element, depth)


def _media_thumbnail(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    if address := walk.address(element):
        given.setdefault("url", address)
    walk.store("href", address, depth)
    walk.context.setdefault("media_thumbnail", []).append(given)


def _itunes_image(walk: FeedWalk, _element: etree._Element, given: dict[str, str], _depth: int) -> None:
    if address := given.get("href") or given.get("url"):
        walk.context["image"] = {"href": address}


def _image(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    """The picture or the search field of a feed: nothing is taken from it."""
    parts = _IMAGE_PARTS if walk.names.of(element) == "image" else _INPUT_PARTS
    if walk.in_entry:
        raise UnusualFeedError(element.tag)
    walk.title_depth = -1
    for child in element:
        name = walk.names.of(child)
        if len(child) or (name not in parts and "_" not in name):
            raise UnusualFeedError(name)
        if name == "title" and (child.text or "").strip():
            walk.title_depth = depth + 1


def _set_href(given: dict[str, str]) -> None:
    """Name the address ``href``."""
    href = given.get("url", given.get("uri", given.get("href")))
    if href:
        given.pop("url", None)
        given.pop("uri", None)
        given["href"] = href


FILES: dict[str, Handler] = {
    "link": _link,
    "enclosure": _enclosure,
    **dict.fromkeys(("cc_license", "creativecommons_license"), _license),
    "media_license": _media_license,
    "media_content": _media_content,
    "media_thumbnail": _media_thumbnail,
    **dict.fromkeys(("itunes_image", "itunes_link"), _itunes_image),
    **dict.fromkeys(("image", "textinput"), _image),
}
"""The elements with addresses."""
