"""The archive of a channel: its parts, and which of them have to be published again."""

from feeds.store.archive.parts import (
    Neighbours,
    add,
    filed,
    last_published,
    late_changes,
    mark_built,
    neighbours,
    newest,
    part_names,
    reach,
    remove,
    waiting,
)

__all__ = [
    "Neighbours",
    "add",
    "filed",
    "last_published",
    "late_changes",
    "mark_built",
    "neighbours",
    "newest",
    "part_names",
    "reach",
    "remove",
    "waiting",
]
