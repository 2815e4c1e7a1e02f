"""JSON Feed documents as raw records: what the feed says once goes to each of its items."""

from feeds.readers.json_values import Json

_EXTENDED = frozenset({"comments_url", "related", "comments_count", "comments_feed_url", "in_reply_to"})
"""Keys of the extensions ``_links`` and ``_discussion`` that are fields of a record."""

_VERSION = "https://jsonfeed.org/version/"


def is_json_feed(value: Json) -> bool:
    """Whether a JSON value is a JSON Feed of any version."""
    return (
        isinstance(value, dict)
        and isinstance(version := value.get("version"), str)
        and version.replace("http://", "https://").startswith(_VERSION)
        and isinstance(value.get("items"), list)
    )


def json_feed_items(feed: Json) -> list[Json]:
    """The items with the feed's authors and language where they have none. Source: JSON Feed 1.1 Items."""
    if not isinstance(feed, dict) or not isinstance(items := feed.get("items"), list):
        return []
    return [_inheriting(item, feed) if isinstance(item, dict) else item for item in items]


def _inheriting(item: dict[str, Json], feed: dict[str, Json]) -> dict[str, Json]:
    own = dict(item)
    if "authors" not in own and "author" not in own:
        authors = feed.get("authors") or feed.get("author")
        if authors:
            own["authors"] = authors
    if not own.get("language") and feed.get("language"):
        own["language"] = feed["language"]
    provenance = own.get("_source")
    if "source" not in own and isinstance(provenance, dict):
        own["source"] = {key: value for key, value in provenance.items() if key != "about"}
    for name in ("_links", "_discussion"):
        extension = own.get(name)
        if isinstance(extension, dict):
            own |= {key: value for key, value in extension.items() if key in _EXTENDED and key not in own}
    return own
