"""Which fields a record may set, by where it comes from (DESIGN, "Foreign content").

Content that others control never decides whose article it is, whether, when and where it is published, or
how often it was read: a source of that kind would otherwise rewrite, withdraw or move the newsroom's own.
"""

from feeds.model import SourceSettings
from feeds.readers.json_values import Json

FOREIGN_KINDS = frozenset({"feed", "page", "opml"})
"""Kinds whose content others control, whether it is read from a file or an address."""

TRUSTED_KINDS = frozenset({"sql", "push"})
"""Kinds whose addresses lead to the newsroom's own systems; a push is bounded by its token's scope."""

RESERVED_FIELDS = frozenset(
    {"_feeds", "status", "aliases", "date_release", "date_expires", "views", "channel", "channels"}
)
"""Fields that only trusted content sets: origin (``_feeds``), lifecycle, placement and readership."""


def is_trusted(settings: SourceSettings, *, from_address: bool = False) -> bool:
    """Whether what a source brings may set every field; files of any other kind may, addresses may not."""
    if settings.trust or settings.kind in TRUSTED_KINDS:
        return True
    return settings.kind not in FOREIGN_KINDS and not from_address


def without_reserved(data: dict[str, Json]) -> dict[str, Json]:
    """The fields that foreign content may set."""
    return {name: value for name, value in data.items() if name.partition(".")[0] not in RESERVED_FIELDS}
