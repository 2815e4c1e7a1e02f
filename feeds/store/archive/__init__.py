"""The archive of a channel: its parts, and which of them have to be published again."""

from feeds.store.archive.parts import (
    Neighbours,
    add,
    extend,
    filed,
    is_as_read,
    keys_after,
    last_published,
    late_changes,
    mark_built,
    neighbours,
    newest,
    part_before,
    part_names,
    reach,
    remove,
    waiting,
)

__all__ = [
    "Neighbours",
    "add",
    "extend",
    "filed",
    "is_as_read",
    "keys_after",
    "last_published",
    "late_changes",
    "mark_built",
    "neighbours",
    "newest",
    "part_before",
    "part_names",
    "reach",
    "remove",
    "waiting",
]
