# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""A JSON feed as a whole: what must be there, and what values must be together."""

from datetime import datetime, timedelta
from typing import Any

from feeds.validate.jsonfeed.keys import FEED, ITEM, VERSION, Faults, Object, judge_keys, shown
from feeds.validate.jsonfeed.locate import Path, written
from feeds.validate.rules import jsonfeed as rules
from feeds.validate.rules import jsonitems
from feeds.validate.values import dates
from feeds.validate.values.uris import normal

AHEAD = timedelta(minutes=10)
EARLIEST_YEAR = 1990
MAX_ITEMS = 20_000


def judge_feed(
    feed: Object, faults: Faults, *, url: str | None, now: datetime | None, structure_only: bool
) -> None:
    """Judge a whole feed; with ``structure_only`` its items only by their ids."""
    _judge_version(feed, faults)
    for key, rule in (("title", rules.TITLE_MISSING), ("items", rules.ITEMS_MISSING)):
        if key not in feed:
            faults.add(rule, f"the feed has no {key}", ())
    judge_keys(feed, FEED, faults, ())
    _judge_addresses(feed, faults, url)
    _judge_authors(feed, faults, ())
    if feed.get("expired") is True and feed.get("hubs"):
        faults.add(rules.EXPIRED_NEXT, "the feed is expired and has hubs", ("hubs",))
    items = feed.get("items")
    if items is not None and not isinstance(items, list):
        faults.add(rules.WRONG_TYPE, f"items is {shown(items)}; it must be an array", ("items",))
    elif items:
        _judge_items(feed, items, faults, now=now, structure_only=structure_only)
    if not structure_only:
        _judge_about(feed, faults)


def _judge_version(feed: Object, faults: Faults) -> None:
    version = feed.get("version")
    if version is None:
        faults.add(rules.VERSION_MISSING, f"the feed has no version; write {VERSION}", ())
        return
    if version in {"https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"}:
        faults.add(rules.VERSION_OLD, f"the feed is of version 1; write {VERSION}", ("version",))
    elif version != VERSION:
        faults.add(
            rules.VERSION, f"{shown(version)} is no version of JSON Feed; write {VERSION}", ("version",)
        )
    if next(iter(feed)) != "version":
        faults.add(rules.VERSION_NOT_FIRST, "version is not the first key", ("version",))


def _judge_addresses(feed: Object, faults: Faults, url: str | None) -> None:
    own = feed.get("feed_url")
    if "home_page_url" not in feed:
        faults.add(rules.HOME_PAGE_MISSING, "the feed has no home_page_url", ())
    if own is None:
        faults.add(rules.FEED_URL_MISSING, "the feed has no feed_url", ())
    elif isinstance(own, str):
        if url is not None and normal(own) != normal(url):
            faults.add(
                rules.FEED_URL_DIFFERS, f"feed_url is {own}, but the document is at {url}", ("feed_url",)
            )
        if feed.get("next_url") == own:
            faults.add(rules.NEXT_IS_FEED, "next_url is the address of the feed itself", ("next_url",))


def _judge_authors(value: Object, faults: Faults, path: Path) -> None:
    if "author" in value and "authors" not in value:
        faults.add(rules.AUTHOR_OLD, f"{written(path)} has author and no authors", (*path, "author"))


def _judge_items(
    feed: Object, items: list[Any], faults: Faults, *, now: datetime | None, structure_only: bool
) -> None:
    ids: set[str] = set()
    if len(items) > MAX_ITEMS:
        faults.add(rules.TOO_DEEP, f"the feed has {len(items)} items; {MAX_ITEMS} are judged", ("items",))
    for index, item in enumerate(items[:MAX_ITEMS]):
        path: Path = ("items", index)
        if not isinstance(item, dict):
            faults.add(rules.WRONG_TYPE, f"{written(path)} is {shown(item)}; it must be an object", path)
            continue
        _judge_id(item, ids, faults, path)
        if not structure_only:
            _judge_item(feed, item, faults, path, now)


def _judge_id(item: Object, ids: set[str], faults: Faults, path: Path) -> None:
    identity = item.get("id")
    if identity is None or identity == "":
        faults.add(jsonitems.ID_MISSING, f"{written(path)} has no id", path)
    elif not isinstance(identity, str):
        faults.add(
            jsonitems.ID_NOT_STRING,
            f"{written(path)}.id is {shown(identity)}; it must be a string",
            (*path, "id"),
        )
    elif identity in ids:
        faults.add(jsonitems.ID_TWICE, f"another item has the id {identity[:80]!r}", (*path, "id"))
    else:
        ids.add(identity)


def _judge_item(feed: Object, item: Object, faults: Faults, path: Path, now: datetime | None) -> None:
    if "content_html" not in item and "content_text" not in item:
        faults.add(jsonitems.NO_CONTENT, f"{written(path)} has neither content_html nor content_text", path)
    if "url" not in item:
        faults.add(jsonitems.ITEM_URL_MISSING, f"{written(path)} has no url", path)
    elif item["url"] == item.get("external_url"):
        faults.add(jsonitems.SAME_URLS, f"{written(path)}.external_url repeats url", (*path, "external_url"))
    judge_keys(item, ITEM, faults, path)
    _judge_authors(item, faults, path)
    _judge_times(item, faults, path, now)
    for key in ("authors", "language"):
        if key in item and item[key] == feed.get(key):
            faults.add(
                jsonitems.REPEATED_AUTHORS, f"{written(path)}.{key} repeats that of the feed", (*path, key)
            )


def _judge_times(item: Object, faults: Faults, path: Path, now: datetime | None) -> None:
    moments: dict[str, datetime] = {}
    for key in ("date_published", "date_modified"):
        try:
            moments[key] = dates.rfc3339(item[key])
        except (KeyError, ValueError, TypeError):
            continue
        if now is not None and (moments[key] > now + AHEAD or moments[key].year < EARLIEST_YEAR):
            faults.add(jsonitems.DATE_IMPLAUSIBLE, f"{written(path)}.{key} is {item[key]}", (*path, key))
    if len(moments) == 2 and moments["date_modified"] < moments["date_published"]:
        faults.add(
            jsonitems.MODIFIED_EARLIER,
            f"{written(path)} was modified before it was published",
            (*path, "date_modified"),
        )


def _judge_about(feed: Object, faults: Faults) -> None:
    """Each extension says once what it is about."""
    about: dict[str, bool] = {}
    first: dict[str, Path] = {}
    places: list[tuple[Object, Path]] = [(feed, ())]
    items = feed.get("items")
    if isinstance(items, list):
        places += [
            (item, ("items", index)) for index, item in enumerate(items[:MAX_ITEMS]) if isinstance(item, dict)
        ]
    for value, path in places:
        for key, one in value.items():
            if key.startswith("_") and isinstance(one, dict):
                about[key] = about.get(key, False) or "about" in one
                first.setdefault(key, (*path, key))
    for key, told in about.items():
        if not told:
            faults.add(rules.EXTENSION_ABOUT, f"no {key} says what it is about", first[key])
