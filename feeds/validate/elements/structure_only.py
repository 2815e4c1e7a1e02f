"""Tables for a second look at a whole document: its head, and what entries must not share."""

from dataclasses import replace

from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.elements import channels, roots
from feeds.validate.elements.atom import ENTRY_CHILDREN
from feeds.validate.elements.atom import remember as remember_entry
from feeds.validate.rules import items


def _guid(walk: DocumentState, frame: Frame, value: str, _: str) -> None:
    known: set[str] = walk.common.setdefault("guids", set())
    if value in known:
        walk.report(items.GUID_SAME, f"another item has the guid {value!r}", frame)
    known.add(value)


def _close_entry(walk: DocumentState, frame: Frame) -> None:
    if not frame.seen.keys() & {"author", "source"} and "authorless" not in frame.above.data:
        frame.above.keep("authorless", frame)
    remember_entry(walk, frame)


def _keeping(name: str) -> Element:
    def judge(_: DocumentState, frame: Frame, value: str, __: str) -> None:
        frame.above.keep(name, value)

    return Element(mode=Mode.TEXT, attributes=ENTRY_CHILDREN[name].attributes, text=(judge,))


_ENTRY = Element(
    mode=Mode.SKIPPED,
    children={"id": _keeping("id"), "updated": _keeping("updated")},
    closes=(_close_entry,),
)
_ITEM = Element(
    mode=Mode.SKIPPED,
    children={"guid": Element(mode=Mode.TEXT, text=(_guid,), attributes={"isPermaLink": ()})},
    opens=channels.ITEM.opens,
)
_CHANNEL = replace(channels.CHANNEL, children={**channels.CHANNEL.children, "item": _ITEM})
_RSS = replace(roots.RSS_ROOT, children={"channel": _CHANNEL})
_FEED = replace(channels.FEED, children={**channels.FEED.children, "entry": _ENTRY})


def slim_root_of(walk: DocumentState, local: str, uri: str | None) -> tuple[Element, str]:
    """Like ``roots.root_of``, for documents whose entries were judged before."""
    element, name = roots.root_of(walk, local, uri)
    if element is roots.RSS_ROOT:
        return _RSS, name
    return (_FEED, name) if element is channels.FEED else (element, name)


__all__ = ["slim_root_of"]
