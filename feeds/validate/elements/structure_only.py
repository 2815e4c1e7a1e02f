"""Tables for a second pass over a whole document: its head and the rules across entries."""

from dataclasses import replace

from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.elements import channels, roots
from feeds.validate.elements.atom import ENTRY_CHILDREN
from feeds.validate.elements.parent_values import ParentValue, store_in_parent
from feeds.validate.elements.rss import check_unique_guid
from feeds.validate.elements.tombstones import check_duplicate_entry


def _guid(walk: DocumentState, frame: Frame, value: str, _: str) -> None:
    check_unique_guid(walk, frame, value)


def _close_entry(walk: DocumentState, frame: Frame) -> None:
    if not frame.seen.keys() & {"author", "source"} and frame.parent.data.authorless_index is None:
        frame.parent.own_data().authorless_index = frame.index
    check_duplicate_entry(walk, frame)


def _keeping(name: ParentValue) -> Element:
    return Element(mode=Mode.TEXT, attributes=ENTRY_CHILDREN[name].attributes, text=(store_in_parent(name),))


_ENTRY = Element(
    mode=Mode.SKIPPED,
    children={"id": _keeping("id"), "updated": _keeping("updated")},
    closes=(_close_entry,),
)
_ITEM = Element(
    mode=Mode.SKIPPED,
    children={"guid": Element(mode=Mode.TEXT, text=(_guid,), attributes={"isPermaLink": ()})},
    closes=channels.ITEM.opens,
)
_CHANNEL = replace(channels.CHANNEL, children={**channels.CHANNEL.children, "item": _ITEM})
_RSS = replace(roots.RSS_ROOT, children={"channel": _CHANNEL})
_FEED = replace(channels.FEED, children={**channels.FEED.children, "entry": _ENTRY})


def structure_root(walk: DocumentState, local: str, uri: str | None) -> tuple[Element, str]:
    """Return what ``roots.root_element`` returns, for documents whose entries were checked before."""
    element, name = roots.root_element(walk, local, uri)
    if element is roots.RSS_ROOT:
        return _RSS, name
    return (_FEED, name) if element is channels.FEED else (element, name)
