"""The kinds of sources: one visible table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from feeds.model import SourceSettings
from feeds.readers.csvfile import CsvReader
from feeds.readers.feed import FeedReader
from feeds.readers.jsonl import JsonlReader
from feeds.readers.ninjs import NinjsReader
from feeds.readers.page.reader import PageReader
from feeds.readers.push import PushReader
from feeds.readers.reader import ReadContext, Reader
from feeds.readers.sql import SqlReader

READERS: Mapping[str, Callable[[SourceSettings, ReadContext], Reader]] = MappingProxyType(
    {
        "csv": CsvReader,
        "feed": FeedReader,
        "jsonl": JsonlReader,
        "ninjs": NinjsReader,
        "page": PageReader,
        "push": PushReader,
        "sql": SqlReader,
    }
)
"""What makes a reader of each kind; its key is ``kind`` in the settings."""
