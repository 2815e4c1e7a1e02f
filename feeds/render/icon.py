"""The site's icon, for browsers and readers that show one beside a feed."""

from functools import cache
from importlib.resources import files

ICONS = (("icon.svg", "image/svg+xml"), ("favicon.ico", "image/x-icon"))
"""The icon's addresses and media types; the second is drawn from the first, in three sizes."""


@cache
def icon(name: str) -> bytes:
    """The bytes of one of ``ICONS``."""
    return (files("feeds.render") / "templates" / name).read_bytes()
