# ruff: noqa: PLR2004 - the limits come from specifications
"""A JSON feed as a whole: required keys, and rules across keys and items."""

from datetime import datetime
from typing import Any

from feeds.validate.checks.dates import EARLIEST_YEAR, TOLERANCE
from feeds.validate.jsonfeed.keys import FEED, ITEM, VERSION, JsonObject, check_keys, describe
from feeds.validate.jsonfeed.locate import Path, format_path
from feeds.validate.jsonfeed.path_findings import PathFindings
from feeds.validate.rules import jsonfeed as rules
from feeds.validate.rules import jsonitems
from feeds.validate.values import dates
from feeds.validate.values.uris import normal

MAX_ITEMS = 20_000


def check_feed(
    feed: JsonObject, findings: PathFindings, *, url: str | None, now: datetime | None, structure_only: bool
) -> None:
    """Check a whole feed; with ``structure_only`` only the ids of its items."""
    _check_version(feed, findings)
    for key, rule in (("title", rules.TITLE_MISSING), ("items", rules.ITEMS_MISSING)):
        if key not in feed:
            findings.add(rule, f"the feed has no {key}; add it", ())
    check_keys(feed, FEED, findings, ())
    _check_addresses(feed, findings, url)
    _check_authors(feed, findings, ())
    if feed.get("expired") is True and feed.get("hubs"):
        findings.add(rules.EXPIRED_NEXT, "the feed is expired and has hubs; remove one of them", ("hubs",))
    items = feed.get("items")
    if items is not None and not isinstance(items, list):
        findings.add(rules.WRONG_TYPE, f"items is {describe(items)}; it must be an array", ("items",))
    elif items:
        _check_items(feed, items, findings, now=now, structure_only=structure_only)
    if not structure_only:
        _check_about(feed, findings)


def _check_version(feed: JsonObject, findings: PathFindings) -> None:
    version = feed.get("version")
    if version is None:
        findings.add(rules.VERSION_MISSING, f"the feed has no version; add {VERSION}", ())
        return
    if version in ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"):  # any type
        findings.add(rules.VERSION_OLD, f"the version of the feed is 1; write {VERSION}", ("version",))
    elif version != VERSION:
        findings.add(
            rules.VERSION, f"{describe(version)} is not a version of JSON Feed; write {VERSION}", ("version",)
        )
    if next(iter(feed)) != "version":
        findings.add(rules.VERSION_NOT_FIRST, "version is not the first key; write it first", ("version",))


def _check_addresses(feed: JsonObject, findings: PathFindings, url: str | None) -> None:
    own = feed.get("feed_url")
    if "home_page_url" not in feed:
        findings.add(rules.HOME_PAGE_MISSING, "the feed has no home_page_url; add it", ())
    if own is None:
        findings.add(rules.FEED_URL_MISSING, "the feed has no feed_url; add it", ())
    elif isinstance(own, str):
        if url is not None and normal(own) != normal(url):
            findings.add(
                rules.FEED_URL_DIFFERS,
                f"feed_url is {own[:120]}, but the document is at {url}; make them equal",
                ("feed_url",),
            )
        if feed.get("next_url") == own:
            findings.add(
                rules.NEXT_IS_FEED, "next_url is the address of the feed itself; leave it out", ("next_url",)
            )


def _check_authors(value: JsonObject, findings: PathFindings, path: Path) -> None:
    if "author" in value and "authors" not in value:
        findings.add(
            rules.AUTHOR_OLD, f"{format_path(path)} has author but no authors; add authors", (*path, "author")
        )


def _check_items(
    feed: JsonObject, items: list[Any], findings: PathFindings, *, now: datetime | None, structure_only: bool
) -> None:
    ids: set[str] = set()
    if len(items) > MAX_ITEMS:
        findings.add(
            rules.TOO_DEEP,
            f"the feed has {len(items)} items; the limit is {MAX_ITEMS}, publish fewer",
            ("items",),
        )
    for index, item in enumerate(items[:MAX_ITEMS]):
        path: Path = ("items", index)
        if not isinstance(item, dict):
            findings.add(
                rules.WRONG_TYPE, f"{format_path(path)} is {describe(item)}; it must be an object", path
            )
            continue
        _check_id(item, ids, findings, path)
        if not structure_only:
            _check_item(feed, item, findings, path, now)


def _check_id(item: JsonObject, ids: set[str], findings: PathFindings, path: Path) -> None:
    identity = item.get("id")
    if identity is None or identity == "":
        findings.add(jsonitems.ID_MISSING, f"{format_path(path)} has no id; add one", path)
    elif not isinstance(identity, str):
        findings.add(
            jsonitems.ID_NOT_STRING,
            f"{format_path(path)}.id is {describe(identity)}; it must be a string",
            (*path, "id"),
        )
    elif identity in ids:
        findings.add(
            jsonitems.ID_TWICE,
            f"another item has the id {identity[:80]!r}; give each item its own",
            (*path, "id"),
        )
    else:
        ids.add(identity)


def _check_item(
    feed: JsonObject, item: JsonObject, findings: PathFindings, path: Path, now: datetime | None
) -> None:
    if "content_html" not in item and "content_text" not in item:
        findings.add(
            jsonitems.NO_CONTENT,
            f"{format_path(path)} has neither content_html nor content_text; add one of them",
            path,
        )
    if "url" not in item:
        findings.add(jsonitems.ITEM_URL_MISSING, f"{format_path(path)} has no url; add it", path)
    elif item["url"] == item.get("external_url"):
        findings.add(
            jsonitems.SAME_URLS,
            f"{format_path(path)}.external_url repeats url; leave it out",
            (*path, "external_url"),
        )
    check_keys(item, ITEM, findings, path)
    _check_authors(item, findings, path)
    _check_times(item, findings, path, now)
    for key in ("authors", "language"):
        if key in item and item[key] == feed.get(key):
            findings.add(
                jsonitems.REPEATED_AUTHORS,
                f"{format_path(path)}.{key} repeats that of the feed; leave it out",
                (*path, key),
            )


def _check_times(item: JsonObject, findings: PathFindings, path: Path, now: datetime | None) -> None:
    instants: dict[str, datetime] = {}
    for key in ("date_published", "date_modified"):
        try:
            instants[key] = dates.rfc3339(item[key])
        except (KeyError, ValueError, TypeError):
            continue
        if now is not None and (instants[key] > now + TOLERANCE or instants[key].year < EARLIEST_YEAR):
            findings.add(
                jsonitems.DATE_IMPLAUSIBLE,
                f"{format_path(path)}.{key} is {item[key]}, in the future or before 1990; correct it",
                (*path, key),
            )
    if len(instants) == 2 and instants["date_modified"] < instants["date_published"]:
        findings.add(
            jsonitems.MODIFIED_EARLIER,
            f"{format_path(path)} was modified before it was published; correct one of the dates",
            (*path, "date_modified"),
        )


def _check_about(feed: JsonObject, findings: PathFindings) -> None:
    """Require each extension to have the key about at least once."""
    about: dict[str, bool] = {}
    first: dict[str, Path] = {}
    places: list[tuple[JsonObject, Path]] = [(feed, ())]
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
    for key, described in about.items():
        if not described:
            findings.add(rules.EXTENSION_ABOUT, f"no {key} has the key about; add it once", first[key])
