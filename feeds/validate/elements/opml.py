"""OPML 2.0: head, body and outlines."""

import re

from feeds.validate.checks.blanks import not_blank
from feeds.validate.checks.codes import language
from feeds.validate.checks.dates import rfc822
from feeds.validate.checks.mail import contact
from feeds.validate.checks.numbers import positive
from feeds.validate.checks.texts import safe_html
from feeds.validate.checks.uris import full, http
from feeds.validate.checks.words import matching, true_false
from feeds.validate.element import DocumentState, Element, Frame, leaf
from feeds.validate.elements.modules import EVERYWHERE
from feeds.validate.rules import opml as rules

TWICE = rules.TWICE
_STATE = re.compile(r"(?:\d++(?:,\s*+\d++)*+)?")
_FORMATS = frozenset({"RSS", "RSS1", "RSS2", "scriptingNews", "ATOM", "ATOM1", "JSON"})
_SUBSCRIPTION = ("description", "htmlUrl", "language", "title", "version", "xmlUrl")


def _open_outline(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    kind = attributes.get("type", "").lower()
    if kind == "rss":
        _check_subscription(walk, frame)
    elif kind in {"link", "include"}:
        if "url" not in attributes:
            walk.report(rules.URL_MISSING, f"an outline of type {kind} has no url; add it", frame)
    elif "type" in attributes:
        if walk.version.startswith("1."):
            walk.report(
                rules.TYPE_UNKNOWN,
                f"the type {attributes['type'][:40]!r} is unknown; write rss or link",
                frame,
            )
    elif (
        any(name in attributes for name in _SUBSCRIPTION)
        and len(attributes) > 1
        and (attributes.keys() - {"text", "title"})
    ):
        walk.report(
            rules.TYPE_MISSING,
            'an outline with attributes of a subscription has no type; add type="rss"',
            frame,
        )
    if attributes.get("version", "RSS") not in _FORMATS:
        walk.report(
            rules.FORMAT_UNKNOWN,
            f"the version {attributes['version'][:40]!r} is not a feed format; leave it out",
            frame,
        )


def _check_subscription(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    if "title" not in attributes:
        walk.report(rules.TITLE_MISSING, "an outline of type rss has no title; repeat its text", frame)
    url = attributes.get("xmlUrl")
    if url is None:
        walk.report(
            rules.XML_URL_MISSING, "an outline of type rss has no xmlUrl; add the address of the feed", frame
        )
        return
    listed = frame.parent.own_data().listed
    if url in listed:
        walk.report(rules.SAME_FEED, f"{url[:120]} appears twice in one folder; keep one", frame)
    listed.add(url)


def _open_opml(walk: DocumentState, frame: Frame) -> None:
    version = frame.attributes.get("version")
    walk.version = version or "2.0"
    if version is None:
        if frame.name == "opml":
            walk.report(rules.VERSION_MISSING, 'opml has no attribute version; add version="2.0"', frame)
    elif version not in {"1.0", "1.1", "2.0"}:
        walk.report(rules.VERSION, f"the OPML version {version[:20]!r} does not exist; write 2.0", frame)


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
        "expansionState": leaf(
            matching(_STATE, rules.EXPANSION, "line numbers separated by commas"), once=TWICE
        ),
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
