"""The world to records: one file a kind of source, all behind one protocol."""

from feeds.readers.reader import ReadContext, Reader
from feeds.readers.table import READERS
from feeds.readers.wire import reading_json, record_json

__all__ = ["READERS", "ReadContext", "Reader", "reading_json", "record_json"]
