"""OPML 2.0: head, body and outlines."""

import re

from feeds.validate.checks.dates import rfc822
from feeds.validate.checks.texts import safe_html
from feeds.validate.checks.uris import full, http
from feeds.validate.checks.words import contact, language, matching, not_blank, positive, true_false
from feeds.validate.element import DocumentState, Element, Frame, leaf
from feeds.validate.elements.modules import EVERYWHERE
from feeds.validate.rules import opml as rules

TWICE = rules.TWICE
_STATE = re.compile(r"(?:\d+(?:,\s*\d+)*)?")
_FORMATS = frozenset({"RSS", "RSS1", "RSS2", "scriptingNews", "ATOM", "ATOM1", "JSON"})
_SUBSCRIPTION = ("description", "htmlUrl", "language", "title", "version", "xmlUrl")


def _open_outline(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    kind = attributes.get("type", "").lower()
    if kind == "rss":
        _judge_subscription(walk, frame)
    elif kind in {"link", "include"}:
        if "url" not in attributes:
            walk.report(rules.URL_MISSING, f"an outline of type {kind} has no url", frame)
    elif "type" in attributes:
        if walk.version.startswith("1."):
            walk.report(rules.TYPE_UNKNOWN, f"the type {attributes['type']!r} is neither rss nor link", frame)
    elif (
        any(name in attributes for name in _SUBSCRIPTION)
        and len(attributes) > 1
        and (attributes.keys() - {"text", "title"})
    ):
        walk.report(rules.TYPE_MISSING, "an outline with attributes of a subscription has no type", frame)
    if attributes.get("version", "RSS") not in _FORMATS:
        walk.report(
            rules.FORMAT_UNKNOWN, f"the version {attributes['version']!r} is no format of feeds", frame
        )


def _judge_subscription(walk: DocumentState, frame: Frame) -> None:
    attributes, parent = frame.attributes, frame.above
    if "title" not in attributes:
        walk.report(rules.TITLE_MISSING, "an outline of type rss has no title", frame)
    url = attributes.get("xmlUrl")
    if url is None:
        walk.report(rules.XML_URL_MISSING, "an outline of type rss has no xmlUrl", frame)
        return
    if "feeds" not in parent.data:
        parent.keep("feeds", set())
    if url in parent.data["feeds"]:
        walk.report(rules.SAME_FEED, f"{url} stands twice in one folder", frame)
    parent.data["feeds"].add(url)


def _open_opml(walk: DocumentState, frame: Frame) -> None:
    version = frame.attributes.get("version")
    walk.version = version or "2.0"
    if version is None:
        if frame.name == "opml":
            walk.report(rules.VERSION_MISSING, "opml has no attribute version", frame)
    elif version not in {"1.0", "1.1", "2.0"}:
        walk.report(rules.VERSION, f"there is no OPML {version!r}; write 2.0", frame)


OUTLINE = Element(
    attributes={
        "text": (safe_html,),
        "type": (),
        "category": (),
        "created": (rfc822,),
        "description": (safe_html,),
        "htmlUrl": (full,),
        "isBreakpoint": (true_false,),
        "isComment": (true_false,),
        "language": (language,),
        "title": (safe_html,),
        "url": (full,),
        "version": (),
        "xmlUrl": (full,),
    },
    needs_attributes=(("text", rules.TEXT_MISSING),),
    opens=(_open_outline,),
)
OUTLINE.children = {"outline": OUTLINE, **EVERYWHERE}

_NUMBER = leaf(positive, not_blank, once=TWICE)
HEAD = Element(
    children={
        "title": leaf(safe_html, once=TWICE),
        "dateCreated": leaf(rfc822, once=TWICE),
        "dateModified": leaf(rfc822, once=TWICE),
        "ownerName": leaf(safe_html, once=TWICE),
        "ownerEmail": leaf(contact, once=TWICE),
        "ownerId": leaf(http, once=TWICE),
        "docs": leaf(full, once=TWICE),
        "expansionState": leaf(matching(_STATE, rules.EXPANSION, "list of line numbers"), once=TWICE),
        **{f"window{side}": _NUMBER for side in ("Top", "Left", "Bottom", "Right")},
        "vertScrollState": _NUMBER,
        **EVERYWHERE,
    },
    once=TWICE,
)
OPML = Element(
    children={
        "head": HEAD,
        "body": Element(
            children={"outline": OUTLINE, **EVERYWHERE}, once=TWICE, needs=(("outline", rules.HEAD_MISSING),)
        ),
        **EVERYWHERE,
    },
    attributes={"version": ()},
    needs=(("head", rules.HEAD_MISSING), ("body", rules.HEAD_MISSING)),
    opens=(_open_opml,),
)
