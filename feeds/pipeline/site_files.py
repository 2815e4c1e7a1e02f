"""What leads to feeds and articles: outlines, sitemaps, robots.txt and the icon, as bytes.

The site's own belong to the index channel. A sitemap of articles goes with each part of the index's archive,
one more with its live feed: together they list every article, and a change rewrites one of them. They lie at
the root, because a sitemap speaks only for what lies below its own folder.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from feeds.compose.catalog import outline, outline_below
from feeds.compose.sitemap import article_pages, channel_pages, news_language
from feeds.model import INDEX, Channel, Entry, Head, MapUrl, NewsItem
from feeds.pipeline.candidates import Candidate
from feeds.pipeline.site_context import SiteContext
from feeds.render import (
    ICONS,
    OPML_TYPE,
    ROBOTS_TYPE,
    SITEMAP_TYPE,
    icon,
    render_news,
    render_opml,
    render_robots,
    render_sitemap,
    render_sitemap_index,
)
from feeds.validate import check

PAGES_A_MAP = 20_000
"""Addresses in one sitemap of channels: well below 50,000 and 50 MB (R-SMAP-01)."""

SITEMAP = "sitemap.xml"
NEWS = "news-sitemap.xml"
MAPS = "sitemap-"
"""What the names of all sitemaps begin with that the index of sitemaps lists."""


class SiteFiles:
    """Draws what depends on the settings alone once, the rest anew."""

    def __init__(self, house: SiteContext) -> None:
        """Begin with nothing drawn."""
        self._house = house
        self._outlines: dict[str, Candidate] = {}
        self._fixed: tuple[Candidate, ...] = ()

    def draw(
        self, channel: Channel, head: Head, entries: Sequence[Entry], news: Sequence[NewsItem]
    ) -> tuple[Candidate, ...]:
        """Write what belongs to a channel beside its feeds and pages."""
        outlines = self._outline(channel, head)
        if channel.path != INDEX:
            return outlines
        if not self._fixed:
            self._fixed = tuple(self._draw_fixed())
        return (*outlines, *self._fixed, *self.draw_map("latest", entries), self.draw_news(news))

    def draw_map(self, name: str, entries: Iterable[Entry]) -> tuple[Candidate, ...]:
        """Write a sitemap of articles, if any of them has its page where it may be listed."""
        urls = article_pages(self._house.site, entries)
        return (_sitemap(f"{MAPS}{name}.xml", render_sitemap(urls)),) if urls else ()

    def draw_news(self, items: Sequence[NewsItem]) -> Candidate:
        """Write the news sitemap; without a language of the site it stays empty (R-SMAP-04)."""
        language = news_language(self._house.site)
        told = items if language else ()
        return _sitemap(NEWS, render_news(told, self._house.site.title, language or ""))

    def draw_index(self, changed_at: Mapping[str, datetime]) -> Candidate:
        """Write the index of sitemaps, each given by name with the time of its last change."""
        base = self._house.site.url
        maps = sorted((name, at) for name, at in changed_at.items() if name.startswith(MAPS))
        body = render_sitemap_index(MapUrl(url=f"{base}/{name}", updated_at=at) for name, at in maps)
        return _sitemap(SITEMAP, body)

    def _outline(self, channel: Channel, head: Head) -> tuple[Candidate, ...]:
        """Write the outline of a channel that others are below, or of the site; both are validated first."""
        site, tree = self._house.site, self._house.tree
        if channel.path != INDEX and not tree.children(channel.path):
            return ()
        if channel.path not in self._outlines:
            whole = channel.path == INDEX
            nodes = outline(site, tree) if whole else outline_below(site, tree, channel)
            body = render_opml(nodes, head)
            self._outlines[channel.path] = Candidate(
                name="opml.xml" if whole else f"{channel.path}.opml",
                media_type=OPML_TYPE,
                body=body,
                faults=check(body).errors,
                private=channel.private,
            )
        return (self._outlines[channel.path],)

    def _draw_fixed(self) -> Iterable[Candidate]:
        site = self._house.site
        robots = render_robots((f"{site.url}/{SITEMAP}", f"{site.url}/{NEWS}"))
        yield Candidate(name="robots.txt", media_type=ROBOTS_TYPE, body=robots)
        for name, media_type in ICONS:
            yield Candidate(name=name, media_type=media_type, body=icon(name))
        pages = channel_pages(site, self._house.tree)
        for start in range(0, len(pages), PAGES_A_MAP):
            number = f"-{start // PAGES_A_MAP + 1}" if start else ""
            urls = pages[start : start + PAGES_A_MAP]
            yield _sitemap(f"{MAPS}pages{number}.xml", render_sitemap(urls))


def _sitemap(name: str, body: bytes) -> Candidate:
    return Candidate(name=name, media_type=SITEMAP_TYPE, body=body)
