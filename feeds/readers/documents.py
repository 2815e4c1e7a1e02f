"""JSON values in a stream of bytes, told apart by how it begins: lines of objects, or one document."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

import msgspec

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.jsonfeed import is_json_feed, json_feed_items
from feeds.readers.raw import Json

_BOM = b"\xef\xbb\xbf"
_CURE = "Write one JSON object a line"


@dataclass(frozen=True, slots=True)
class Found:
    """One value with its place; ``raw`` is its own line where it has one."""

    value: Json
    place: Place
    raw: bytes | None = None


def json_items(file: IO[bytes], path: str) -> Iterator[Found | Reading]:
    """The values of one stream; what is no JSON comes as a reading that says so."""
    number, first = 0, b""
    for number, line in enumerate(file, start=1):
        first = line.removeprefix(_BOM) if number == 1 else line
        if first.strip():
            break
    if _starts_document(first, path):
        yield from _document(first + file.read(), path, number)
        return
    for line_number, line in enumerate(chain((first,), file), start=number):
        if line and not line.isspace():
            yield _line(line, Place(path=path, line=line_number))


def _starts_document(first: bytes, path: str) -> bool:
    """Whether a stream is one JSON value rather than lines of them."""
    start = first.lstrip()[:1]
    if start == b"[":
        return True
    if start != b"{":
        return False
    try:
        value: Json = msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return path.lower().removesuffix(".gz").endswith(".json") or first.strip() == b"{"
    return is_json_feed(value)


def _document(text: bytes, path: str, line: int) -> Iterator[Found | Reading]:
    """An array of records, one record or a JSON Feed; places count entries."""
    try:
        value = decoded(text)
    except (ValueError, RecursionError) as error:
        place = Place(path=path, line=getattr(error, "lineno", 0) + line - 1 or None)
        yield no_record(place, text[:2000].decode("utf-8", "replace"), f"this is no JSON: {error}", _CURE)
        return
    items = json_feed_items(value) if is_json_feed(value) else value if isinstance(value, list) else [value]
    for number, item in enumerate(items, start=1):
        yield Found(item, Place(path=path, line=number))


def _line(line: bytes, place: Place) -> Found | Reading:
    try:
        return Found(decoded(line), place, line)
    except (ValueError, RecursionError) as error:
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        return no_record(place, raw, f"this is no JSON: {error}", _CURE)


def decoded(text: bytes) -> Json:
    """The value of a JSON text; the standard library has the last word on what msgspec refuses.

    Raises ``ValueError`` (with a ``lineno`` where it is known) for what is no JSON.
    """
    try:
        value: Json = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = json.loads(text.decode("utf-8-sig"))
    return value
