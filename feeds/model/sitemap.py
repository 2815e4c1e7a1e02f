"""Entries of sitemaps: addresses with their last change, and the news of two days."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MapUrl:
    """An address in a sitemap; ``updated_at`` is when its content last changed, where that is known."""

    url: str
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """An article in the news sitemap; ``published_at`` is its first publication anywhere (R-SMAP-05)."""

    url: str
    title: str
    published_at: datetime
