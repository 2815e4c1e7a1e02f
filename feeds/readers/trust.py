"""Which fields a record may set, by where it comes from (DESIGN, "Foreign content").

Content that others control never decides whose article it is, whether, when and where it is published, or
how often it was read: a source of that kind would otherwise rewrite, withdraw or move the newsroom's own.
"""

from collections.abc import Iterable

from feeds.model import SourceSettings, Status
from feeds.readers.json_values import Json
from feeds.readers.statuses import known_status

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


HELD = "_held"
"""The field with the reason why a foreign record is not public; it holds that record alone."""

_RESTRICTIONS = ("date_release", "date_expires")


def without_reserved(
    data: dict[str, Json], *, holds_restricted: bool = False, mapped: Iterable[str] = ()
) -> dict[str, Json]:
    """The fields that foreign content may set.

    ``holds_restricted``: a record that says that it is not public, or only for a time, is held: ignoring that
    would publish what its system holds back. Not by fields that the settings map (``mapped``): those count.
    """
    kept = {name: value for name, value in data.items() if name.partition(".")[0] not in RESERVED_FIELDS}
    if holds_restricted and (restriction := _restriction(data, frozenset(mapped))):
        kept[HELD] = restriction
    return kept


def _restriction(data: dict[str, Json], mapped: frozenset[str]) -> str | None:
    status = data.get("status")
    if "status" not in mapped and status not in (None, "") and known_status(str(status)) is not Status.USABLE:
        return f"status is {str(status)[:60]!r}"
    open_ = (name for name in _RESTRICTIONS if name not in mapped and data.get(name) not in (None, ""))
    return next((f"{name} is set" for name in open_), None)
