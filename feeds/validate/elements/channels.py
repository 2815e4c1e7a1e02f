"""RSS with its extensions, Atom with its extensions: the tables that documents are judged by."""

from feeds.validate.checks.texts import safe_html
from feeds.validate.checks.uris import full
from feeds.validate.element import DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements import atom, modules, podcasts, rss
from feeds.validate.elements.content import construct
from feeds.validate.elements.dublin import ANYWHERE, beside
from feeds.validate.elements.geo import GEO
from feeds.validate.elements.google import GOOGLE
from feeds.validate.elements.links import LINK, judge_links, judge_paging
from feeds.validate.rules import core, items, xml
from feeds.validate.rules import rss as rules

TWICE = core.EXTENSION_TWICE

for _table in (atom.PERSON.children, rss.IMAGE.children, rss.TEXT_INPUT.children):
    _table.update({name: element for name, element in ANYWHERE.items() if name not in _table})

_COMMON = ANYWHERE | GEO | modules.EVERYWHERE


def _same_description(walk: DocumentState, frame: Frame) -> None:
    if walk.vocabulary == "rss" and "src" not in frame.attributes:
        walk.report(items.SAME_DESCRIPTION, f"{frame.name} repeats what description says", frame)


def _description_first(walk: DocumentState, frame: Frame) -> None:
    if walk.vocabulary == "rss" and "description" not in frame.above.seen:
        walk.report(
            items.NO_DESCRIPTION_FIRST, "content:encoded stands before the description, or without one", frame
        )


def _enclosure(_: DocumentState, frame: Frame) -> None:
    url = frame.attributes.get("url")
    if url:
        frame.above.keep("enclosures", (*frame.above.data.get("enclosures", ()), url))


_ENCODED = Element(mode=Mode.TEXT, text=(safe_html,), once=TWICE, opens=(_description_first,))
_BODY = dict(rss.BODY)
_BODY["enclosure"] = _BODY["enclosure"].single(items.ENCLOSURES)
_BODY["enclosure"].opens = (_enclosure,)
for _core, _other in (
    ("author", "dc:creator"),
    ("category", "dc:subject"),
    ("pubDate", "dc:date"),
    ("pubDate", "atom:published"),
    ("guid", "atom:id"),
    ("source", "dc:source"),
):
    _BODY[_core] = beside(_BODY[_core], _other, item=True)

_ITEM_EXTENSIONS: dict[str, Element] = {
    **_COMMON,
    **modules.ITEM,
    **GOOGLE,
    **podcasts.ITEM,
    **podcasts.PODCAST,
    "content:encoded": _ENCODED,
    "dc:creator": beside(leaf(), "author", item=True),
    "dc:subject": beside(leaf(), "category", item=True),
    "dc:date": beside(ANYWHERE["dc:date"].many(), "pubDate", item=True),
    "dc:source": beside(ANYWHERE["dc:source"], "source", item=True),
    "creativeCommons:license": beside(leaf(full), "cc:license", item=True),
    "cc:license": beside(Element(mode=Mode.FOREIGN), "creativeCommons:license", item=True),
}
_ITEM_ATOM: dict[str, Element] = {
    "atom:id": beside(leaf(full, once=TWICE), "guid", item=True),
    "atom:link": LINK,
    "atom:title": construct(TWICE, opens=(_same_description,)),
    "atom:summary": construct(TWICE),
    "atom:author": atom.ATOM_ANYWHERE["atom:author"].single(TWICE),
    "atom:contributor": atom.ATOM_ANYWHERE["atom:author"],
    "atom:category": atom.CATEGORY,
    "atom:content": construct(None, opens=(_same_description,)),
    "atom:published": beside(atom.ENTRY_CHILDREN["published"], "pubDate", item=True),
    "atom:rights": construct(TWICE),
    "atom:source": atom.ATOM_ANYWHERE["atom:source"],
    "atom:updated": atom.ENTRY_CHILDREN["updated"],
    "xhtml:body": Element(mode=Mode.MARKUP, opens=(_same_description,)),
}


def _close_item(walk: DocumentState, frame: Frame) -> None:
    if "title" not in frame.seen and "description" not in frame.seen:
        walk.report(items.ITEM_EMPTY, "the item has neither title nor description", frame)
    if "guid" not in frame.seen and walk.version[:2] == "2.":
        walk.report(items.GUID_MISSING, "the item has no guid", frame, "guid")
    if "slash:comments" in frame.seen:
        frame.above.keep("slash:comments", frame.index)
    podcasts.note_podcast(walk, frame)


ITEM = Element(children=_BODY | _ITEM_EXTENSIONS | _ITEM_ATOM, opens=(rss.OPEN_ITEM,), closes=(_close_item,))


def _close_channel(walk: DocumentState, frame: Frame) -> None:
    links = frame.data.get("links", ())
    if walk.version == "2.0" and not any(link[0] == "self" for link in links):
        walk.report(rules.SELF_MISSING, "the channel has no atom:link with rel self", frame, "atom:link")
    if "slash:comments" in frame.data and "lastBuildDate" not in frame.seen:
        walk.notes.add(
            items.SLASH_DATE,
            "slash:comments is used and the channel has no lastBuildDate",
            frame.data["slash:comments"],
            "item",
        )
    own = [link[3] for link in links if link[0] == "self"]
    if frame.data.get("link") and frame.data["link"] in own:
        walk.report(
            rules.LINK_IS_FEED, f"the link of the channel is the feed itself: {own[0]}", frame, "link"
        )
    if frame.data.get("docs", "").rstrip("/").endswith("rssboard.org/rss-specification"):
        walk.notes.drop(xml.EXTENSION_ATTRIBUTE)
    judge_links(walk, frame)
    judge_paging(walk, frame)
    podcasts.judge_podcast(walk, frame)


_HEAD_BESIDE = {
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
    """The channel's own elements: none after an item, none beside an extension that says the same."""
    table = {}
    for name, element in rss.HEAD.items():
        copy = element.many()
        copy.once = element.once
        copy.opens = (*element.opens, rss.after_item)
        table[name] = (
            beside(copy, _HEAD_BESIDE[name], item=False)
            if name in _HEAD_BESIDE and name != "category"
            else copy
        )
    return table


_CHANNEL_EXTENSIONS: dict[str, Element] = {
    **_COMMON,
    **modules.CHANNEL,
    **podcasts.CHANNEL,
    **podcasts.PODCAST,
    **{
        other: beside((_COMMON | modules.CHANNEL)[other], name, item=False)
        for name, other in _HEAD_BESIDE.items()
    },
    "creativeCommons:license": beside(leaf(full), "cc:license", item=False),
    "cc:license": beside(Element(mode=Mode.FOREIGN), "creativeCommons:license", item=False),
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
ENTRY.closes = (*ENTRY.closes, podcasts.note_podcast)
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
FEED.closes = (*FEED.closes, podcasts.judge_podcast)
atom.SOURCE.children.update(
    {
        name: element
        for name, element in FEED.children.items()
        if name not in atom.SOURCE.children and ":" in name
    }
)
