"""What readers of files share: which files, one after the other, and what is broken noted on the way."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.readers.files import BROKEN, input_files
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.source_defaults import SourceDefaults, source_defaults


class FileReader(ABC):
    """A source of files; a kind says by ``endings`` what it takes from folders, and reads one file."""

    endings: ClassVar[tuple[str, ...]]

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read; nothing is opened yet."""
        self._settings = settings
        self._context = context

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """None: files are read from their start, and what did not change changes nothing."""
        return ()

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the records of all files; raises ``SourceError`` for files that could not be read."""
        broken: list[SourceError] = []
        terms = source_defaults(self._settings, self._context.site, self._context.now())
        async for batch in batches(self._readings(terms, broken)):
            yield batch
        raise_broken(broken)

    def _readings(self, terms: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
        """All files; one that cannot be read is noted and the others go on."""
        for path in input_files(self._settings.paths, self.endings):
            try:
                yield from self.file(path, terms)
            except (*BROKEN, UnicodeError, LookupError) as error:
                broken.append(SourceError(f"the file could not be read: {error}", where=path))

    @abstractmethod
    def file(self, path: str, terms: SourceDefaults) -> Iterator[Reading]:
        """Read one file. May raise what reading a damaged file raises."""
