"""Atom 1.0 (RFC 4287): the mapping of PROTOCOL §3 to its elements."""

from feeds.model import Entry, Format, Fragment, Head, Tombstone
from feeds.render import generator
from feeds.render.content import html_content, own_summary
from feeds.render.identity import atom_id
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.modules import archive_mark, credited, is_picture, links, pictures, provenance
from feeds.render.node import NAMESPACES, Node, node, texts
from feeds.render.xmltext import escape_attribute, html_of
from feeds.render.xmlwriter import DECLARATION, Dialect, declarations, encode, ranks, write, write_children
from feeds.text.dates import rfc3339

FOOT = b"</feed>\n"

_FEED = Dialect(
    order=ranks(
        "id title subtitle updated link author category contributor generator icon logo rights fh:archive"
    )
)
_ENTRY = Dialect(
    order=ranks(
        "id title published updated link author contributor category rights dcterms:created "
        "dcterms:publisher dcterms:provenance media:content media:thumbnail media:credit "
        "source summary content"
    )
)


def entry(entry: Entry) -> Fragment:
    """One ``entry``; ``published`` and ``updated`` as in every format. Raises ``RenderError``."""
    summary, html = own_summary(entry), html_content(entry)
    if not html and not entry.url:  # R-ATOM-08: without an alternate there must be content
        summary, html = None, html_of(entry.summary or entry.title or "")
    element = generator.atom_entry(
        entry, id_=atom_id(entry.id), summary=summary, html=html, nodes=_nodes(entry)
    )
    if entry.language:
        element.set(f"{{{NAMESPACES['xml']}}}lang", entry.language)  # R-LANG-03
    body, prefixes = write(element, _ENTRY)
    return Fragment(body=encode(body, entry.id), prefixes=prefixes)


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Everything before tombstones and entries (R-ATOM-04). Raises ``RenderError``."""
    element = generator.atom_feed(head, (*_feed_links(head), *archive_mark(head)))
    body, used = write_children(element, _FEED)
    language = f' xml:lang="{escape_attribute(head.language)}"' if head.language else ""
    root = f'<feed xmlns="{NAMESPACES["atom"]}"{declarations(prefixes | used)}{language}>'
    return encode(f"{DECLARATION}{root}\n{body}", head.id)


def _nodes(entry: Entry) -> tuple[Node, ...]:
    return (
        node("published", rfc3339(entry.published_at)),
        *_alternate(entry),
        *links("link", entry),
        *_replies(entry),
        *_enclosures(entry),
        *provenance(entry),
        *_source(entry),
        *pictures(entry),
        *credited(entry),
    )


def _alternate(entry: Entry) -> tuple[Node, ...]:
    return (node("link", rel="alternate", type="text/html", href=entry.url),) if entry.url else ()


def _replies(entry: Entry) -> tuple[Node, ...]:
    url = entry.comments_url
    return (node("link", rel="replies", type="text/html", href=url),) if url else ()


def _enclosures(entry: Entry) -> tuple[Node, ...]:
    """All files but pictures, each a link with its length (R-MEDIA-02, R-ATOM-13)."""
    return tuple(
        node(
            "link",
            rel="enclosure",
            type=file.mime_type,
            length=str(file.size_bytes or 0),
            href=file.url,
            title=file.title,
        )
        for file in entry.attachments
        if not is_picture(file)
    )


def _source(entry: Entry) -> tuple[Node, ...]:
    """The origin feed's own metadata, only for an entry copied from a feed (R-SRC-03, R-SRC-04)."""
    origin = entry.origin
    if origin is None or not origin.feed_url:
        return ()
    parts = (
        *texts("id", origin.feed_id),
        *texts("title", origin.feed_title),
        *texts("updated", rfc3339(origin.feed_updated_at) if origin.feed_updated_at else None),
        node("link", rel="self", href=origin.feed_url),
        *((node("link", rel="alternate", href=origin.url),) if origin.url else ()),
        *texts("rights", origin.feed_rights),
    )
    return (node("source", None, *parts),)


def _feed_links(head: Head) -> tuple[Node, ...]:
    """This feed, its other formats, then its relations (R-ATOM-11)."""
    own = head.self_url(Format.ATOM)
    others = (
        node("link", rel="alternate", type=MEDIA_TYPES[form], href=url)
        for form, url in head.self_urls
        if form is not Format.ATOM
    )
    relations = (node("link", rel=link.rel, type=link.type, href=link.href) for link in head.links)
    return (node("link", rel="self", type=MEDIA_TYPES[Format.ATOM], href=own), *others, *relations)


def tombstone(tombstone: Tombstone, _head: Head) -> Fragment:
    """One ``at:deleted-entry``, before all entries (R-TOMB-01, R-TOMB-05). Raises ``RenderError``."""
    ref, when = escape_attribute(atom_id(tombstone.id)), rfc3339(tombstone.deleted_at)
    body = encode(f'<at:deleted-entry ref="{ref}" when="{when}"/>\n', tombstone.id)
    return Fragment(body=body, prefixes=frozenset({"at"}))
