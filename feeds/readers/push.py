"""The kind ``push``: there is nothing to fetch; its settings apply to each record that a client sends."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from feeds.errors import SourceError
from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.readers.clean import no_record
from feeds.readers.documents import decoded
from feeds.readers.json_values import Json
from feeds.readers.large_files import is_large
from feeds.readers.large_records import clean_source_record
from feeds.readers.mapping import mapped
from feeds.readers.parser_pool import record_pool
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults

_HINT = "Write one JSON object a line"
_RAW_BYTES = 2_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedText:
    """One value in JSON; ``id`` is the one that its address names."""

    body: bytes
    place: Place
    defaults: SourceDefaults
    id: str | None = None


def read_pushed(pushed: PushedText) -> Reading:
    """Read one value: the work that a parser process does with a long one."""
    if pushed.id is None:
        reading = read_line(pushed.body, pushed.place, pushed.defaults)
    else:
        reading = read_named(pushed.body, pushed.id, pushed.place, pushed.defaults)
    return replace(reading, raw=reading.raw.encode("utf-8", "replace").decode())


def _in_parser(pushed: PushedText) -> Reading:
    """Read a long value in a parser process: decoding it would stop the serving loop."""
    try:
        return record_pool().parse_blocking("pushed", pushed, Reading)
    except SourceError as error:
        raw = pushed.body[:_RAW_BYTES].decode("utf-8", "replace")
        return no_record(pushed.place, raw, error.message, error.hint or _HINT)


def read_line(line: bytes, place: Place, defaults: SourceDefaults) -> Reading:
    """Read one line of JSON that was pushed; blocks until a parser process has read a long one."""
    if is_large(line):
        return _in_parser(PushedText(body=line, place=place, defaults=defaults))
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
    """Read one JSON object that was pushed under an id, which it may leave out; blocks as ``read_line``."""
    if is_large(text):
        return _in_parser(PushedText(body=text, place=place, defaults=defaults, id=id_))
    try:
        value = decoded(text)
    except ValueError as error:
        return no_record(place, text.decode("utf-8", "replace"), f"this is not JSON: {error}", _HINT)
    if not isinstance(value, dict):
        return read_value(value, place, defaults, text)
    theirs = dict(defaults.fields).get("id") or "id"
    given = mapped(value, (("id", theirs),)).get("id")
    return read_value(value if given else {**value, "id": id_}, place, defaults, text)
