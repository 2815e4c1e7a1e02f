"""Documents into bytes, one file a format: pure, deterministic, safe in any thread."""

from feeds.render.identity import atom_id
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.opml import OPML_TYPE, render_opml
from feeds.render.page import PAGE_POLICY, PAGE_TYPE, page_address, render_page
from feeds.render.phrases import PAGE_LANGUAGES
from feeds.render.renderer import FORMATS, Renderer, render
from feeds.render.shell import shell

__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "OPML_TYPE",
    "PAGE_LANGUAGES",
    "PAGE_POLICY",
    "PAGE_TYPE",
    "Renderer",
    "atom_id",
    "page_address",
    "render",
    "render_opml",
    "render_page",
    "shell",
]
