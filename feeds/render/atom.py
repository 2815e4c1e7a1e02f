"""Atom 1.0 (RFC 4287): the mapping of PROTOCOL §3 to its elements."""

from functools import lru_cache

from feeds.errors import RenderError
from feeds.model import Contributor, Entry, Format, Fragment, Head, Person, Tag, Tombstone
from feeds.render.discussion import atom_discussion
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.node import NAMESPACES, Node, node, texts
from feeds.render.shared import (
    archive_mark,
    distinct_summary,
    files_of,
    html_content,
    links,
    media,
    playback,
    provenance,
)
from feeds.render.strict import atom_id, email, is_uri, xml_language
from feeds.render.xmltext import escape_attribute, html_of
from feeds.render.xmlwriter import (
    DECLARATION,
    Dialect,
    declarations,
    encode,
    ranks,
    write_children,
    write_node,
)
from feeds.text.dates import rfc3339

FOOT = b"</feed>\n"

PERSONS = 1024
"""How many persons are cached: a newsroom has few, and each in many articles."""

_FEED = Dialect(
    order=ranks(
        "id title subtitle updated link author category contributor generator icon logo rights fh:archive"
    )
)
_ENTRY = Dialect(
    order=ranks(
        "id title published updated link author contributor category rights dcterms:created "
        "dc:publisher dcterms:provenance thr:in-reply-to thr:total itunes:duration "
        "media:content media:thumbnail source summary content"
    )
)


def entry(entry: Entry) -> Fragment:
    """Render one ``entry``. Raises ``RenderError``."""
    if not any(author.name for author in entry.authors):
        raise RenderError("an Atom entry needs an author", where=entry.id)  # D8
    language = xml_language(entry.language)
    outer = Node(
        name="entry",
        children=(*_nodes(entry), *_content(entry)),
        attributes=(("xml:lang", language),) if language else (),  # R-LANG-03
    )
    body, prefixes = write_node(outer, _ENTRY)
    return Fragment(body=encode(body, entry.id), prefixes=prefixes)


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Render everything before tombstones and entries (R-ATOM-04). Raises ``RenderError``."""
    from feeds.render.generator import atom_feed  # loaded here: entries do not need it

    nodes = (*_feed_links(head), *texts("icon", head.icon_url), *archive_mark(head))
    body, used = write_children(atom_feed(head, id_=atom_id(head.id), nodes=nodes), _FEED)
    tag = xml_language(head.language)
    language = f' xml:lang="{escape_attribute(tag)}"' if tag else ""
    root = f'<feed xmlns="{NAMESPACES["atom"]}"{declarations(prefixes | used)}{language}>'
    return encode(f"{DECLARATION}{root}\n{body}", head.id)


def _content(entry: Entry) -> tuple[Node, ...]:
    """Build summary and content, each with its type (D6)."""
    summary, html = distinct_summary(entry), html_content(entry)
    if not html and not entry.url:  # R-ATOM-08: without an alternate there must be content
        summary, html = None, html_of(entry.summary or entry.title or "")
    content = (Node("content", html, (), (("type", "html"),)),) if html is not None else ()
    return (*texts("summary", summary), *content) if summary else content


def _nodes(entry: Entry) -> tuple[Node, ...]:
    nodes = [
        Node("id", atom_id(entry.id)),
        Node("title", entry.title),
        Node("updated", rfc3339(entry.updated_at)),
        Node("published", rfc3339(entry.published_at)),
        *[_person("author", author) for author in entry.authors if author.name],
        *_alternate(entry),
        *links("link", entry),
        *atom_discussion(entry),
    ]
    if entry.tags:
        nodes += [_category(tag) for tag in dict.fromkeys(entry.tags)]
    if entry.contributors:
        nodes += [_person("contributor", one) for one in entry.contributors if one.name]
    if entry.rights:
        nodes.append(Node("rights", entry.rights))
    if entry.attachments or entry.image:
        nodes += (*_enclosures(entry), *_duration(entry), *media(entry))
    return (*nodes, *provenance(entry), *_source(entry))


@lru_cache(PERSONS)
def _person(name: str, person: Person | Contributor) -> Node:
    address = email(person.email) if isinstance(person, Person) else None
    parts = (*texts("name", person.name), *texts("email", address), *texts("uri", person.url))
    return Node(name=name, children=parts)


def _category(tag: Tag) -> Node:
    """Build a ``category``; an empty label is none (R-LANG-08)."""
    scheme = tag.scheme if is_uri(tag.scheme or "") else None
    return node("category", term=tag.term, scheme=scheme, label=tag.label or None)


def _alternate(entry: Entry) -> tuple[Node, ...]:
    if not entry.url:
        return ()
    return (Node("link", None, (), (("rel", "alternate"), ("type", "text/html"), ("href", entry.url))),)


def _enclosures(entry: Entry) -> tuple[Node, ...]:
    """Build a link with length for every file that is not an image (R-MEDIA-02, R-ATOM-13)."""
    return tuple(
        node(
            "link",
            rel="enclosure",
            type=file.mime_type,
            length=str(file.size_bytes or 0),
            href=file.url,
            title=file.title,
        )
        for file in files_of(entry)
    )


def _duration(entry: Entry) -> tuple[Node, ...]:
    """Build the duration of the first enclosure; its title is an attribute of the link."""
    first = next(iter(files_of(entry)), None)
    return tuple(part for part in playback(first, entry) if part.name == "itunes:duration")


def _source(entry: Entry) -> tuple[Node, ...]:
    """Build the origin feed's own metadata, only for an entry copied from a feed (R-SRC-03, R-SRC-04)."""
    origin = entry.origin
    if origin is None or not origin.feed_url:
        return ()
    parts = (
        *texts("id", origin.feed_id if is_uri(origin.feed_id or "") else None),
        *texts("title", origin.feed_title),
        *texts("updated", rfc3339(origin.feed_updated_at) if origin.feed_updated_at else None),
        node("link", rel="self", href=origin.feed_url),
        *((node("link", rel="alternate", href=origin.url),) if origin.url else ()),
        *texts("rights", origin.feed_rights),
    )
    return (node("source", None, *parts),)


def _feed_links(head: Head) -> tuple[Node, ...]:
    """Build ``self`` and the relations; the page is the only alternate, because readers open the last one.

    The other formats are in the ``Link`` header and on the page (R-ATOM-11).
    """
    own = head.self_url(Format.ATOM)
    relations = (node("link", rel=link.rel, type=link.type, href=link.href) for link in head.links)
    return (node("link", rel="self", type=MEDIA_TYPES[Format.ATOM], href=own), *relations)


def tombstone(tombstone: Tombstone, _head: Head) -> Fragment:
    """Render one ``at:deleted-entry``, before all entries (R-TOMB-01). Raises ``RenderError``."""
    ref, when = escape_attribute(atom_id(tombstone.id)), rfc3339(tombstone.deleted_at)
    body = encode(f'<at:deleted-entry ref="{ref}" when="{when}"/>\n', tombstone.id)
    return Fragment(body=body, prefixes=frozenset({"at"}))
