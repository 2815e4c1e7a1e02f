"""The kinds of sources: one visible table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module

from feeds.model import SourceSettings
from feeds.readers.reader import ReadContext, Reader

MakeReader = Callable[[SourceSettings, ReadContext], Reader]


class ReaderTable(Mapping[str, MakeReader]):
    """What makes a reader of each kind; the module of a kind is imported when a source first has it.

    Importing all of them takes longer than most commands.
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        """``classes`` are ``module:class`` by kind, below this package."""
        self._classes = classes

    def __getitem__(self, kind: str) -> MakeReader:
        """Return what makes a reader of a kind."""
        module, _, name = self._classes[kind].partition(":")
        reader: MakeReader = getattr(import_module(f"feeds.readers.{module}"), name)
        return reader

    def __contains__(self, kind: object) -> bool:
        """Return whether a kind exists, without importing it."""
        return kind in self._classes

    def __iter__(self) -> Iterator[str]:
        """Iterate over the kinds."""
        return iter(self._classes)

    def __len__(self) -> int:
        """Return the number of kinds."""
        return len(self._classes)


READERS = ReaderTable(
    {
        "csv": "csvfile:CsvReader",
        "feed": "feed:FeedReader",
        "ghost": "ghost:GhostReader",
        "json": "json_api:JsonReader",
        "jsonl": "jsonl:JsonlReader",
        "markdown": "markdown:MarkdownReader",
        "newsml": "newsml:NewsMLReader",
        "ninjs": "ninjs:NinjsReader",
        "nitf": "nitf:NitfReader",
        "opml": "opml:OpmlReader",
        "page": "page.reader:PageReader",
        "push": "push:PushReader",
        "sql": "sql:SqlReader",
        "wordpress": "wordpress:WordPressReader",
        "xml": "xml_records:XmlReader",
    }
)
"""The table; its key is ``kind`` in the settings."""


def load_readers(kinds: Iterable[str]) -> None:
    """Import the readers of these kinds now, so that a server does not do it while it answers."""
    for kind in set(kinds):
        READERS[kind]  # looking a kind up imports its module
