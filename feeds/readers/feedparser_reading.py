"""The tree of a feed read: by the walk over it, or by feedparser where the document is unusual."""

import io
import logging
from typing import Any

from lxml import etree

from feeds.errors import SourceError
from feeds.readers.feed_elements import walk_feed
from feeds.readers.feed_texts import MAX_NAME_CHARS, UNREAD, UnusualFeedError
from feeds.readers.feed_tree import FeedTree, element_name, remove_element
from feeds.readers.feed_walk import ParsedFeed

_PEOPLE = frozenset(
    {"author", "contributor", "creator", "email", "managingeditor", "name", "owner", "publisher", "webmaster"}
)
_log = logging.getLogger(__name__)


def parsed_tree(tree: FeedTree, url: str | None) -> ParsedFeed | None:
    """Read a document; ``None`` if it is not a feed. Raises ``SourceError`` for what cannot be read."""
    if tree.is_well_formed:
        try:
            return walk_feed(tree.root, url)
        except UnusualFeedError:
            pass
    return read_by_feedparser(document_bytes(tree.root), url)


def read_by_feedparser(body: bytes, url: str | None) -> ParsedFeed | None:
    """Read a document by feedparser; ``None`` if it is not a feed. Raises ``SourceError``."""
    import feedparser

    from feeds.readers import sax_parser

    feedparser.api.PREFERRED_XML_PARSERS[:] = [sax_parser.__name__]
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url:
        headers["content-location"] = url
    try:
        parsed: Any = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
        )
    except Exception as error:
        _log.warning("feedparser failed", exc_info=True)
        message = f"this feed could not be read ({type(error).__name__}: {str(error)[:200]})"
        raise SourceError(message, hint="Correct its markup") from error
    if not parsed.version and not parsed.entries:
        return None
    return ParsedFeed(parsed.feed, parsed.entries, is_atom=parsed.version.startswith("atom"))


def document_bytes(root: etree._Element) -> bytes:
    """Return a document for feedparser, without the texts for which its time is quadratic."""
    unread = [element for element in root.iter() if element_name(element).partition(":")[0] in UNREAD]
    for element in unread:
        remove_element(element)
    for element in root.iter():
        if _local_name(element) in _PEOPLE:
            _shorten(element)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _shorten(person: etree._Element) -> None:
    """Cut texts that are no names: feedparser looks for e-mail addresses in them in quadratic time."""
    for part in person.iter():
        part.text = part.text and part.text[:MAX_NAME_CHARS]
        if part is not person:
            part.tail = part.tail and part.tail[:MAX_NAME_CHARS]


def _local_name(element: etree._Element) -> str:
    """The name in lower case without namespace and prefix, of elements with an impossible name too."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
