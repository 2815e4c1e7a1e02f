"""Sitemaps, the news sitemap and robots.txt. Sources: sitemaps.org, Google News sitemaps, RFC 9309."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from feeds.model import MapUrl, NewsItem
from feeds.render.xmltext import escape, is_legal
from feeds.render.xmlwriter import DECLARATION, encode
from feeds.text.dates import rfc3339

SITEMAP_TYPE = "application/xml; charset=utf-8"
ROBOTS_TYPE = "text/plain; charset=utf-8"

ROWS = 2048
"""How many rows are cached: those of the sitemaps that change with every article."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def render_sitemap(urls: Iterable[MapUrl]) -> bytes:
    """Render addresses with the times of their last change (R-SMAP-02)."""
    rows = "".join(f"<url>{_place(one)}</url>\n" for one in urls)
    return encode(f'{DECLARATION}<urlset xmlns="{_SITEMAP}">\n{rows}</urlset>\n')


def render_map_row(one: MapUrl) -> bytes:
    """Render what the list of a site's sitemaps says of one, with the time of its last change."""
    return encode(f"<sitemap><loc>{escape(one.url)}</loc>{_changed(one.updated_at)}</sitemap>\n")


def begin_sitemap_index(rows: Iterable[bytes]) -> bytes:
    """Join rows to the beginning of the list of a site's sitemaps."""
    head = f'{DECLARATION}<sitemapindex xmlns="{_SITEMAP}">\n'
    return b"".join((head.encode("ascii"), *rows))


def end_sitemap_index(rows: Iterable[bytes]) -> bytes:
    """Join further rows to the end of the list."""
    return b"".join((*rows, b"</sitemapindex>\n"))


def render_news(items: Iterable[NewsItem], name: str, language: str) -> bytes:
    """Render the news sitemap; titles that XML cannot express are left out (R-SMAP-03 to R-SMAP-07)."""
    publication = (
        f"<news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{escape(language)}</news:language></news:publication>"
    )
    rows = "".join(_news(item, publication) for item in items)
    return encode(f'{DECLARATION}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{rows}</urlset>\n')


def render_robots(sitemaps: Iterable[str]) -> bytes:
    """Render robots.txt, which allows everything and lists the sitemaps (R-DISC-08, R-SMAP-08)."""
    lines = "".join(f"Sitemap: {url}\n" for url in sitemaps)
    return f"User-agent: *\nDisallow:\n\n{lines}".encode()


@lru_cache(ROWS)
def _place(one: MapUrl) -> str:
    return f"<loc>{escape(one.url)}</loc>{_changed(one.updated_at)}"


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{rfc3339(at)}</lastmod>" if at else ""


@lru_cache(ROWS)
def _news(item: NewsItem, publication: str) -> str:
    if not is_legal(item.title):
        return ""
    return (
        f"<url><loc>{escape(item.url)}</loc><news:news>{publication}"
        f"<news:publication_date>{rfc3339(item.published_at)}</news:publication_date>"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
    )
