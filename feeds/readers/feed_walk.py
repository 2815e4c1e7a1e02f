"""One walk over the tree of a feed: where it is, and what it found.

Names and values are those of feedparser, which reads the documents that the walk does not
(``UnusualFeedError``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from feeds.readers.feed_names import FeedNames, attributes
from feeds.readers.feed_texts import (
    UNREAD,
    XHTML,
    UnusualFeedError,
    corrected,
    inner_base,
    is_encoded,
    looks_like_html,
    media_type,
    resolved,
    xhtml_markup,
)

Handler = Callable[["FeedWalk", "etree._Element", dict[str, str], int], None]  # noqa: SLF001 - lxml's type
"""What reads an element: its attributes by their names, and how deep it stands."""

_ATOM = "http://www.w3.org/2005/atom"
_RDF_FORMATS = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
_UNREAD = tuple(f"{prefix}_" for prefix in UNREAD)
_CLASHING = frozenset({"links", "enclosures", "contributors", "authors", "href", "date", "image", "where"})
_SIDE_TEXTS = frozenset({"subtitle", "tagline", "itunes_subtitle", "info", "feedburner_browserfriendly"})


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a document says of itself, and its entries, under the names that feedparser gives."""

    feed: Mapping[str, Any]
    entries: Sequence[Any]
    is_atom: bool


class FeedWalk:
    """The state of a walk: in the feed, in an entry, or in the source of an entry.

    ``context`` has what was found of that one. A text counts unless a less deep element of the same name
    stood before it in the entry. ``person`` is the author or contributor whose parts are read.
    """

    def __init__(self, root: etree._Element, url: str | None, handlers: Mapping[str, Handler]) -> None:
        """Prepare to read a document that was fetched from ``url``."""
        self.names = FeedNames(root)
        self.entries: list[dict[str, Any]] = []
        self.context: dict[str, Any] = {}
        self.in_feed = self.in_entry = self.in_source = False
        self.is_atom = self._is_atom_1 = False
        self.title_depth = -1
        self.has_content = False
        self.person: dict[str, Any] | None = None
        self._root = root
        self._handlers = handlers
        self._feed = self.context
        self._depths: dict[str, int] = {}
        self._base = inner_base(url or "", url or "")
        self._language: str | None = None

    def read(self) -> ParsedFeed:
        """Read the document. Raises ``UnusualFeedError``."""
        name = self.names.of(self._root)
        spaces = [space.lower() for space in self._root.nsmap.values()]
        if name == "feed":
            self.is_atom, self._is_atom_1 = True, _ATOM in spaces
        elif name == "rdf_rdf":
            known = [space for space in spaces if space == _ATOM or space in _RDF_FORMATS]
            if not known or known[0] == _ATOM:
                raise UnusualFeedError(name)
        elif name != "rss":
            raise UnusualFeedError(name)
        self._element(self._root, 1)
        return ParsedFeed(self._feed, self.entries, self.is_atom)

    def begin_entry(self) -> None:
        """Begin with the next entry."""
        self.context = {}
        self.entries.append(self.context)
        self._depths = {}
        self.in_entry, self.title_depth = True, -1

    def end_entry(self) -> None:
        """Return to the feed."""
        self.context, self.in_entry, self.has_content = self._feed, False, False

    def children(self, element: etree._Element, depth: int) -> None:
        """Read what is in an element."""
        for child in element:
            self._element(child, depth + 1)

    def text(self, element: etree._Element) -> str:
        """The text of an element that has no others."""
        if len(element):
            raise UnusualFeedError(element.tag)
        text = element.text
        return corrected(text.strip()) if text else ""

    def resolved(self, address: str) -> str:
        """An address made absolute by the base address of the element."""
        return resolved(address, self._base)

    def address(self, element: etree._Element) -> str:
        """The text of an element as an absolute address."""
        text = self.text(element)
        return resolved(text, self._base) if text else text

    def store(self, key: str, value: str, depth: int) -> None:
        """Keep a text of the entry, its source or the feed."""
        if self.in_entry and not self.in_source:
            before = self._depths.get(key)
            if before is None or depth <= before:
                self._depths[key] = depth
                self.context[key] = value
        elif self.in_feed or self.in_source:
            self.context[key] = value

    def construct(self, element: etree._Element, given: dict[str, str], kind: str) -> dict[str, Any]:
        """The text of an element with its type (``kind`` if it gives none), language and base address."""
        kind = media_type(given.get("type", kind))
        if is_encoded(kind) or given.get("mode") == "base64":
            raise UnusualFeedError(kind)
        if kind == XHTML:
            value = corrected(xhtml_markup(element, within_div=self._is_atom_1).strip())
        else:
            value = self.text(element)
            if kind == "text/plain" and not self.is_atom and looks_like_html(value):
                kind = "text/html"
        return {"type": kind, "language": self._language, "base": self._base, "value": value}

    def _element(self, element: etree._Element, depth: int) -> None:
        """Read an element and what is in it, with its own base address and language if it gives them."""
        name = self.names.of(element)
        items = element.items()
        given = attributes(items) if items else {}
        if items and ("xml:base" in given or "base" in given or "xml:lang" in given or "lang" in given):
            outer = self._base, self._language
            self._enter_scope(name, given)
            self._read(name, element, given, depth)
            self._base, self._language = outer
        else:
            self._read(name, element, given, depth)

    def _enter_scope(self, name: str, given: dict[str, str]) -> None:
        if base := given.get("xml:base", given.get("base")):
            self._base = inner_base(self._base, base)
        language = given.get("xml:lang", given.get("lang"))
        if language is not None:
            self._language = language.replace("_", "-") or None
        if name in ("feed", "rss") and self._language:
            self._feed["language"] = self._language

    def _read(self, name: str, element: etree._Element, given: dict[str, str], depth: int) -> None:
        handler = self._handlers.get(name)
        if handler is not None:
            handler(self, element, given, depth)
        elif name in _CLASHING or name.endswith("_detail"):
            raise UnusualFeedError(name)
        elif len(element):
            if name in _SIDE_TEXTS:
                raise UnusualFeedError(name)
            if not name.startswith(_UNREAD):
                self.children(element, depth)
        elif self.in_source and given and (element.text or "").strip():
            raise UnusualFeedError(name)
