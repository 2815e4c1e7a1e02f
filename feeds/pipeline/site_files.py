"""Files that lead to feeds and articles: outlines, sitemaps, robots.txt and icons.

Those of the site belong to the index channel. Each part of its archive has a sitemap of its articles, and so
has its live feed: together they list every article, and a change rewrites one of them. They are at the root
because a sitemap only covers addresses below its own folder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.compose.catalog import outline, outline_below
from feeds.compose.sitemap import article_pages, channel_pages, news_language
from feeds.model import INDEX, Channel, Entry, Head, MapUrl, NewsItem, PublicationDraft
from feeds.pipeline.candidates import Candidate
from feeds.pipeline.site_context import SiteContext
from feeds.publish import Beginning, digest_of
from feeds.render import (
    ICONS,
    OPML_TYPE,
    ROBOTS_TYPE,
    SITEMAP_TYPE,
    begin_sitemap_index,
    end_sitemap_index,
    icon,
    render_map_row,
    render_news,
    render_opml,
    render_robots,
    render_sitemap,
)
from feeds.validate import check

PAGES_A_MAP = 20_000
"""How many addresses a sitemap of channels has at most: well below 50,000 and 50 MB (R-SMAP-01)."""

SITEMAP = "sitemap.xml"
NEWS = "news-sitemap.xml"
MAPS = "sitemap-"
"""The prefix of the sitemaps that the sitemap index lists."""

PAGES = f"{MAPS}pages"
"""The prefix of the sitemaps of channels."""


class SiteFiles:
    """Writes the files; those that depend on the settings alone are written once."""

    def __init__(self, context: SiteContext) -> None:
        """Start with nothing written."""
        self._context = context
        self._outlines: dict[str, Candidate] = {}
        self._fixed: tuple[Candidate, ...] = ()

    def documents(
        self, channel: Channel, head: Head, entries: Sequence[Entry], news: Sequence[NewsItem]
    ) -> tuple[Candidate, ...]:
        """Write the files that belong to a channel."""
        outlines = self._outline(channel, head)
        if channel.path != INDEX:
            return outlines
        if not self._fixed:
            self._fixed = tuple(map(_with_digest, self._write_fixed()))
        return (*outlines, *self._fixed, *self.article_map("latest", entries), self.news_map(news))

    def article_map(self, name: str, entries: Iterable[Entry]) -> tuple[Candidate, ...]:
        """Write a sitemap of articles, unless none of them has a page that it may list."""
        urls = article_pages(self._context.site, entries)
        if not urls:
            return ()
        changed_at = max((url.updated_at for url in urls if url.updated_at), default=None)
        return (replace(_sitemap(f"{MAPS}{name}.xml", render_sitemap(urls)), content_at=changed_at),)

    def news_map(self, items: Sequence[NewsItem]) -> Candidate:
        """Write the news sitemap; without a language of the site it stays empty (R-SMAP-04)."""
        language = news_language(self._context.site)
        listed = items if language else ()
        return _sitemap(NEWS, render_news(listed, self._context.site.title, language or ""))

    def map_row(self, name: str, changed_at: datetime) -> bytes:
        """Write what the sitemap index says of a sitemap: its address and the time of its last change.

        Those of channels have no time in it, as their addresses have none.
        """
        is_timed = not name.startswith(PAGES)
        url = f"{self._context.site.url}/{name}"
        return render_map_row(MapUrl(url=url, updated_at=changed_at if is_timed else None))

    def map_beginning(self, part_rows: Iterable[bytes]) -> Beginning:
        """Write the beginning of the sitemap index: the rows of the parts of the archive, in order.

        Their names begin with a year, so that all others follow.
        """
        return Beginning(begin_sitemap_index(part_rows))

    def map_index(self, changed_at: Mapping[str, datetime], beginning: Beginning) -> Candidate:
        """Write the sitemap index, with other sitemaps by name and the times of their last change."""
        own = {name: self.map_row(name, at) for name, at in changed_at.items() if name.startswith(MAPS)}
        done = beginning.completed(end_sitemap_index(own[name] for name in sorted(own)))
        return replace(_sitemap(SITEMAP, done.body), digest=done.digest, zipped=done.zipped)

    def _outline(self, channel: Channel, head: Head) -> tuple[Candidate, ...]:
        """Write the outline of the site, or of a channel that has channels below it, and validate it."""
        site, tree = self._context.site, self._context.tree
        if channel.path != INDEX and not tree.children(channel.path):
            return ()
        if channel.path not in self._outlines:
            whole = channel.path == INDEX
            nodes = outline(site, tree) if whole else outline_below(site, tree, channel)
            body = render_opml(nodes, head)
            name = "opml.xml" if whole else f"{channel.path}.opml"
            draft = PublicationDraft(name=name, media_type=OPML_TYPE, body=body, private=channel.private)
            errors = check(body, emitted=True).errors
            self._outlines[channel.path] = _with_digest(Candidate(draft=draft, errors=errors))
        return (self._outlines[channel.path],)

    def _write_fixed(self) -> Iterable[Candidate]:
        site = self._context.site
        robots = render_robots((f"{site.url}/{SITEMAP}", f"{site.url}/{NEWS}"))
        yield _file("robots.txt", ROBOTS_TYPE, robots)
        for name, media_type in ICONS:
            yield _file(name, media_type, icon(name))
        pages = channel_pages(site, self._context.tree)
        for start in range(0, len(pages), PAGES_A_MAP):
            number = f"-{start // PAGES_A_MAP + 1}" if start else ""
            urls = pages[start : start + PAGES_A_MAP]
            yield _sitemap(f"{PAGES}{number}.xml", render_sitemap(urls))


def _with_digest(candidate: Candidate) -> Candidate:
    """Return a document with its digest, because every publication compares it."""
    return replace(candidate, digest=digest_of(candidate.draft.body))


def _sitemap(name: str, body: bytes) -> Candidate:
    return _file(name, SITEMAP_TYPE, body)


def _file(name: str, media_type: str, body: bytes) -> Candidate:
    return Candidate(draft=PublicationDraft(name=name, media_type=media_type, body=body))
