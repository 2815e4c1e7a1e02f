"""The kinds of sources: one visible table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from feeds.model import SourceSettings
from feeds.readers.feed import FeedReader
from feeds.readers.jsonl import JsonlReader
from feeds.readers.page.reader import PageReader
from feeds.readers.reader import ReadContext, Reader

READERS: Mapping[str, Callable[[SourceSettings, ReadContext], Reader]] = MappingProxyType(
    {
        "feed": FeedReader,
        "jsonl": JsonlReader,
        "page": PageReader,
    }
)
"""What makes a reader of each kind; its key is ``kind`` in the settings."""
