"""Stored records: rows for saving, revisions for publishing."""

from feeds.store.records.listing import RecordFilter, list_records
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
    "RecordFilter",
    "StoredRecord",
    "count_warnings",
    "earlier_revisions",
    "list_records",
    "load",
    "load_after",
    "tombstones",
    "window",
]
