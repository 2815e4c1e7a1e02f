"""The elements of RSS, RDF and Atom and of their extensions, as far as records have what they say."""

from typing import Any

from lxml import etree

from feeds.readers.feed_constructs import CONSTRUCTS
from feeds.readers.feed_files import FILES
from feeds.readers.feed_texts import MAX_NAME_CHARS, UnusualFeedError
from feeds.readers.feed_walk import FeedWalk, Handler, ParsedFeed

_ITUNES = "http://www.itunes.com/"
_MEDIA_CATEGORIES = "http://search.yahoo.com/mrss/category_schema"
_WITHOUT_TEXT = frozenset({"link", "enclosure", "media_content", "media_group", "cc_license"})
_SILENT = frozenset(
    {"name", "itunes_name", "email", "itunes_email", "itunes_owner", "itunes_image", "itunes_link", "width"}
    | {"height", "media_group"}
)
_TIMES = {
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), "updated"),
    **dict.fromkeys(("created", "dcterms_created"), "created"),
}


def walk_feed(root: etree._Element, url: str | None) -> ParsedFeed:
    """Read the tree of a document. Raises ``UnusualFeedError`` for what only feedparser reads."""
    return FeedWalk(root, url, _HANDLERS).read()


def _feed(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    if "href" in given or "lastmod" in given:
        raise UnusualFeedError(element.tag)
    walk.in_feed = True
    walk.children(element, depth)
    walk.in_feed = False


def _entry(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """An entry; without a link it is no work with a license."""
    if walk.in_entry or "href" in given or "lastmod" in given:
        raise UnusualFeedError(element.tag)
    walk.begin_entry()
    walk.children(element, depth)
    links = walk.context.get("links")
    if links is None:
        walk.context.pop("license", None)
    elif files := [link for link in links if link["rel"] == "enclosure"]:
        walk.context["enclosures"] = files
    walk.end_entry()


def _source(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """The feed that an entry was first in; one that says nothing usable is still not this feed."""
    silent = len(element) and all(walk.names.of(child) in _SILENT for child in element)
    if not walk.in_entry or walk.in_source or silent or any(_is_loose(walk, one) for one in element.iter()):
        raise UnusualFeedError(element.tag)
    entry, walk.context = walk.context, {"href": given["url"]} if "url" in given else {}
    if len(element):
        walk.context["parts"] = len(element)
    walk.in_source, walk.title_depth = True, -1
    walk.children(element, depth)
    walk.in_source = False
    if _own_text(element):
        if len(element):
            raise UnusualFeedError(element.tag)
        walk.context["title"] = walk.text(element)
    entry["source"], walk.context = walk.context, entry


def _is_loose(walk: FeedWalk, element: etree._Element) -> bool:
    """Whether a text stands in an element that has none, so that feedparser gives it to its parent."""
    return walk.names.of(element) in _WITHOUT_TEXT and bool(_own_text(element))


def _id(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """An id; one that is an address is the link of an entry without another."""
    is_link = given.get("ispermalink", "true") == "true"
    value = walk.address(element) if is_link else walk.text(element)
    walk.store("id", value, depth)
    if is_link:
        walk.context.setdefault("link", value)


def _time(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    walk.store(_TIMES[walk.names.of(element)], walk.text(element), depth)


def _language(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    walk.store("language", walk.text(element), depth)


def _comments(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    if given:
        raise UnusualFeedError(element.tag)
    walk.store("comments", walk.address(element), depth)


def _plain(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    if given:
        raise UnusualFeedError(element.tag)
    walk.store(walk.names.of(element), walk.text(element), depth)


def _category(walk: FeedWalk, element: etree._Element, given: dict[str, str], _depth: int) -> None:
    """A category by attributes, by text, or by both."""
    _add_tag(walk, given.get("term"), given.get("scheme", given.get("domain")), given.get("label"))
    if text := walk.text(element):
        tags = walk.context["tags"]
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = text
        else:
            _add_tag(walk, text, None, None)


def _media_category(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    given.setdefault("scheme", _MEDIA_CATEGORIES)
    _category(walk, element, given, depth)


def _itunes_category(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    if _own_text(element) or any(walk.names.of(child) != "itunes_category" for child in element):
        raise UnusualFeedError(element.tag)
    _add_tag(walk, given.get("text"), _ITUNES, None)
    walk.children(element, depth)


def _keywords(walk: FeedWalk, element: etree._Element, given: dict[str, str], _depth: int) -> None:
    """Several tags in one text."""
    name = walk.names.of(element)
    if walk.in_source:
        raise UnusualFeedError(name)
    if given and name != "tags":
        return
    for term in walk.text(element).split(","):
        if term.strip() or name == "tags":
            _add_tag(walk, term.strip(), _ITUNES if name == "itunes_keywords" else None, None)


def _add_tag(walk: FeedWalk, term: str | None, scheme: str | None, label: str | None) -> None:
    tags = walk.context.setdefault("tags", [])
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _contributor(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    """A contributor with parts, or one that is a name."""
    if walk.person is not None:
        raise UnusualFeedError(element.tag)
    person: dict[str, Any] = {}
    walk.context.setdefault("contributors", []).append(person)
    if walk.names.of(element) == "dc_contributor":
        person["name"] = _name_text(element)
        return
    walk.person = person
    walk.children(element, depth)
    walk.person = None


def _author(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    """An author, whose parts the facts of the item have."""
    outer, walk.person = walk.person, {}
    walk.children(element, depth)
    walk.person = outer


def _person_name(walk: FeedWalk, element: etree._Element, _given: dict[str, str], _depth: int) -> None:
    if walk.person is not None:
        walk.person["name"] = _name_text(element)


def _person_address(walk: FeedWalk, element: etree._Element, _given: dict[str, str], depth: int) -> None:
    """The address of a person; in a source it is that of its feed too."""
    address = walk.address(element)
    walk.store("href", address, depth)
    if walk.person is not None:
        walk.person["href"] = address


def _own_text(element: etree._Element) -> str:
    """The text of an element between its children."""
    return "".join((element.text or "", *(child.tail or "" for child in element))).strip()


def _name_text(element: etree._Element) -> str:
    if len(element):
        raise UnusualFeedError(element.tag)
    return (element.text or "")[:MAX_NAME_CHARS].strip()


_HANDLERS: dict[str, Handler] = {
    **CONSTRUCTS,
    **FILES,
    **dict.fromkeys(("feed", "channel"), _feed),
    **dict.fromkeys(("item", "entry"), _entry),
    "source": _source,
    **dict.fromkeys(("guid", "id"), _id),
    **dict.fromkeys(_TIMES, _time),
    **dict.fromkeys(("language", "dc_language"), _language),
    "comments": _comments,
    **dict.fromkeys(("license", "itunes_duration"), _plain),
    **dict.fromkeys(("category", "keywords", "dc_subject"), _category),
    "media_category": _media_category,
    "itunes_category": _itunes_category,
    **dict.fromkeys(("media_keywords", "itunes_keywords", "tags"), _keywords),
    **dict.fromkeys(("contributor", "dc_contributor"), _contributor),
    **dict.fromkeys(("name", "itunes_name"), _person_name),
    **dict.fromkeys(("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), _author),
    **dict.fromkeys(("url", "homepage", "uri"), _person_address),
}
