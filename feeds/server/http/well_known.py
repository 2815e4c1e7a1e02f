"""Addresses at which readers and other systems expect feeds, and the feeds that they mean.

Pure. WordPress, Hugo, Jekyll, Ghost and others use these addresses, for the site and below a channel.
"""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.model import INDEX

_ANY = ("atom", "rss", "json")
_RSS = ("rss", "atom", "json")
_JSON = ("json", "atom", "rss")
ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "feed": _ANY,
        "feeds": _ANY,
        "feed.xml": _ANY,
        "index.xml": _ANY,
        "atom": _ANY,
        "atom.xml": _ANY,
        "feed/atom": _ANY,
        "rss": _RSS,
        "rss.xml": _RSS,
        "rss2": _RSS,
        "feed/rss": _RSS,
        "feed/rss2": _RSS,
        "feed.json": _JSON,
        "feed/json": _JSON,
    }
)
"""The last segments of such addresses, and the formats they mean, best first (R-DISC-07)."""


def well_known_feeds(name: str) -> tuple[str, ...]:
    """Return the names of the feeds that an address means, best first: ``news/feed`` means ``news.atom``."""
    for segments in (2, 1):
        parts = name.rsplit("/", segments)
        channel, last = ("", name) if len(parts) <= segments else (parts[0], "/".join(parts[1:]))
        if last in ENDINGS:
            return tuple(f"{channel or INDEX}.{ending}" for ending in ENDINGS[last])
    return ()
