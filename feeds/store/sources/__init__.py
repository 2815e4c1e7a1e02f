"""The state of sources between reads: cursors and read histories."""

from feeds.store.sources.cursors import all_cursors, cursors, cursors_now, set_cursors
from feeds.store.sources.source_reads import note_failure, note_read, read_histories

__all__ = [
    "all_cursors",
    "cursors",
    "cursors_now",
    "note_failure",
    "note_read",
    "read_histories",
    "set_cursors",
]
