"""Contents of the sitemaps: pages of channels, pages of articles, and the news of two days (R-SMAP)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from feeds.compose.document import page_url
from feeds.compose.tree import ChannelTree
from feeds.model import Entry, MapUrl, NewsItem, Record, Site

LONGEST_CHARS = 2047
"""An address in a sitemap is shorter than 2048 characters (R-SMAP-01)."""

NEWS_AGE = timedelta(days=2)
"""How long an article is news (R-SMAP-03)."""

NEWS_STEP = timedelta(hours=1)
"""How often articles are removed that are no longer news: on the hour before they would be too old."""

NEWS_AT_MOST = 1000
"""How many articles a news sitemap lists (R-SMAP-03)."""


def channel_pages(site: Site, tree: ChannelTree) -> tuple[MapUrl, ...]:
    """Return the pages of all public channels, without times of change (R-SMAP-02)."""
    return tuple(MapUrl(url=page_url(site, channel.path)) for channel in tree.public())


def article_pages(site: Site, entries: Iterable[Entry]) -> tuple[MapUrl, ...]:
    """Return the pages of articles that may be listed, once each, in the order of the entries."""
    found: dict[str, MapUrl] = {}
    for entry in entries:
        if entry.url is not None and is_listed(site, entry.url):
            found.setdefault(entry.url, MapUrl(url=entry.url, updated_at=entry.updated_at))
    return tuple(found.values())


def is_listed(site: Site, url: str) -> bool:
    """Whether an address is on the site's host, or on the one that the settings name (R-SMAP-01)."""
    if len(url) > LONGEST_CHARS:
        return False
    bases = [base for base in (site.url, site.pages_url) if base]
    return any(url.startswith(f"{base}/") for base in bases) or _origin(url) in map(_origin, bases)


def news_item(site: Site, record: Record, published_at: datetime) -> NewsItem | None:
    """Return an article's entry in the news sitemap; ``None`` for one without page or headline."""
    if record.url is None or not record.title or not is_listed(site, record.url):
        return None
    original = record.source.published_at if record.source else None
    return NewsItem(url=record.url, title=record.title, published_at=original or published_at)


def news_until(item: NewsItem) -> datetime:
    """Return when an article stops being news: the last full hour of its two days."""
    ends_at = item.published_at + NEWS_AGE
    return ends_at.replace(minute=0, second=0, microsecond=0)


def latest_news(items: Iterable[NewsItem], now: datetime) -> tuple[NewsItem, ...]:
    """Return the news at a moment, newest first and each address once (R-SMAP-03, R-SMAP-07)."""
    fresh = [item for item in items if item.published_at <= now < news_until(item)]
    fresh.sort(key=lambda item: (item.published_at, item.url), reverse=True)
    return tuple({item.url: item for item in reversed(fresh)}.values())[::-1][:NEWS_AT_MOST]


def news_language(site: Site) -> str | None:
    """Return the site's language for news sitemaps: ISO 639, Chinese as zh-cn or zh-tw (R-SMAP-04)."""
    if site.language is None:
        return None
    language, *rest = site.language.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"tw", "hk", "mo", "hant"}.intersection(rest) else "zh-cn"


@lru_cache(2048)
def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
