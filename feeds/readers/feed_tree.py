"""The tree of an XML feed: the facts of each item that feedparser loses, and the elements that mislead it.

feedparser takes the last of several elements for one field, wherever it stands: a caption for the title, a
summary for the content. They are removed before it reads the document. Ids are those written in the document,
byte for byte (R-ID-13).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from feeds.readers.emails import without_email
from feeds.readers.json_values import Json
from feeds.text.plain import decoded, plain_text

_PREFIXES = {
    "": "", "http://www.w3.org/2005/atom": "", "http://purl.org/rss/1.0/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "", "http://purl.org/atom/ns#": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "", "http://backend.userland.com/rss2": "",
    "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content", "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media", "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://podlove.org/simple-chapters": "psc", "http://www.opengis.net/gml": "gml",
    "http://www.georss.org/georss": "georss", "http://www.w3.org/2007/app": "app",
    "http://purl.org/atom/app#": "app", "http://purl.org/syndication/thread/1.0": "thr",
    "http://purl.org/rss/1.0/modules/slash/": "slash", "http://wellformedweb.org/commentapi/": "wfw",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
}  # fmt: skip
_ITEMS = ("item", "entry")
_CAPTIONS = ("media:title", "media:description", "media:text", "media:credit", "media:copyright")
_MAIN_TEXTS = ("description", "content:encoded", "content", "summary")
_SIDE_TEXTS = ("itunes:summary", "itunes:subtitle", "dc:description")
_TEXTS = frozenset({*_MAIN_TEXTS, *_SIDE_TEXTS})
_AUTHORS = frozenset({"author", "dc:creator", "dc:author", "itunes:author"})
_ORIGINAL_LINKS = frozenset({"feedburner:origLink", "pheedo:origLink"})
_ORIGINAL_FILES = frozenset({"feedburner:origEnclosureLink"})
_DISCUSSED = frozenset({"thr:total", "slash:comments", "wfw:commentrss", "wfw:commentRss", "thr:in-reply-to"})
_RARE = frozenset({"media:group", "image", *_ORIGINAL_LINKS, *_ORIGINAL_FILES, *_DISCUSSED})
_WEB = ("http://", "https://")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_THREAD_COUNT = "{http://purl.org/syndication/thread/1.0}count"

_Children = dict[str, list["etree._Element"]]  # noqa: SLF001 - the name of lxml's type


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """The content of one item: its id as written, its authors (or its source's or feed's) and links.

    ``original_url`` and ``original_file`` are what a service that rewrote the feed says of the addresses
    before. ``group_text`` and ``group_html`` describe all files of an item without a text of its own, as
    video platforms do.
    """

    id: str | None = None
    authors: tuple[Json, ...] = ()
    draft: bool = False
    replies: str | None = None
    discussion: Mapping[str, Json] = field(default_factory=dict)
    image: str | None = None
    original_url: str | None = None
    original_file: str | None = None
    group_text: str | None = None
    group_html: str | None = None


@dataclass(frozen=True, slots=True)
class FeedTree:
    """A document without what misleads, and the facts of its items in order."""

    root: etree._Element
    items: tuple[ItemFacts, ...]
    is_well_formed: bool


def read_tree(text: str) -> FeedTree | None:
    """The tree of a document; ``None`` for what has no elements."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    items = [element for element in root.iter("{*}item", "{*}entry") if _is_item(element)]
    feed = _head(root)
    shared = _authors(feed) if feed is not None else ()
    is_rich = "draft" in text or "replies" in text
    facts = []
    for item in items:
        children = _by_name(item)
        facts.append(_facts(item, children, shared, is_rich=is_rich))
        _remove_misleading(item, children)
    return FeedTree(root, tuple(facts), is_well_formed=not len(parser.error_log))


def _by_name(item: etree._Element) -> _Children:
    found: _Children = {}
    for child in item:
        found.setdefault(element_name(child), []).append(child)
    return found


def _facts(
    item: etree._Element, children: _Children, shared: tuple[Json, ...], *, is_rich: bool
) -> ItemFacts:
    """The facts of an item; ``is_rich``: its document has words that only rare elements have."""
    authors = () if _AUTHORS.isdisjoint(children) else _authors(item)
    if not authors and "source" in children:
        authors = _authors(children["source"][0])
    if not is_rich and _RARE.isdisjoint(children):
        return ItemFacts(id=_id(item, children), authors=authors or shared)
    group = _group_description(children)
    is_html = group is not None and group.get("type") == "html"
    return ItemFacts(
        group_text=_text(group) if group is not None and not is_html else None,
        group_html=_text(group) if group is not None and is_html else None,
        id=_id(item, children),
        authors=authors or shared,
        draft=any(element_name(one) == "app:draft" and _text(one).lower() == "yes" for one in item.iter()),
        replies=_replies(children),
        discussion=_discussion(item),
        image=next((_image(child) for child in children.get("image", ())), None),
        original_url=_web_address(item, children, _ORIGINAL_LINKS),
        original_file=_web_address(item, children, _ORIGINAL_FILES),
    )


def _group_description(children: _Children) -> etree._Element | None:
    """The description of all files of an item together; plain text unless it says otherwise."""
    groups = children.get("media:group", ())
    if not groups or _filled(children, _TEXTS):
        return None
    return next((one for group in groups for one in group if element_name(one) == "media:description"), None)


def _filled(children: _Children, names: Iterable[str]) -> bool:
    """Whether an element of these names has a text."""
    return any(_text(child) for name in names for child in children.get(name, ()))


def _web_address(item: etree._Element, children: _Children, names: frozenset[str]) -> str | None:
    """The first address in elements of these names."""
    if names.isdisjoint(children):
        return None
    texts = (_text(child) for child in item if element_name(child) in names)
    return next((text for text in texts if text.lower().startswith(_WEB)), None)


def _authors(element: etree._Element) -> tuple[Json, ...]:
    """Everyone named as an author, without e-mail addresses (R-PRIV-05, R-PRIV-07)."""
    found: dict[str, Json] = {}
    for child in element:
        kind = element_name(child)
        if kind not in _AUTHORS:
            continue
        if kind == "itunes:author" and found:
            continue
        parts = {element_name(part): _text(part) for part in child}
        written = parts.get("name") or ("" if parts.get("uri") or parts.get("email") else _text(child))
        name = without_email(plain_text(written) if "<" in written else decoded(written))
        uri = parts.get("uri") or parts.get("url")
        if name or uri:
            found.setdefault(name or uri or "", {"name": name or None, "url": uri})
    return tuple(found.values())


def _id(item: etree._Element, children: _Children) -> str | None:
    """The id as written, trimmed of blanks."""
    is_rss = element_name(item) == "item"
    for child in children.get("guid" if is_rss else "id", ()):
        return _text(child) or None
    return item.get(f"{_RDF}about") if is_rss else None


def _replies(children: _Children) -> str | None:
    """Where an Atom entry's comments are read. Source: RFC 4685 §4."""
    for link in children.get("link", ()):
        if link.get("rel") == "replies" and link.get("type") in (None, "text/html"):
            return link.get("href")
    return None


def _discussion(item: etree._Element) -> dict[str, Json]:
    """The number of comments, their feed and the entries replied to. Source: RFC 4685, slash, wfw."""
    found: dict[str, Json] = {}
    targets: list[Json] = []
    for child in item:
        kind = element_name(child)
        if kind in ("thr:total", "slash:comments"):
            found["comments_count"] = _text(child) or None
        elif kind in ("wfw:commentrss", "wfw:commentRss"):
            found.setdefault("comments_feed_url", _text(child) or None)
        elif kind == "link" and child.get("rel") == "replies":
            if (count := child.get(_THREAD_COUNT)) is not None:
                found.setdefault("comments_count", count)
            if child.get("type") not in (None, "text/html"):
                found.setdefault("comments_feed_url", child.get("href"))
        elif kind == "thr:in-reply-to":
            target = {"id": child.get("ref"), "url": child.get("href"), "feed_url": child.get("source")}
            targets.append({key: value for key, value in target.items() if value})
    return found | ({"in_reply_to": targets} if targets else {})


def _image(image: etree._Element) -> str | None:
    """The address of a picture that an RSS item carries as a channel does."""
    url = next((_text(child) for child in image if element_name(child) == "url"), "")
    return url or image.get("href") or None


def _remove_misleading(item: etree._Element, children: _Children) -> None:
    """Remove what would be taken for the item's own title, content or author."""
    has_text = _filled(children, _MAIN_TEXTS)
    has_title = _filled(children, ("title",))
    has_words = has_text or has_title or _filled(children, ("dc:title", *_SIDE_TEXTS))
    for child in list(item):
        kind = element_name(child)
        if (
            (kind in _CAPTIONS and has_words)
            or kind in ("image", "textinput")
            or (kind in _SIDE_TEXTS and has_text)
            or (kind == "dc:title" and has_title)
            or (kind in _TEXTS and not len(child) and not child.get("src") and not _text(child))
        ):
            remove_element(child)
        elif kind in ("author", "media:content", "media:group"):
            captions = _CAPTIONS if has_words else ()
            inner = [one for one in child.iter() if element_name(one) in (*captions, "title")]
            for one in inner:
                remove_element(one)


def _head(root: etree._Element) -> etree._Element | None:
    """The element of the feed's own facts."""
    if element_name(root) == "feed":
        return root
    return next((child for child in root if element_name(child) == "channel"), None)


def _is_item(element: etree._Element) -> bool:
    return element_name(element) in _ITEMS and element_name(element.getparent()) not in ("source", *_ITEMS)


def remove_element(element: etree._Element) -> None:
    """Take an element out, its following text stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _text(element: etree._Element) -> str:
    if not len(element):
        return (element.text or "").strip()
    return "".join(map(str, element.itertext())).strip()


def element_name(element: etree._Element | None) -> str:
    """The name in the usual prefix of its namespace; empty for comments and processing instructions."""
    return _prefixed(str(element.tag)) if element is not None else ""


@lru_cache(maxsize=2048)
def _prefixed(tag: str) -> str:
    if not tag.startswith("{"):
        return tag.lower() if ":" in tag else tag
    space, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(space.lower(), "other")
    return f"{prefix}:{local}" if prefix else local
