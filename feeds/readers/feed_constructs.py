"""Titles, summaries, rights and content of feeds, in all the elements that have them."""

from typing import Any

from lxml import etree

from feeds.readers.feed_texts import HTML_TYPES, XHTML, UnusualFeedError
from feeds.readers.feed_walk import FeedWalk, Handler

_CONTENTS = {
    "content": "text/plain",
    "content_encoded": "text/html",
    "fullitem": "text/html",
    "body": XHTML,
    "xhtml_body": XHTML,
}


def _title(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """The first title, or a later one that is less deep."""
    detail = walk.construct(element, given, "text/plain")
    if not -1 < walk.title_depth <= depth:
        _keep(walk, "title", detail, depth)
    if detail["value"]:
        walk.title_depth = depth


def _media_title(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    before = walk.title_depth
    _title(walk, element, given, depth)
    walk.title_depth = before


def _rights(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    _keep(walk, "rights", walk.construct(element, given, "text/plain"), depth)


def _description(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """A summary, or content if there is a summary already."""
    if _is_second(walk):
        _add_content(walk, element, given, "text/plain")
    else:
        _keep_description(walk, walk.construct(element, given, "text/html"), depth)


def _abstract(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    _keep_description(walk, walk.construct(element, given, "text/plain"), depth)


def _summary(walk: FeedWalk, element: etree._Element, given: dict[str, str], depth: int) -> None:
    """A summary, or content if there is a summary already."""
    if _is_second(walk):
        _add_content(walk, element, given, "text/plain")
    else:
        _keep(walk, "summary", walk.construct(element, given, "text/plain"), depth)


def _content(walk: FeedWalk, element: etree._Element, given: dict[str, str], _depth: int) -> None:
    _add_content(walk, element, given, _CONTENTS[walk.names.of(element)])


def _is_second(walk: FeedWalk) -> bool:
    return "summary" in walk.context and not walk.has_content


def _add_content(walk: FeedWalk, element: etree._Element, given: dict[str, str], kind: str) -> None:
    """Add content of an entry, which is its summary too until it has one."""
    if walk.in_source:
        raise UnusualFeedError(element.tag)
    if kind != XHTML:
        walk.has_content = True
    detail = walk.construct(element, given, kind)
    if walk.in_entry:
        walk.context.setdefault("content", []).append(detail)
    if detail["type"] == "text/plain" or detail["type"] in HTML_TYPES:
        walk.context.setdefault("summary", detail["value"])


def _keep_description(walk: FeedWalk, detail: dict[str, Any], depth: int) -> None:
    is_entry = walk.in_entry and not walk.in_source
    _keep(walk, "summary" if is_entry else "subtitle", detail, depth)


def _keep(walk: FeedWalk, key: str, detail: dict[str, Any], depth: int) -> None:
    if walk.in_entry or walk.in_feed:
        walk.store(key, detail["value"], depth)
        walk.context[f"{key}_detail"] = detail


CONSTRUCTS: dict[str, Handler] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    "media_title": _media_title,
    **dict.fromkeys(("rights", "copyright", "dc_rights"), _rights),
    **dict.fromkeys(("description", "dc_description", "media_description"), _description),
    "abstract": _abstract,
    **dict.fromkeys(("summary", "itunes_summary"), _summary),
    **dict.fromkeys(_CONTENTS, _content),
}
"""The elements with a text that has a type."""
