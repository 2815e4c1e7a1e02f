"""RSS 2.0 (RSS 2.0.11 and the Best Practices Profile): the mapping of PROTOCOL §3 to its elements."""

import re

from feeds.model import Attachment, Entry, Format, Fragment, Head, Person, Tombstone
from feeds.render import generator
from feeds.render.content import html_content, own_summary
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.modules import (
    archive_mark,
    credited,
    is_picture,
    links,
    media_content,
    pictures,
    provenance,
)
from feeds.render.node import Node, node, texts
from feeds.render.xmltext import escape, escape_plain
from feeds.render.xmlwriter import DECLARATION, Dialect, declarations, encode, ranks, write, write_children
from feeds.text.dates import rfc822, rfc3339

FOOT = b"</channel>\n</rss>\n"
_TAKEN_BACK = {"zh": "（已撤回）", "en": "(withdrawn)"}

_CHANNEL = Dialect(
    order=ranks(
        "title link description language copyright managingEditor lastBuildDate docs generator ttl "
        "sy:updatePeriod sy:updateFrequency image "
        "atom:link fh:archive"
    ),
    plain=escape_plain,
)
_ITEM = Dialect(
    order=ranks(
        "title link guid pubDate dcterms:modified dcterms:created author dc:creator dc:contributor "
        "dc:language dcterms:publisher dc:rights dcterms:provenance source dcterms:source atom:link "
        "category comments description content:encoded enclosure media:content media:thumbnail media:credit "
        "media:status"
    ),
    plain=escape_plain,
    html=frozenset({"description", "content:encoded"}),
)
_HOUR_MIN = 60
_DAY_MIN = 24 * _HOUR_MIN
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


def entry(entry: Entry) -> Fragment:
    """One ``item``; ``updated_at`` is ``dcterms:modified`` (R-SRC-11). Raises ``RenderError``."""
    summary = own_summary(entry)
    element = generator.rss_item(
        entry,
        summary=escape(summary) if summary else None,  # R-RSS-16: a description is HTML
        html=html_content(entry),
        permalink=entry.id == entry.url,  # R-RSS-09, R-ID-14
        nodes=_nodes(entry),
    )
    body, prefixes = write(element, _ITEM)
    return Fragment(body=encode(body, entry.id), prefixes=prefixes)


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Everything before the first item. Raises ``RenderError``."""
    element = generator.rss_channel(
        head, (*_feed_links(head), *_contact(head), *_rhythm(head), *archive_mark(head))
    )
    body, used = write_children(element, _CHANNEL)
    root = f'<rss version="2.0"{declarations(prefixes | used)}>'
    return encode(f"{DECLARATION}{root}\n<channel>\n{body}", head.id)


def tombstone(tombstone: Tombstone, head: Head) -> Fragment:
    """An item that says ``deleted`` for aggregators that wait for it, else nothing. Raises ``RenderError``.

    Other readers would show it as an article, so it is for channels that ask for it. Source: Media RSS
    ``media:status``, with a newer date as SmartNews demands; no content (R-TOMB-08).
    """
    if not head.media_status:
        return Fragment(body=b"")
    title = _TAKEN_BACK["zh" if (head.language or "").startswith("zh") else "en"]
    element = generator.rss_tombstone(
        tombstone.id,
        title,
        (node("pubDate", rfc822(tombstone.deleted_at)), node("media:status", state="deleted")),
    )
    body, prefixes = write(element, _ITEM)
    return Fragment(body=encode(body, tombstone.id), prefixes=prefixes)


def _nodes(entry: Entry) -> tuple[Node, ...]:
    return (
        node("pubDate", rfc822(entry.published_at)),
        node("dcterms:modified", rfc3339(entry.updated_at)),
        *_authors(entry.authors),
        *texts("dc:contributor", *(person.name for person in entry.contributors)),
        *texts("dc:language", entry.language),
        *texts("dc:rights", entry.rights),
        *provenance(entry),
        *_source(entry),
        *links("atom:link", entry),
        *_files(tuple(file for file in entry.attachments if not is_picture(file))),
        *pictures(entry),
        *credited(entry),
    )


def _authors(authors: tuple[Person, ...]) -> tuple[Node, ...]:
    """``author`` only for one person with a public address, else ``dc:creator`` each (R-RSS-19)."""
    if len(authors) == 1 and authors[0].email:
        return (node("author", f"{authors[0].email} ({authors[0].name})"),)
    return texts("dc:creator", *(author.name for author in authors))


def _source(entry: Entry) -> tuple[Node, ...]:
    """``source`` where feed and title are known, else ``dcterms:source`` (R-RSS-21, R-SRC-13)."""
    origin = entry.origin
    if origin is None or not origin.feed_url:
        return ()
    if not origin.feed_title:
        return (node("dcterms:source", origin.feed_url),)
    return (node("source", origin.feed_title, url=origin.feed_url),)


def _files(files: tuple[Attachment, ...]) -> tuple[Node, ...]:
    """The first file is the enclosure, the others are media content (R-RSS-20, R-MEDIA-02)."""
    if not files:
        return ()
    first, *others = files
    enclosure = node("enclosure", url=first.url, length=str(first.size_bytes or 0), type=first.mime_type)
    return (enclosure, *map(media_content, others))


def _feed_links(head: Head) -> tuple[Node, ...]:
    """This feed and its relations; alternates are left to ``link`` (R-RSS-06, R-RSS-07)."""
    own = node("atom:link", rel="self", type=MEDIA_TYPES[Format.RSS], href=head.self_url(Format.RSS))
    relations = (node("atom:link", rel=link.rel, type=link.type, href=link.href) for link in head.links)
    return (own, *relations)


def _rhythm(head: Head) -> tuple[Node, ...]:
    """How often it is updated, where that fits into an hour or a day (R-RSS-30)."""
    for period, period_min in (("hourly", _HOUR_MIN), ("daily", _DAY_MIN)):
        if head.ttl_min and period_min % head.ttl_min == 0:
            frequency = str(period_min // head.ttl_min)
            return (node("sy:updatePeriod", period), node("sy:updateFrequency", frequency))
    return ()


def _contact(head: Head) -> tuple[Node, ...]:
    """An e-mail address is the managing editor's, in the one form allowed (R-RSS-19)."""
    if not head.contact or not _ADDRESS.fullmatch(head.contact):
        return ()
    return (node("managingEditor", f"{head.contact} ({head.author.name})"),)
