"""A feed publisher: article records in, valid RSS, Atom and JSON feeds out.

``render_feed`` and ``validate_feed`` are for use as a library; they are imported on first use.
"""

from feeds.lazy import lazy_names

__version__ = "0.1.0"

__all__ = ["RenderedFeed", "render_feed", "validate_feed"]

__getattr__ = lazy_names(__name__, dict.fromkeys(__all__, "library"))
