"""A feed publisher: article records in, valid RSS, Atom and JSON feeds out.

``render_feed`` and ``validate_feed`` are for use as a library; they are imported on first use.
"""

from importlib import import_module

__version__ = "0.1.0"

__all__ = ["RenderedFeed", "render_feed", "validate_feed"]


def __getattr__(name: str) -> object:
    """Import the library's functions on first use, so that ``import feeds`` stays cheap (PEP 562)."""
    if name in __all__:
        return getattr(import_module("feeds.library"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
