"""Records that are brought rather than fetched: nothing to read, and how each is read when it comes."""

from collections.abc import AsyncIterator

import msgspec

from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.readers.clean import clean_record, no_record
from feeds.readers.documents import decoded
from feeds.readers.raw import Json, mapped
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults

_CURE = "Write one JSON object a line"


class PushReader:
    """A source of kind ``push``: its settings apply to what is pushed; there is nothing to fetch."""

    def __init__(self, settings: SourceSettings, _: ReadContext) -> None:
        """Keep the name."""
        self._name = settings.name

    @property
    def name(self) -> str:
        """The source's name."""
        return self._name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """None: nothing is read."""
        return ()

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield nothing."""
        nothing: tuple[tuple[Reading, ...], ...] = ()
        for batch in nothing:
            yield batch


def read_line(line: bytes, place: Place, terms: SourceDefaults) -> Reading:
    """One line of JSON that was pushed."""
    try:
        value = decoded(line)
    except (ValueError, RecursionError) as error:
        return no_record(place, line.decode("utf-8", "replace"), f"this is no JSON: {error}", _CURE)
    return read_value(value, place, terms, line)


def read_value(value: Json, place: Place, terms: SourceDefaults, line: bytes | None = None) -> Reading:
    """One JSON value that was pushed; ``line`` is its own notation."""
    if not isinstance(value, dict):
        raw = msgspec.json.encode(value).decode() if line is None else line.decode("utf-8", "replace")
        return no_record(place, raw, "this is no JSON object", _CURE)
    return clean_record(value, place, terms, line)


def read_named(text: bytes, id_: str, place: Place, terms: SourceDefaults) -> Reading:
    """One JSON object that was pushed under an id, which it need not repeat."""
    value = decoded(text)
    if not isinstance(value, dict):
        return read_value(value, place, terms, text)
    theirs = dict(terms.fields).get("id", "id")
    given = mapped(value, (("id", theirs),)).get("id")
    return read_value(value if given else {**value, "id": id_}, place, terms, text)
