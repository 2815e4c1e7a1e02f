"""The kind ``push``: there is nothing to fetch; its settings apply to each record that a client sends."""

from collections.abc import AsyncIterator

import msgspec

from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.readers.clean import no_record
from feeds.readers.documents import decoded
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.mapping import mapped
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults

_HINT = "Write one JSON object a line"


class PushReader:
    """A source of kind ``push``."""

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

    @property
    def was_read(self) -> bool:
        """Always: every read starts from the beginning."""
        return True

    @property
    def complete(self) -> bool:
        """Never: nothing is read."""
        return False

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield nothing."""
        nothing: tuple[tuple[Reading, ...], ...] = ()
        for batch in nothing:
            yield batch


def read_line(line: bytes, place: Place, defaults: SourceDefaults) -> Reading:
    """Read one line of JSON that was pushed."""
    try:
        value = decoded(line)
    except ValueError as error:
        return no_record(place, line.decode("utf-8", "replace"), f"this is not JSON: {error}", _HINT)
    return read_value(value, place, defaults, line)


def read_value(value: Json, place: Place, defaults: SourceDefaults, line: bytes | None = None) -> Reading:
    """Read one JSON value that was pushed; ``line`` is its own notation."""
    if not isinstance(value, dict):
        raw = msgspec.json.encode(value).decode() if line is None else line.decode("utf-8", "replace")
        return no_record(place, raw, "this is not a JSON object", _HINT)
    return clean_source_record(value, place, defaults, line)


def read_named(text: bytes, id_: str, place: Place, defaults: SourceDefaults) -> Reading:
    """Read one JSON object that was pushed under an id, which it may leave out."""
    try:
        value = decoded(text)
    except ValueError as error:
        return no_record(place, text.decode("utf-8", "replace"), f"this is not JSON: {error}", _HINT)
    if not isinstance(value, dict):
        return read_value(value, place, defaults, text)
    theirs = dict(defaults.fields).get("id") or "id"
    given = mapped(value, (("id", theirs),)).get("id")
    return read_value(value if given else {**value, "id": id_}, place, defaults, text)
