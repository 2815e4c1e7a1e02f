"""The registered media type of each format (R-HTTP-39)."""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.model import Format

MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        Format.RSS: "application/rss+xml",
        Format.ATOM: "application/atom+xml",
        Format.JSON: "application/feed+json",
    }
)
