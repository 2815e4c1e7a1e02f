"""Build element trees with feedgen, the only module that uses it, and correct its defects.

Each correction names its defect in PROTOCOL §6 and has a test of that name. What feedgen cannot express is
passed as nodes and added by a feedgen extension; ``xmlwriter`` writes the returned trees, so that neither
feedgen's order nor lxml's escaping affects the bytes (D24, D27, D28). Entries are never added to feedgen's
feed: they are fragments (D19). feedgen's own dates, links, sources, enclosures and extensions are not used:

- D2, D11, D12: every time is passed as text from ``feeds.text.dates``; feedgen's ``now()`` is never visible
  and its ``setlocale`` is never called, so any thread may render (R-PERF-03)
- D1, D3, D4, D9, D15, D18: links and enclosures are nodes; a placeholder satisfies feedgen's own checks
- D5, D16, D20, D23: sources, media, credits and tombstones are nodes
- D6, D10, D22: content is HTML, escaped once, and every text construct has a type
- D25: feedgen may change only dictionaries that are built here
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
from feeds.render.strict import email, is_uri, xml_language
from feeds.text.dates import rfc822, rfc3339

_PLACEHOLDER = "urn:x"
_PROGRAM = "feeds"
_VERSION = version("feeds")


class _Nodes(BaseExtension):  # type: ignore[misc]  # feedgen is not typed
    """Adds our nodes, as a feedgen extension."""

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
    """Build an Atom ``entry``: feedgen's elements and ``nodes``. Raises ``RenderError``."""
    if not any(author.name for author in entry.authors):
        raise RenderError("an Atom entry needs an author", where=entry.id)  # D8
    with _as_render_errors(entry.id):
        made = _entry(entry, summary, html, nodes)
        made.id(id_)
        made.title(entry.title or _PLACEHOLDER)
        made.author([_person(author) for author in entry.authors])
        made.contributor([_person(contributor) for contributor in entry.contributors])
        made.rights(entry.rights)
        element: etree._Element = made.atom_entry()
        _drop_placeholder(element)
        _set(element, "updated", rfc3339(entry.updated_at))
        if not entry.title:
            _set(element, "title", None)
        return element


def rss_item(
    entry: Entry, *, summary: str | None, html: str | None, permalink: bool, nodes: tuple[Node, ...]
) -> etree._Element:
    """Build an RSS ``item``; ``summary`` is HTML. Raises ``RenderError``."""
    if not (entry.title or summary or html):
        raise RenderError("an RSS item needs a title or content", where=entry.id)  # R-RSS-05
    with _as_render_errors(entry.id):
        made = _entry(entry, summary, html, nodes)
        made.guid(entry.id, permalink=permalink)
        made.title(entry.title)
        made.comments(entry.comments_url)
        element: etree._Element = made.rss_entry()
        if entry.url:
            _set(element, "link", entry.url)
        else:
            _drop_placeholder(element)
        return element


def rss_tombstone(id_: str, title: str, nodes: tuple[Node, ...]) -> etree._Element:
    """Build the RSS ``item`` of a withdrawn entry: its guid, a title and ``nodes``."""
    with _as_render_errors(id_):
        made = FeedEntry()
        made.register_extension("nodes", _Nodes)
        made.nodes.nodes = nodes
        made.guid(id_, permalink=False)
        made.title(title)
        element: etree._Element = made.rss_entry()
        return element


def atom_feed(head: Head, *, id_: str, nodes: tuple[Node, ...]) -> etree._Element:
    """Build the metadata of an Atom ``feed``. Raises ``RenderError``."""
    with _as_render_errors(head.id):
        made = _feed(head, nodes)
        made.id(id_)
        made.generator(_PROGRAM, version=_VERSION)
        made.author(_person(head.author))
        element: etree._Element = made._create_atom()[0]  # noqa: SLF001  # the tree, before feedgen flattens it to bytes
        _set(element, "updated", rfc3339(head.updated_at))
        return element


def rss_channel(head: Head, nodes: tuple[Node, ...]) -> etree._Element:
    """Build the metadata of an RSS ``channel``. Raises ``RenderError``."""
    with _as_render_errors(head.id):
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
    made.register_extension("nodes", _Nodes)
    made.nodes.nodes = nodes
    made.updated(entry.updated_at)
    made.link(href=_PLACEHOLDER)
    made.summary(summary)
    made.content(html, type="html")
    made.category([_category(tag) for tag in dict.fromkeys(entry.tags)])
    return made


def _feed(head: Head, nodes: tuple[Node, ...]) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("nodes", _Nodes, None)
    made.nodes.nodes = nodes
    made.id(head.id)
    made.title(head.title)
    made.subtitle(head.description or head.title)
    made.updated(head.updated_at)
    made.link(href=head.page_url, rel="alternate", type="text/html")
    made.language(xml_language(head.language))
    made.rights(head.rights)
    made.logo(head.image)
    return made


def _person(person: Person | Contributor) -> dict[str, str | None]:
    address = email(person.email) if isinstance(person, Person) else None
    return {"name": person.name, "uri": person.url, "email": address}


def _category(tag: Tag) -> dict[str, str]:
    """Leave out an empty label, because feedgen would prefer it to the term (R-LANG-08)."""
    scheme = tag.scheme if is_uri(tag.scheme or "") else None
    values = {"term": tag.term, "scheme": scheme, "label": tag.label}
    return {key: value for key, value in values.items() if value}


def _set(element: etree._Element, name: str, text: str | None) -> None:
    child: etree._Element | None = element.find(name)
    (etree.SubElement(element, name) if child is None else child).text = text


def _drop_placeholder(element: etree._Element) -> None:
    for link in element.findall("link"):
        if link.get("href") == _PLACEHOLDER or link.text == _PLACEHOLDER:
            element.remove(link)


@contextmanager
def _as_render_errors(where: str) -> Iterator[None]:
    """D7: raise what lxml or feedgen refuse as our error, with the entry as its place."""
    try:
        yield
    except (ValueError, TypeError) as fault:
        raise RenderError(f"cannot be written as XML: {fault}", where=where) from fault
