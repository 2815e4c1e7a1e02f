"""JSON lines from files, folders and standard input, streamed; arrays, objects and JSON Feeds as well."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import IO

import msgspec

from feeds.errors import SourceError
from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.readers.clean import clean_record, no_record
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.jsonfeed import is_json_feed, json_feed_items
from feeds.readers.raw import Json
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.terms import Terms, terms_of

_ENDINGS = (".jsonl", ".ndjson", ".json")
_BOM = b"\xef\xbb\xbf"
_CURE = "Write one JSON object a line"


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
                yield from read_json(file, path, terms)
        except BROKEN as error:
            broken.append(SourceError(f"the file could not be read: {error}", where=path))


def read_json(file: IO[bytes], path: str, terms: Terms) -> Iterator[Reading]:
    """The records of one stream, told apart by how it begins: lines of objects, or one document."""
    number, first = 0, b""
    for number, line in enumerate(file, start=1):
        first = line.removeprefix(_BOM) if number == 1 else line
        if first.strip():
            break
    if _starts_document(first, path):
        yield from _document(first + file.read(), path, number, terms)
        return
    for line_number, line in enumerate(chain((first,), file), start=number):
        if not line.isspace() and line:
            yield _line(line, Place(path=path, line=line_number), terms)


def _starts_document(first: bytes, path: str) -> bool:
    """Whether a stream is one JSON value rather than lines of them."""
    start = first.lstrip()[:1]
    if start == b"[":
        return True
    if start != b"{":
        return False
    try:
        value: Json = msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return path.lower().removesuffix(".gz").endswith(".json") or first.strip() == b"{"
    return is_json_feed(value)


def _document(text: bytes, path: str, line: int, terms: Terms) -> Iterator[Reading]:
    """An array of records, one record or a JSON Feed; places count entries."""
    try:
        value = decoded(text)
    except ValueError as error:
        place = Place(path=path, line=getattr(error, "lineno", 0) + line - 1 or None)
        yield no_record(place, text[:2000].decode("utf-8", "replace"), f"this is no JSON: {error}", _CURE)
        return
    items = json_feed_items(value) if is_json_feed(value) else value if isinstance(value, list) else [value]
    for number, item in enumerate(items, start=1):
        yield _item(item, Place(path=path, line=number), terms)


def _line(line: bytes, place: Place, terms: Terms) -> Reading:
    try:
        value = decoded(line)
    except ValueError as error:
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        return no_record(place, raw, f"this is no JSON: {error}", _CURE)
    return _item(value, place, terms, line)


def _item(value: Json, place: Place, terms: Terms, line: bytes | None = None) -> Reading:
    if not isinstance(value, dict):
        return no_record(place, json.dumps(value, ensure_ascii=False), "this is no JSON object", _CURE)
    return clean_record(value, place, terms, line)


def decoded(text: bytes) -> Json:
    """The value of a JSON text; the standard library has the last word on what msgspec refuses.

    Raises ``ValueError`` (with a ``lineno`` where it is known) for what is no JSON.
    """
    try:
        value: Json = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = json.loads(text.decode("utf-8-sig"))
    return value
