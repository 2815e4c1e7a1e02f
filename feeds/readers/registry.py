"""The kinds of sources: one visible table."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from feeds.model import SourceSettings
from feeds.readers.reader import ReadContext, Reader

MakeReader = Callable[[SourceSettings, ReadContext], Reader]

_PLACES = {
    "csv": "feeds.readers.csvfile:CsvReader",
    "feed": "feeds.readers.feed:FeedReader",
    "ghost": "feeds.readers.ghost:GhostReader",
    "json": "feeds.readers.json_api:JsonReader",
    "jsonl": "feeds.readers.jsonl:JsonlReader",
    "markdown": "feeds.readers.markdown:MarkdownReader",
    "newsml": "feeds.readers.newsml:NewsMLReader",
    "ninjs": "feeds.readers.ninjs:NinjsReader",
    "nitf": "feeds.readers.nitf:NitfReader",
    "opml": "feeds.readers.opml:OpmlReader",
    "page": "feeds.readers.page.reader:PageReader",
    "push": "feeds.readers.push:PushReader",
    "sql": "feeds.readers.sql:SqlReader",
    "wordpress": "feeds.readers.wordpress:WordPressReader",
    "xml": "feeds.readers.xml_records:XmlReader",
}


class _Readers(Mapping[str, MakeReader]):
    """Imports a reader when it is first used: a service starts with those of its sources alone."""

    def __getitem__(self, kind: str) -> MakeReader:
        module, _, name = _PLACES[kind].partition(":")
        make: MakeReader = getattr(import_module(module), name)
        return make

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


READERS: Mapping[str, MakeReader] = _Readers()
"""What makes a reader of each kind; its key is ``kind`` in the settings."""
