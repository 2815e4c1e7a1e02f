"""The tree of an XML feed: the facts of each item that feedparser loses, and the elements that mislead it.

feedparser takes the last of several elements for one field, wherever it stands: a caption for the title, a
summary for the content. They are removed before it reads the document. Ids are those written in the document,
byte for byte (R-ID-13).
"""

from collections.abc import Iterator, Mapping
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
_UNREAD = ("psc", "gml", "georss")
_PEOPLE = frozenset(
    {"author", "contributor", "creator", "email", "managingeditor", "name", "owner", "publisher", "webmaster"}
)
_MAX_NAME_CHARS = 500
_CAPTIONS = ("media:title", "media:description", "media:text", "media:credit", "media:copyright")
_MAIN_TEXTS = ("description", "content:encoded", "content", "summary")
_SIDE_TEXTS = ("itunes:summary", "itunes:subtitle", "dc:description")
_TEXTS = frozenset({*_MAIN_TEXTS, *_SIDE_TEXTS})
_ORIGINAL_LINKS = ("feedburner:origLink", "pheedo:origLink")
_WEB = ("http://", "https://")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_THREAD_COUNT = "{http://purl.org/syndication/thread/1.0}count"
_XHTML = "{http://www.w3.org/1999/xhtml}"


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
    """A document as feedparser may read it, and the facts of its items in order."""

    body: bytes
    items: tuple[ItemFacts, ...]


def read_tree(text: str) -> FeedTree | None:
    """The tree of a well-formed document; ``None`` for what has no elements."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    items = [element for element in root.iter() if _name(element) in _ITEMS and _is_item(element)]
    feed = _head(root)
    shared = _authors(feed) if feed is not None else ()
    facts = tuple(_facts(item, shared) for item in items)
    for item in items:
        _remove_misleading(item)
    for element in [element for element in root.iter() if _name(element).partition(":")[0] in _UNREAD]:
        _remove(element)
    for element in root.iter(etree.Element):
        if _local_name(element) in _PEOPLE:
            _shorten(element)
    return FeedTree(etree.tostring(root, encoding="utf-8", xml_declaration=True), facts)


def _facts(item: etree._Element, shared: tuple[Json, ...]) -> ItemFacts:
    source = next((child for child in item if _name(child) == "source"), None)
    inherited = (_authors(source) if source is not None else ()) or shared
    group = _group_description(item)
    is_html = group is not None and group.get("type") == "html"
    return ItemFacts(
        group_text=_text(group) if group is not None and not is_html else None,
        group_html=_text(group) if group is not None and is_html else None,
        id=_id(item),
        authors=_authors(item) or inherited,
        draft=any(_name(one) == "app:draft" and _text(one).lower() == "yes" for one in item.iter()),
        replies=_replies(item),
        discussion=_discussion(item),
        image=next((_image(child) for child in item if _name(child) == "image"), None),
        original_url=_web_address(item, _ORIGINAL_LINKS),
        original_file=_web_address(item, ("feedburner:origEnclosureLink",)),
    )


def _group_description(item: etree._Element) -> etree._Element | None:
    """The description of all files of an item together; plain text unless it says otherwise."""
    if any(_name(child) in _TEXTS and _text(child) for child in item):
        return None
    groups = (child for child in item if _name(child) == "media:group")
    return next((one for group in groups for one in group if _name(one) == "media:description"), None)


def _web_address(item: etree._Element, names: tuple[str, ...]) -> str | None:
    """The first address in elements of these names."""
    texts = (_text(child) for child in item if _name(child) in names)
    return next((text for text in texts if text.lower().startswith(_WEB)), None)


def _authors(element: etree._Element) -> tuple[Json, ...]:
    """Everyone named as an author, without e-mail addresses (R-PRIV-05, R-PRIV-07)."""
    found: dict[str, Json] = {}
    for child in element:
        kind = _name(child)
        if kind not in ("author", "dc:creator", "dc:author", "itunes:author"):
            continue
        if kind == "itunes:author" and found:
            continue
        parts = {_name(part): _text(part) for part in child}
        written = parts.get("name") or ("" if parts.get("uri") or parts.get("email") else _text(child))
        name = without_email(plain_text(written) if "<" in written else decoded(written))
        uri = parts.get("uri") or parts.get("url")
        if name or uri:
            found.setdefault(name or uri or "", {"name": name or None, "url": uri})
    return tuple(found.values())


def _id(item: etree._Element) -> str | None:
    """The id as written, trimmed of blanks."""
    for child in item:
        if _name(child) == ("guid" if _name(item) == "item" else "id"):
            return _text(child) or None
    return item.get(f"{_RDF}about") if _name(item) == "item" else None


def _replies(item: etree._Element) -> str | None:
    """Where an Atom entry's comments are read. Source: RFC 4685 §4."""
    for child in item:
        if (
            _name(child) == "link"
            and child.get("rel") == "replies"
            and child.get("type") in (None, "text/html")
        ):
            return child.get("href")
    return None


def _discussion(item: etree._Element) -> dict[str, Json]:
    """The number of comments, their feed and the entries replied to. Source: RFC 4685, slash, wfw."""
    found: dict[str, Json] = {}
    targets: list[Json] = []
    for child in item:
        kind = _name(child)
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
    url = next((_text(child) for child in image if _name(child) == "url"), "")
    return url or image.get("href") or None


def _remove_misleading(item: etree._Element) -> None:
    """Remove what feedparser would take for the item's own title, content or author."""
    kinds = {_name(child) for child in item if _text(child)}
    has_text = any(kind in kinds for kind in _MAIN_TEXTS)
    has_words = has_text or any(kind in kinds for kind in ("title", "dc:title", *_SIDE_TEXTS))
    for child in list(item):
        kind = _name(child)
        is_empty = not len(child) and not _text(child)
        if (
            (kind in _CAPTIONS and has_words)
            or kind in ("image", "textinput")
            or (kind in _SIDE_TEXTS and has_text)
            or (kind == "dc:title" and "title" in kinds)
            or (kind in (*_MAIN_TEXTS, *_SIDE_TEXTS) and is_empty and not child.get("src"))
        ):
            _remove(child)
        elif kind in ("author", "media:content", "media:group"):
            captions = _CAPTIONS if has_words else ()
            inner = [one for one in child.iter() if _name(one) in (*captions, "title")]
            for one in inner:
                _remove(one)


def _shorten(person: etree._Element) -> None:
    """Cut texts that are no names: feedparser looks for e-mail addresses in them in quadratic time."""
    for part in person.iter():
        part.text = part.text and part.text[:_MAX_NAME_CHARS]
        if part is not person:
            part.tail = part.tail and part.tail[:_MAX_NAME_CHARS]


def _head(root: etree._Element) -> etree._Element | None:
    """The element of the feed's own facts."""
    if _name(root) == "feed":
        return root
    return next((child for child in root if _name(child) == "channel"), None)


def _is_item(element: etree._Element) -> bool:
    return _name(element.getparent()) not in ("source", *_ITEMS)


def _remove(element: etree._Element) -> None:
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
    return "".join(_texts(element)).strip() if _name(element) else ""


def _texts(element: etree._Element) -> Iterator[str]:
    for text in element.itertext():
        yield str(text)


def _local_name(element: etree._Element) -> str:
    """The name in lower case without namespace and prefix, of elements with an impossible name too."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _name(element: etree._Element | None) -> str:
    """The name in the usual prefix of its namespace; empty for comments and processing instructions."""
    tag: object = element.tag if element is not None else ""
    return _prefixed(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _prefixed(tag: str) -> str:
    if not tag.startswith("{"):
        return tag.lower() if ":" in tag else tag
    space, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(space.lower(), "other")
    return f"{prefix}:{local}" if prefix else local
