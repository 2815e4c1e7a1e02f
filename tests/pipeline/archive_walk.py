"""A reader that follows the links from the live feed through the whole archive."""

import json
from dataclasses import dataclass, field

from lxml import etree

from feeds.model import GoneResource
from feeds.store import Store
from tests.pipeline.site import SITE
from tests.transactions import fetched

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A document: its own address, its links, and its entries by id."""

    own: str
    links: dict[str, str]
    entries: dict[str, str]
    archive: bool = False
    feed_id: str = ""


@dataclass
class Walk:
    """The documents of one walk, from the live feed on."""

    pages: list[Page] = field(default_factory=list)

    @property
    def union(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for page in reversed(self.pages):
            found |= page.entries
        return found


def _read_xml(body: bytes, *, rss: bool) -> Page:
    root = etree.fromstring(body)
    head = root[0] if rss else root
    links = {str(one.get("rel")): str(one.get("href")) for one in head.iterfind(f"{ATOM}link")}
    name, id_ = ("item", "guid") if rss else (f"{ATOM}entry", f"{ATOM}id")
    title = "title" if rss else f"{ATOM}title"
    found = [(str(one.findtext(id_)), str(one.findtext(title))) for one in head.iterfind(name)]
    assert len(dict(found)) == len(found)
    return Page(
        own=links["self"],
        links=links,
        entries=dict(found),
        archive=head.find(f"{HISTORY}archive") is not None,
        feed_id=str(head.findtext(f"{ATOM}id")),
    )


def _read_json(body: bytes) -> Page:
    feed = json.loads(body)
    links = {"prev-archive": feed["next_url"]} if "next_url" in feed else {}
    entries = {item["id"]: item["title"] for item in feed["items"]}
    assert len(entries) == len(feed["items"])
    return Page(own=feed["feed_url"], links=links, entries=entries, archive="/archive/" in feed["feed_url"])


def read(name: str, body: bytes) -> Page:
    return _read_json(body) if name.endswith(".json") else _read_xml(body, rss=name.endswith(".rss"))


async def fetch(store: Store, name: str) -> Page:
    """Read a document, or what a part of an archive that was removed redirects to (R-PAGE-08)."""
    found = await fetched(store, name)
    if isinstance(found, GoneResource):
        assert found.moved_to is not None, name
        return await fetch(store, found.moved_to)
    assert found is not None, name
    return read(name, found.body)


async def onward(store: Store, page: Page) -> Page | None:
    """Return the previous document."""
    url = page.links.get("prev-archive")
    return await fetch(store, url.removeprefix(f"{SITE.url}/")) if url else None


async def walk(store: Store, name: str) -> Walk:
    page: Page | None = await fetch(store, name)
    found = Walk()
    while page is not None:
        assert page.own not in {seen.own for seen in found.pages}
        found.pages.append(page)
        page = await onward(store, page)
    return found
