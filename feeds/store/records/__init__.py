"""Stored records: rows for saving, revisions for publishing."""

from feeds.store.records.queries import (
    StoredRecord,
    count_warnings,
    earlier_revisions,
    load,
    load_after,
    tombstones,
    window,
)

__all__ = [
    "StoredRecord",
    "count_warnings",
    "earlier_revisions",
    "load",
    "load_after",
    "tombstones",
    "window",
]
