"""The world to records: one file a kind of source, all behind one protocol."""

from feeds.readers.push import read_line, read_named
from feeds.readers.reader import ReadContext, Reader
from feeds.readers.table import READERS
from feeds.readers.terms import Terms, terms_of
from feeds.readers.wire import reading_json, record_json

__all__ = [
    "READERS",
    "ReadContext",
    "Reader",
    "Terms",
    "read_line",
    "read_named",
    "reading_json",
    "record_json",
    "terms_of",
]
