"""The one user of feedgen: builds its trees and mends what it gets wrong.

Each mend names its defect in PROTOCOL §6 and has a test of that name. What feedgen cannot say is handed in
as nodes and added by an extension of feedgen's own kind; ``xmlwriter`` writes what is returned here, so that
neither feedgen's order nor lxml's escaping reaches a byte (D24, D27, D28). Entries never enter feedgen's
feed: they are fragments (D19). feedgen's own dates, links, sources, enclosures and extensions are not used:

- D2, D11, D12: every time is given as text by ``feeds.text.dates``; feedgen's ``now()`` never shows and its
  ``setlocale`` is never reached, so any thread may render (R-PERF-03)
- D1, D3, D4, D9, D15, D18: links and enclosures are nodes; a stand-in satisfies feedgen's own checks
- D5, D16, D20, D23: sources, media, credits and tombstones are nodes
- D6, D10, D22: content is HTML, escaped once, and every text says its kind
- D25: dictionaries made here are the only ones feedgen may change
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.errors import RenderError
from feeds.model import Contributor, Entry, Head, Person, Tag
from feeds.render.node import Node, attach
from feeds.text.dates import rfc822, rfc3339

_STAND_IN = "urn:x"
_PROGRAM = "feeds"
_VERSION = version("feeds")


class _Added(BaseExtension):  # type: ignore[misc]  # feedgen is not typed
    """Our elements, as feedgen takes further ones."""

    def __init__(self) -> None:
        self.nodes: tuple[Node, ...] = ()

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add to a ``feed`` or ``entry``."""
        return self._extend(feed)

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Add to an ``item``, or to the channel of ``rss``."""
        return self._extend(feed[0] if feed.tag == "rss" else feed)

    def _extend(self, element: etree._Element) -> etree._Element:
        for part in self.nodes:
            attach(element, part)
        return element


def atom_entry(
    entry: Entry, *, id_: str, summary: str | None, html: str | None, nodes: tuple[Node, ...]
) -> etree._Element:
    """An Atom ``entry``: feedgen's elements and ``nodes``. Raises ``RenderError``."""
    if not any(author.name for author in entry.authors):
        raise RenderError("an Atom entry needs an author", where=entry.id)  # D8
    with _refusing(entry.id):
        made = _entry(entry, summary, html, nodes)
        made.id(id_)
        made.title(entry.title or _STAND_IN)
        made.author([_person(author) for author in entry.authors])
        made.contributor([_person(contributor) for contributor in entry.contributors])
        made.rights(entry.rights)
        element: etree._Element = made.atom_entry()
        _drop_stand_in(element)
        _set(element, "updated", rfc3339(entry.updated_at))
        if not entry.title:
            _set(element, "title", None)
        return element


def rss_item(
    entry: Entry, *, summary: str | None, html: str | None, permalink: bool, nodes: tuple[Node, ...]
) -> etree._Element:
    """An RSS ``item``; ``summary`` is HTML. Raises ``RenderError``."""
    if not (entry.title or summary or html):
        raise RenderError("an RSS item needs a title or content", where=entry.id)  # R-RSS-05
    with _refusing(entry.id):
        made = _entry(entry, summary, html, nodes)
        made.guid(entry.id, permalink=permalink)
        made.title(entry.title)
        made.comments(entry.comments_url)
        element: etree._Element = made.rss_entry()
        if entry.url:
            _set(element, "link", entry.url)
        else:
            _drop_stand_in(element)
        return element


def rss_tombstone(id_: str, title: str, nodes: tuple[Node, ...]) -> etree._Element:
    """An RSS ``item`` of something that is no more: its guid, a title for want of one, and ``nodes``."""
    with _refusing(id_):
        made = FeedEntry()
        made.register_extension("added", _Added)
        made.added.nodes = nodes
        made.guid(id_, permalink=False)
        made.title(title)
        element: etree._Element = made.rss_entry()
        return element


def atom_feed(head: Head, nodes: tuple[Node, ...]) -> etree._Element:
    """The metadata of an Atom ``feed``. Raises ``RenderError``."""
    with _refusing(head.id):
        made = _feed(head, nodes)
        made.generator(_PROGRAM, version=_VERSION)
        made.author(_person(head.author))
        element: etree._Element = made._create_atom()[0]  # noqa: SLF001  # the tree, before feedgen flattens it to bytes
        _set(element, "updated", rfc3339(head.updated_at))
        return element


def rss_channel(head: Head, nodes: tuple[Node, ...]) -> etree._Element:
    """The metadata of an RSS ``channel``. Raises ``RenderError``."""
    with _refusing(head.id):
        made = _feed(head, nodes)
        made.generator(f"{_PROGRAM} {_VERSION}")
        made.docs("https://www.rssboard.org/rss-specification")
        made.ttl(head.ttl_min)
        # D2, D12: unset, or feedgen dates it now and switches the locale of the whole process to write it
        made._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001  # feedgen has no public way
        channel: etree._Element = made._create_rss()[0][0]  # noqa: SLF001  # as above
        etree.SubElement(channel, "lastBuildDate").text = rfc822(head.updated_at)
        return channel


def _entry(entry: Entry, summary: str | None, html: str | None, nodes: tuple[Node, ...]) -> FeedEntry:
    made = FeedEntry()
    made.register_extension("added", _Added)
    made.added.nodes = nodes
    made.updated(entry.updated_at)
    made.link(href=_STAND_IN)
    made.summary(summary)
    made.content(html, type="html")
    made.category([_category(tag) for tag in dict.fromkeys(entry.tags)])
    return made


def _feed(head: Head, nodes: tuple[Node, ...]) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("added", _Added, None)
    made.added.nodes = nodes
    made.id(head.id)
    made.title(head.title)
    made.subtitle(head.description or head.title)
    made.updated(head.updated_at)
    made.link(href=head.page_url, rel="alternate", type="text/html")
    made.language(head.language)
    made.rights(head.rights)
    made.logo(head.image)
    return made


def _person(person: Person | Contributor) -> dict[str, str | None]:
    email = person.email if isinstance(person, Person) else None
    return {"name": person.name, "uri": person.url, "email": email}


def _category(tag: Tag) -> dict[str, str]:
    """An empty label is left out, for feedgen would prefer it to the term (R-LANG-08)."""
    facts = {"term": tag.term, "scheme": tag.scheme, "label": tag.label}
    return {key: value for key, value in facts.items() if value}


def _set(element: etree._Element, name: str, text: str | None) -> None:
    child: etree._Element | None = element.find(name)
    (etree.SubElement(element, name) if child is None else child).text = text


def _drop_stand_in(element: etree._Element) -> None:
    for link in element.findall("link"):
        if link.get("href") == _STAND_IN or link.text == _STAND_IN:
            element.remove(link)


@contextmanager
def _refusing(where: str) -> Iterator[None]:
    """D7: what lxml or feedgen will not write is our error, of one entry, with its place."""
    try:
        yield
    except (ValueError, TypeError) as fault:
        raise RenderError(f"cannot be written as XML: {fault}", where=where) from fault
