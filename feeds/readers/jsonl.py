"""JSON lines from files, folders and standard input, streamed; arrays, objects and JSON Feeds as well."""

import json
from collections.abc import AsyncIterator, Iterator

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.readers.clean import clean_record, no_record
from feeds.readers.documents import Found, json_items
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.terms import Terms, terms_of

_ENDINGS = (".jsonl", ".ndjson", ".json")


class JsonlReader:
    """A source of kind ``jsonl``."""

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
        terms = terms_of(self._settings, self._context.site, self._context.now())
        async for batch in batches(_readings(self._settings.paths, terms, broken)):
            yield batch
        raise_broken(broken)


def _readings(paths: tuple[str, ...], terms: Terms, broken: list[SourceError]) -> Iterator[Reading]:
    """All files; one that cannot be read is noted and the others go on."""
    for path in input_files(paths, _ENDINGS):
        try:
            with opened(path) as file:
                for found in json_items(file, path):
                    yield found if isinstance(found, Reading) else _reading(found, terms)
        except BROKEN as error:
            broken.append(SourceError(f"the file could not be read: {error}", where=path))


def _reading(found: Found, terms: Terms) -> Reading:
    if isinstance(found.value, dict):
        return clean_record(found.value, found.place, terms, found.raw)
    raw = json.dumps(found.value, ensure_ascii=False)
    return no_record(found.place, raw, "this is no JSON object", "Write one JSON object a line")
