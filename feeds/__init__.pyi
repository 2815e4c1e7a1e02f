from feeds.library import RenderedFeed as RenderedFeed
from feeds.library import render_feed as render_feed
from feeds.library import validate_feed as validate_feed

__version__: str
__all__ = ["RenderedFeed", "render_feed", "validate_feed"]
