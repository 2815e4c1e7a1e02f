"""Sources to records: one module per kind of source, with one protocol and one registry."""

from feeds.readers.parser_pool import close_shared_pool
from feeds.readers.push import read_line, read_named
from feeds.readers.reader import ReadContext, Reader
from feeds.readers.reading_threads import push_threads
from feeds.readers.record_json import reading_json, record_json
from feeds.readers.registry import READERS, load_readers
from feeds.readers.source_defaults import SourceDefaults, source_defaults

__all__ = [
    "READERS",
    "ReadContext",
    "Reader",
    "SourceDefaults",
    "close_shared_pool",
    "load_readers",
    "push_threads",
    "read_line",
    "read_named",
    "reading_json",
    "record_json",
    "source_defaults",
]
