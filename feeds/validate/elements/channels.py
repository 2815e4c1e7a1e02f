"""Channels, items, feeds and entries with all their extensions."""

from feeds.validate.checks.texts import safe_html
from feeds.validate.checks.uris import full
from feeds.validate.element import DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements import atom, modules, podcasts, rss
from feeds.validate.elements.content import construct
from feeds.validate.elements.dublin_core import ANYWHERE, redundant_with
from feeds.validate.elements.geo import GEO
from feeds.validate.elements.google_base import GOOGLE
from feeds.validate.elements.links import LINK, check_links, check_paging
from feeds.validate.rules import core, items, xml
from feeds.validate.rules import rss as rules

TWICE = core.EXTENSION_TWICE

for _table in (atom.PERSON.children, rss.IMAGE.children, rss.TEXT_INPUT.children):
    _table.update({name: element for name, element in ANYWHERE.items() if name not in _table})

_COMMON = ANYWHERE | GEO | modules.EVERYWHERE


def _same_description(walk: DocumentState, frame: Frame) -> None:
    if walk.vocabulary == "rss" and "src" not in frame.attributes:
        walk.report(
            items.SAME_DESCRIPTION,
            f"{frame.name} repeats description; use description and content:encoded only",
            frame,
        )


def _description_first(walk: DocumentState, frame: Frame) -> None:
    if walk.vocabulary == "rss" and "description" not in frame.parent.seen:
        message = "content:encoded is not preceded by description; write description first"
        walk.report(items.NO_DESCRIPTION_FIRST, message, frame)


def _enclosure(walk: DocumentState, frame: Frame) -> None:
    url = frame.attributes.get("url")
    if url:
        frame.parent.own_data().enclosures.append(url)
        if walk.document.enclosures.setdefault(url, frame.parent.index) != frame.parent.index:
            message = f"another item has the enclosure {url[:120]!r}; give each item its own file"
            walk.report(items.ENCLOSURE_SAME, message, frame)


_ENCODED = Element(mode=Mode.TEXT, text=(safe_html,), once=TWICE, opens=(_description_first,))
_BODY = dict(rss.BODY)
_BODY["enclosure"] = _BODY["enclosure"].opening(_enclosure)
for _core, _other in (
    ("author", "dc:creator"),
    ("category", "dc:subject"),
    ("pubDate", "dc:date"),
    ("pubDate", "atom:published"),
    ("guid", "atom:id"),
    ("source", "dc:source"),
):
    _BODY[_core] = redundant_with(_BODY[_core], _other, item=True)

_ITEM_EXTENSIONS: dict[str, Element] = {
    **_COMMON,
    **modules.ITEM,
    **GOOGLE,
    **podcasts.ITEM,
    **podcasts.PODCAST,
    "content:encoded": _ENCODED,
    "dc:creator": redundant_with(leaf(), "author", item=True),
    "dc:subject": redundant_with(leaf(), "category", item=True),
    "dc:date": redundant_with(ANYWHERE["dc:date"].repeatable(), "pubDate", item=True),
    "dc:source": redundant_with(ANYWHERE["dc:source"], "source", item=True),
    "creativeCommons:license": redundant_with(leaf(full), "cc:license", item=True),
    "cc:license": redundant_with(Element(mode=Mode.FOREIGN), "creativeCommons:license", item=True),
}
_ITEM_ATOM: dict[str, Element] = {
    "atom:id": redundant_with(leaf(full, once=TWICE), "guid", item=True),
    "atom:link": LINK,
    "atom:title": construct(TWICE, opens=(_same_description,)),
    "atom:summary": construct(TWICE),
    "atom:author": atom.ATOM_ANYWHERE["atom:author"].single(TWICE),
    "atom:contributor": atom.ATOM_ANYWHERE["atom:author"],
    "atom:category": atom.CATEGORY,
    "atom:content": construct(None, opens=(_same_description,)),
    "atom:published": redundant_with(atom.ENTRY_CHILDREN["published"], "pubDate", item=True),
    "atom:rights": construct(TWICE),
    "atom:source": atom.ATOM_ANYWHERE["atom:source"],
    "atom:updated": atom.ENTRY_CHILDREN["updated"],
    "xhtml:body": Element(mode=Mode.MARKUP, opens=(_same_description,)),
}


def _close_item(walk: DocumentState, frame: Frame) -> None:
    if "title" not in frame.seen and "description" not in frame.seen:
        walk.report(items.ITEM_EMPTY, "the item has neither title nor description; add one of them", frame)
    if "guid" not in frame.seen and walk.version[:2] == "2.":
        walk.report(items.GUID_MISSING, "the item has no guid; add a permanent one", frame, "guid")
    if "slash:comments" in frame.seen:
        frame.parent.own_data().slash_comments = frame.index
    podcasts.note_episode(walk, frame)


ITEM = Element(children=_BODY | _ITEM_EXTENSIONS | _ITEM_ATOM, opens=(rss.OPEN_ITEM,), closes=(_close_item,))


def _close_channel(walk: DocumentState, frame: Frame) -> None:
    data = frame.data
    own = [link.href for link in data.links if link.relation == "self"]
    if walk.version == "2.0" and not own:
        message = "the channel has no atom:link with rel self; add one with the address of the feed"
        walk.report(rules.SELF_MISSING, message, frame, "atom:link")
    if data.slash_comments is not None and "lastBuildDate" not in frame.seen:
        message = "slash:comments is used but the channel has no lastBuildDate; add it"
        walk.findings.add(items.SLASH_DATE, message, data.slash_comments, "item")
    if data.link and data.link in own:
        message = f"the link of the channel is the feed itself, {own[0][:120]}; write the address of the page"
        walk.report(rules.LINK_IS_FEED, message, frame, "link")
    if data.docs.rstrip("/").endswith("rssboard.org/rss-specification"):
        walk.findings.drop(xml.EXTENSION_ATTRIBUTE)
    check_links(walk, frame)
    check_paging(walk, frame)
    podcasts.check_podcast(walk, frame)


_SAME_MEANING = {
    "managingEditor": "dc:creator",
    "category": "dc:subject",
    "pubDate": "dc:date",
    "webMaster": "dc:publisher",
    "language": "dc:language",
    "copyright": "dc:rights",
    "lastBuildDate": "dcterms:modified",
    "generator": "admin:generatorAgent",
}


def _head() -> dict[str, Element]:
    """Return the channel's own elements: not after an item, not next to an extension of the same meaning."""
    table = {}
    for name, element in rss.HEAD.items():
        before_items = element.opening(rss.after_item)
        table[name] = (
            redundant_with(before_items, _SAME_MEANING[name], item=False)
            if name in _SAME_MEANING and name != "category"
            else before_items
        )
    return table


_CHANNEL_EXTENSIONS: dict[str, Element] = {
    **_COMMON,
    **modules.CHANNEL,
    **podcasts.CHANNEL,
    **podcasts.PODCAST,
    **{
        other: redundant_with((_COMMON | modules.CHANNEL)[other], name, item=False)
        for name, other in _SAME_MEANING.items()
    },
    "creativeCommons:license": redundant_with(leaf(full), "cc:license", item=False),
    "cc:license": redundant_with(Element(mode=Mode.FOREIGN), "creativeCommons:license", item=False),
}
_CHANNEL_ATOM: dict[str, Element] = {
    "atom:author": atom.ATOM_ANYWHERE["atom:author"],
    "atom:category": atom.CATEGORY,
    "atom:contributor": atom.ATOM_ANYWHERE["atom:author"],
    "atom:generator": atom.GENERATOR,
    "atom:id": leaf(full, once=TWICE),
    "atom:icon": atom.ICON,
    "atom:link": LINK,
    "atom:logo": atom.ICON,
    "atom:title": construct(TWICE),
    "atom:subtitle": construct(TWICE),
    "atom:rights": construct(TWICE),
    "atom:updated": atom.DATE,
}

CHANNEL = Element(
    children=_head() | _CHANNEL_EXTENSIONS | _CHANNEL_ATOM | {"item": ITEM},
    attributes={"indexing:index": ()},
    once=rules.TWICE,
    needs=(
        ("title", rules.CHANNEL_TITLE),
        ("link", rules.CHANNEL_LINK),
        ("description", rules.CHANNEL_DESCRIPTION),
    ),
    closes=(_close_channel,),
)

RSS = Element(
    children={"channel": CHANNEL},
    attributes={"version": ()},
    needs=(("channel", rules.CHANNEL_MISSING),),
)

_ATOM_EXTENSIONS: dict[str, Element] = {
    **_COMMON,
    "dc:creator": leaf(),
    "dc:subject": leaf(),
    "creativeCommons:license": leaf(full),
}

ENTRY = atom.ENTRY
ENTRY.children.update(
    {
        name: element
        for name, element in (
            _ATOM_EXTENSIONS | modules.ITEM | GOOGLE | podcasts.ITEM | podcasts.PODCAST
        ).items()
        if name not in ENTRY.children
    }
)
ENTRY.closes = (*ENTRY.closes, podcasts.note_episode)
FEED = atom.FEED
FEED.children.update(
    {
        name: element
        for name, element in (
            _ATOM_EXTENSIONS | modules.CHANNEL | podcasts.CHANNEL | podcasts.PODCAST
        ).items()
        if name not in FEED.children
    }
)
FEED.closes = (*FEED.closes, podcasts.check_podcast)
atom.SOURCE.children.update(
    {
        name: element
        for name, element in FEED.children.items()
        if name not in atom.SOURCE.children and ":" in name
    }
)
