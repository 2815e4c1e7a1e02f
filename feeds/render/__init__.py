"""Render documents to bytes, one module per format: pure, deterministic, thread-safe."""

from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.opml import OPML_TYPE, render_opml
from feeds.render.page import ICONS, PAGE_POLICY, PAGE_TYPE, icon, page_address, render_page
from feeds.render.phrases import PAGE_LANGUAGES
from feeds.render.renderer import FORMATS, Renderer, entries_document, render
from feeds.render.sitemap import (
    ROBOTS_TYPE,
    SITEMAP_TYPE,
    begin_sitemap_index,
    end_sitemap_index,
    render_map_row,
    render_news,
    render_robots,
    render_sitemap,
)
from feeds.render.strict import atom_id

__all__ = [
    "FORMATS",
    "ICONS",
    "MEDIA_TYPES",
    "OPML_TYPE",
    "PAGE_LANGUAGES",
    "PAGE_POLICY",
    "PAGE_TYPE",
    "ROBOTS_TYPE",
    "SITEMAP_TYPE",
    "Renderer",
    "atom_id",
    "begin_sitemap_index",
    "end_sitemap_index",
    "entries_document",
    "icon",
    "page_address",
    "render",
    "render_map_row",
    "render_news",
    "render_opml",
    "render_page",
    "render_robots",
    "render_sitemap",
]
