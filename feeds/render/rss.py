"""RSS 2.0 (RSS 2.0.11 and the Best Practices Profile): the mapping of PROTOCOL §3 to its elements."""

from feeds.errors import RenderError
from feeds.model import Attachment, Entry, Format, Fragment, Head, Person, Tag, Tombstone
from feeds.render.discussion import rss_discussion
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.node import Node, node, texts
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
from feeds.render.strict import (
    email,
    email_with_name,
    fits_comment,
    is_enclosure_url,
    is_uri,
    xml_language,
)
from feeds.render.xmltext import escape, escape_plain
from feeds.render.xmlwriter import (
    DECLARATION,
    Dialect,
    declarations,
    encode,
    ranks,
    write_children,
    write_node,
)
from feeds.text.dates import rfc822, rfc3339

FOOT = b"</channel>\n</rss>\n"
_WITHDRAWN = {"zh": "（已撤回）", "en": "(withdrawn)"}

_ADDRESSES = frozenset({"link", "guid", "comments", "docs", "url", "dc:source", "wfw:commentRss"})
"""Elements that hold an address: some parsers leave numeric references in them (R-RSS-14)."""

_CHANNEL = Dialect(
    order=ranks(
        "title link description language copyright managingEditor lastBuildDate docs generator cloud ttl "
        "sy:updatePeriod sy:updateFrequency image "
        "atom:link fh:archive"
    ),
    plain=escape_plain,
    named=_ADDRESSES,
)
_ITEM = Dialect(
    order=ranks(
        "title link guid pubDate dcterms:modified dcterms:created author dc:creator dc:contributor "
        "dc:language dc:publisher dc:rights dcterms:provenance source dc:source atom:link "
        "category comments slash:comments wfw:commentRss description content:encoded enclosure "
        "itunes:title itunes:duration media:content media:thumbnail media:status"
    ),
    plain=escape_plain,
    named=_ADDRESSES | {"description", "content:encoded"},
)
_HOUR_MIN = 60
_DAY_MIN = 24 * _HOUR_MIN


def entry(entry: Entry) -> Fragment:
    """Render one ``item``; ``updated_at`` is ``dcterms:modified`` (R-SRC-11). Raises ``RenderError``."""
    summary, html = distinct_summary(entry), html_content(entry)
    if not (entry.title or summary or html):
        raise RenderError("an RSS item needs a title or content", where=entry.id)  # R-RSS-05
    body, prefixes = write_node(Node(name="item", children=_nodes(entry, summary, html)), _ITEM)
    return Fragment(body=encode(body, entry.id), prefixes=prefixes)


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Render everything before the first item. Raises ``RenderError``."""
    from feeds.render.generator import rss_channel  # loaded here: entries do not need it

    nodes = (*_feed_links(head), *_cloud(head), *_contact(head), *_update_period(head), *archive_mark(head))
    body, used = write_children(rss_channel(head, nodes), _CHANNEL)
    root = f'<rss version="2.0"{declarations(prefixes | used)}>'
    return encode(f"{DECLARATION}{root}\n<channel>\n{body}", head.id)


def tombstone(tombstone: Tombstone, head: Head) -> Fragment:
    """Render a withdrawal as an item with status ``deleted``, or nothing. Raises ``RenderError``.

    Readers without ``media:status`` show it as an article, so only channels with ``media_status`` carry it.
    Source: Media RSS ``media:status``, with a newer date as SmartNews requires; no content (R-TOMB-08).
    """
    if not head.media_status:
        return Fragment(body=b"")
    title = _WITHDRAWN["zh" if (head.language or "").startswith("zh") else "en"]
    item = node(
        "item",
        None,
        node("title", title),
        node("guid", tombstone.id, isPermaLink="false"),
        node("pubDate", rfc822(tombstone.deleted_at)),
        node("media:status", state="deleted"),
    )
    body, prefixes = write_node(item, _ITEM)
    return Fragment(body=encode(body, tombstone.id), prefixes=prefixes)


def _nodes(entry: Entry, summary: str | None, html: str | None) -> tuple[Node, ...]:
    permalink = "true" if entry.id == entry.url else "false"  # R-RSS-09, R-ID-14
    nodes = [
        Node("guid", entry.id, (), (("isPermaLink", permalink),)),
        Node("pubDate", rfc822(entry.published_at)),
        Node("dcterms:modified", rfc3339(entry.updated_at)),
        *_content(summary, html),
        *_authors(entry.authors),
        *links("atom:link", entry),
    ]
    for name, value in (
        ("title", entry.title),
        ("link", entry.url),
        ("comments", entry.comments_url),
        ("dc:rights", entry.rights),
    ):
        if value:
            nodes.append(Node(name, value))
    if entry.tags:
        nodes += _categories(entry.tags)
    if entry.contributors:
        nodes += texts("dc:contributor", *[person.name for person in entry.contributors])
    if entry.language:
        nodes += texts("dc:language", xml_language(entry.language))
    if entry.attachments or entry.image:
        nodes += _files(entry)
    return (*nodes, *provenance(entry), *_source(entry), *rss_discussion(entry))


def _files(entry: Entry) -> tuple[Node, ...]:
    """Build the enclosure and the media content of an entry."""
    files = files_of(entry)
    enclosure = next((file for file in files if is_enclosure_url(file.url)), None)
    others = tuple(file for file in files if file is not enclosure)
    return (*_enclosure(enclosure), *playback(enclosure, entry), *media(entry, others))


def _content(summary: str | None, html: str | None) -> tuple[Node, ...]:
    """Build ``description``, which is HTML (R-RSS-16), and ``content:encoded`` beside a summary."""
    if not summary:
        return () if html is None else (node("description", html),)
    encoded = () if html is None else (node("content:encoded", html),)
    return (node("description", escape(summary)), *encoded)


def _categories(tags: tuple[Tag, ...]) -> tuple[Node, ...]:
    """Build a ``category`` for each tag; an empty label is none (R-LANG-08)."""
    return tuple(
        node("category", tag.label or tag.term, domain=tag.scheme if is_uri(tag.scheme or "") else None)
        for tag in dict.fromkeys(tags)
    )


def _authors(authors: tuple[Person, ...]) -> tuple[Node, ...]:
    """Build ``author`` for one person with a public address, else a ``dc:creator`` each (R-RSS-19)."""
    if len(authors) == 1 and authors[0].email and email(authors[0].email) and fits_comment(authors[0].name):
        return texts("author", email_with_name(authors[0].email, authors[0].name))
    return texts("dc:creator", *[author.name for author in authors])


def _source(entry: Entry) -> tuple[Node, ...]:
    """Build ``source`` where feed and title are known, else ``dc:source`` (R-RSS-21, R-SRC-13)."""
    origin = entry.origin
    if origin is None or not origin.feed_url:
        return ()
    if not origin.feed_title:
        return (node("dc:source", origin.feed_url),)
    return (node("source", origin.feed_title, url=origin.feed_url),)


def _enclosure(file: Attachment | None) -> tuple[Node, ...]:
    """Build the one ``enclosure``; the other files are media content (R-RSS-20, R-MEDIA-02)."""
    if file is None:
        return ()
    return (node("enclosure", url=file.url, length=str(file.size_bytes or 0), type=file.mime_type),)


def _feed_links(head: Head) -> tuple[Node, ...]:
    """Build ``self`` and the relations of the feed; the alternate is ``link`` (R-RSS-06, R-RSS-07)."""
    own = node("atom:link", rel="self", type=MEDIA_TYPES[Format.RSS], href=head.self_url(Format.RSS))
    relations = (node("atom:link", rel=link.rel, type=link.type, href=link.href) for link in head.links)
    return (own, *relations)


def _cloud(head: Head) -> tuple[Node, ...]:
    """Build ``cloud`` with all of its attributes; a form has no procedure (R-CLOUD-01)."""
    cloud = head.cloud
    if cloud is None:
        return ()
    address = {"domain": cloud.domain, "port": str(cloud.port), "path": cloud.path}
    return (node("cloud", **address, registerProcedure="", protocol="http-post"),)


def _update_period(head: Head) -> tuple[Node, ...]:
    """Build the update frequency where it is a whole number per hour or day (R-RSS-30)."""
    for period, period_min in (("hourly", _HOUR_MIN), ("daily", _DAY_MIN)):
        if head.ttl_min and period_min % head.ttl_min == 0:
            frequency = str(period_min // head.ttl_min)
            return (node("sy:updatePeriod", period), node("sy:updateFrequency", frequency))
    return ()


def _contact(head: Head) -> tuple[Node, ...]:
    """Build ``managingEditor`` from a contact that is an e-mail address (R-RSS-19)."""
    return texts("managingEditor", email_with_name(head.contact, head.author.name))
