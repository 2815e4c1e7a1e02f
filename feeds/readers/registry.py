"""The kinds of sources: one visible table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from feeds.model import SourceSettings
from feeds.readers.csvfile import CsvReader
from feeds.readers.feed import FeedReader
from feeds.readers.ghost import GhostReader
from feeds.readers.json_api import JsonReader
from feeds.readers.jsonl import JsonlReader
from feeds.readers.markdown import MarkdownReader
from feeds.readers.newsml import NewsMLReader
from feeds.readers.ninjs import NinjsReader
from feeds.readers.nitf import NitfReader
from feeds.readers.opml import OpmlReader
from feeds.readers.page.reader import PageReader
from feeds.readers.push import PushReader
from feeds.readers.reader import ReadContext, Reader
from feeds.readers.sql import SqlReader
from feeds.readers.wordpress import WordPressReader
from feeds.readers.xml_records import XmlReader

READERS: Mapping[str, Callable[[SourceSettings, ReadContext], Reader]] = MappingProxyType(
    {
        "csv": CsvReader,
        "feed": FeedReader,
        "ghost": GhostReader,
        "json": JsonReader,
        "jsonl": JsonlReader,
        "markdown": MarkdownReader,
        "newsml": NewsMLReader,
        "ninjs": NinjsReader,
        "nitf": NitfReader,
        "opml": OpmlReader,
        "page": PageReader,
        "push": PushReader,
        "sql": SqlReader,
        "wordpress": WordPressReader,
        "xml": XmlReader,
    }
)
"""What makes a reader of each kind; its key is ``kind`` in the settings."""
