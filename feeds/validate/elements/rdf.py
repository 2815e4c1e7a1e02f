"""RSS 1.0 and 0.90: a channel, its image and its items as siblings in RDF."""

from feeds.model import DocumentKind
from feeds.validate.checks.uris import full, reference
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements import channels, rss
from feeds.validate.rule import Rule
from feeds.validate.rules import items, rdf
from feeds.validate.rules import rss as rules

_RSS_10 = "http://purl.org/rss/1.0/"
_RSS_090 = "http://my.netscape.com/rdf/simple/0.9/"


def _about(walk: DocumentState, frame: Frame) -> None:
    about = frame.attributes.get("rdf:about")
    if about is not None:
        reference(walk, frame, about, f"{frame.name}/@rdf:about")
        known = walk.document.abouts
        if about in known and frame.name == "item":
            walk.report(
                items.GUID_SAME, f"another resource has rdf:about {about[:120]!r}; give each its own", frame
            )
        known.add(about)
    elif _RSS_090 not in walk.document.namespaces:
        walk.report(rdf.RESOURCE_MISSING, f"{frame.name} has no attribute rdf:about; add its address", frame)


def _close_channel(walk: DocumentState, frame: Frame) -> None:
    if "rdf:about" in frame.attributes and "items" not in frame.seen:
        message = "channel has no items; add an rdf:Seq with the addresses of the items"
        walk.report(rdf.RDF_CHILD_MISSING, message, frame, "items")


def _needs(*names: str) -> tuple[tuple[str, Rule], ...]:
    return tuple((name, rdf.RDF_CHILD_MISSING) for name in names)


def _extended(table: dict[str, Element]) -> dict[str, Element]:
    return {name: element for name, element in table.items() if ":" in name}


_LI = Element(mode=Mode.FOREIGN, attributes={"rdf:resource": (reference,), "resource": (reference,)})
_ITEMS = Element(children={"rdf:Seq": Element(children={"rdf:li": _LI})}, once=rules.TWICE)
_FLAT = {"title": rss.TITLE, "link": rss.LINK, "description": rss.TEXT}
_RESOURCE = Element(mode=Mode.FOREIGN, attributes={"rdf:resource": (reference,)}, once=rules.TWICE)

CHANNEL = Element(
    children={**_FLAT, "image": _RESOURCE, "textinput": _RESOURCE, "items": _ITEMS}
    | _extended(channels.CHANNEL.children),
    attributes={"rdf:about": ()},
    once=rules.TWICE,
    needs=(
        ("title", rules.CHANNEL_TITLE),
        ("link", rules.CHANNEL_LINK),
        ("description", rules.CHANNEL_DESCRIPTION),
    ),
    opens=(_about,),
    closes=(_close_channel,),
)
ITEM = Element(
    children={**_FLAT, "description": channels.ITEM.children["description"]}
    | _extended(channels.ITEM.children),
    attributes={"rdf:about": ()},
    needs=_needs("title", "link"),
    opens=(_about,),
)
IMAGE = Element(
    children={**_FLAT, "url": leaf(full, once=rules.TWICE)} | _extended(rss.IMAGE.children),
    attributes={"rdf:about": ()},
    once=rules.TWICE,
    needs=_needs("title", "url", "link"),
    opens=(_about,),
)
TEXT_INPUT = Element(
    children={**_FLAT, "name": leaf(once=rules.TWICE)} | _extended(rss.TEXT_INPUT.children),
    attributes={"rdf:about": ()},
    once=rules.TWICE,
    opens=(_about,),
)
RDF = Element(
    children={
        "channel": CHANNEL,
        "item": ITEM,
        "image": IMAGE,
        "textinput": TEXT_INPUT,
        "cc:License": FOREIGN,
        "cc:Work": FOREIGN,
        "rdf:Description": FOREIGN,
        "foaf:Person": FOREIGN,
    },
    needs=(("channel", rules.CHANNEL_MISSING),),
)


def root(walk: DocumentState) -> Element:
    """Return the table of rdf:RDF; elements of RSS 1.0 and 0.90 have no prefix in it."""
    walk.vocabulary = "rdf"
    walk.version = "1.0"
    walk.document.kind = DocumentKind.RSS
    walk.document.core_namespaces = (_RSS_10, _RSS_090)
    return RDF
