"""The head of a feed that is continued under new settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """The head of a feed; ``format`` is ``rss``, ``atom`` or ``json``, ``id`` the Atom id, if it has one."""

    title: str
    format: str
    id: str | None = None
    description: str | None = None
    language: str | None = None
    home_url: str | None = None
    feed_url: str | None = None
    entries: int = 0
