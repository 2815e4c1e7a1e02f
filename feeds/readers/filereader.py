"""The reader of files of any record kind, from folders and addresses; a broken one stops no other."""

import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO, ClassVar

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.readers.fetched_files import FetchedFiles
from feeds.readers.file_documents import FileDocument, FileReadings
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.large_files import needs_parser
from feeds.readers.parser_pool import file_pool
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
        self._fetched = FetchedFiles(settings, context)

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address; files are read from their start."""
        return self._fetched.marks

    @property
    def was_read(self) -> bool:
        """Whether anything was due; files always are."""
        return self._fetched.outcome.was_read

    @property
    def complete(self) -> bool:
        """Whether every address gave its file; files are read from their start."""
        return self._fetched.complete

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the records of all files; raises ``SourceError`` for files that could not be read."""
        broken: list[SourceError] = []
        now, site = self._context.now(), self._context.site
        async for batch in batches(self._readings(source_defaults(self._settings, site, now), broken)):
            yield batch
        foreign = source_defaults(self._settings, site, now, from_address=True)
        for url in self._settings.urls:
            try:
                file = await self._fetched.read(url, foreign)
            except SourceError as error:
                broken.append(error)
                continue
            async for batch in batches(iter(file)):
                yield batch
            self._fetched.finish(file)
        raise_broken(broken)

    def _in_parser(self, path: str, defaults: SourceDefaults) -> Iterator[Reading]:
        """Read a file in a process of its own. Raises ``SourceError``."""
        settings = self._settings
        document = FileDocument(
            path=path,
            kind=settings.kind,
            defaults=defaults,
            options=settings.options,
            fields=settings.fields,
            base_url=settings.base_url,
        )
        return iter(file_pool().parse_blocking("file", document, FileReadings).readings)

    @abstractmethod
    def parser(self) -> Parse:
        """How this source's files are parsed."""

    def _readings(self, defaults: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
        """All files; one that cannot be read is noted and the others are read."""
        parse = self.parser()
        for path in input_files(self._settings.paths, self.endings):
            try:
                if needs_parser(path):
                    yield from self._in_parser(path, defaults)
                    continue
                with opened(path) as file:
                    yield from parse(file, path, defaults)
            except SourceError as error:
                broken.append(SourceError(error.message, where=path, hint=error.hint))
            except BROKEN as error:
                broken.append(SourceError(f"the file could not be read: {error}", where=path))
            except Exception as error:  # noqa: BLE001 - one file must not stop the others
                _log.exception("a file could not be read", extra={"path": path})
                broken.append(SourceError(f"the file could not be read: {error!r}", where=path))
