"""The reader of files of any record kind, one after the other; a broken one does not stop the others."""

import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO, ClassVar

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.source_defaults import SourceDefaults, source_defaults

Parse = Callable[[IO[bytes], str, SourceDefaults], Iterator[Reading]]
"""Reads one open file, its name and the source's defaults; may raise what reading a damaged file raises."""

_log = logging.getLogger(__name__)


class FileReader(ABC):
    """A source of files; a kind says which ``endings`` it takes from folders and how it parses one file."""

    endings: ClassVar[tuple[str, ...]] = ()

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
        """None: files are read from their start, and an unchanged record changes nothing."""
        return ()

    @property
    def was_read(self) -> bool:
        """Always: every read starts anew."""
        return True

    @property
    def complete(self) -> bool:
        """Every file is read from its start."""
        return True

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the records of all files; raises ``SourceError`` for files that could not be read."""
        broken: list[SourceError] = []
        defaults = source_defaults(self._settings, self._context.site, self._context.now())
        async for batch in batches(self._readings(defaults, broken)):
            yield batch
        raise_broken(broken)

    @abstractmethod
    def parser(self) -> Parse:
        """How this source's files are parsed."""

    def _readings(self, defaults: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
        """All files; one that cannot be read is noted and the others are read."""
        parse = self.parser()
        for path in input_files(self._settings.paths, self.endings):
            try:
                with opened(path) as file:
                    yield from parse(file, path, defaults)
            except BROKEN as error:
                broken.append(SourceError(f"the file could not be read: {error}", where=path))
            except Exception as error:  # noqa: BLE001 - one file must not stop the others
                _log.exception("a file could not be read", extra={"path": path})
                broken.append(SourceError(f"the file could not be read: {error!r}", where=path))
