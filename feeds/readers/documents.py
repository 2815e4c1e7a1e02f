"""JSON values in a stream of bytes, recognised by its beginning: an object a line, or one document."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

import msgspec
from msgspec import Struct, structs

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.encodings import decode_text
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.json_values import Json
from feeds.readers.jsonfeed import is_json_feed, json_feed_items
from feeds.readers.lines import TextLines

_HINT = "Write one JSON object a line"
_RAW_CHARS = 2_000
_BLANK = re.compile(r"[ \t\r\n\ufeff]*+")
_SEPARATOR = re.compile(r"[ \t\r\n,\ufeff]*+")
_DECODER = json.JSONDecoder()
_WRITE_UTF8 = "Save the file as UTF-8, or set the source's encoding where its kind has one"


class FoundValue(Struct, frozen=True, gc=False):
    """One value with its place; ``raw`` is its own line if it has one, ``fault`` what its encoding cost."""

    value: Json
    place: Place
    raw: bytes | None = None
    fault: str | None = None


def json_items(file: IO[bytes], path: str) -> Iterator[FoundValue | Reading]:
    """The values of one stream; what is not JSON is a reading that says so, and the others follow."""
    lines = TextLines(file)
    stream = iter(lines)
    number, first = next(
        ((number, line) for number, line in enumerate(stream, start=1) if line.strip()), (1, b"")
    )
    if _starts_document(first, path):
        yield from _document(first + b"".join(stream), path, number)
        return
    for line_number, line in enumerate(chain((first,), stream), start=number):
        if line and not line.isspace():
            yield _line(line, Place(path=path, line=line_number), lines)


def decoded(text: bytes) -> Json:
    """The value of a JSON text in UTF-8; the standard library decides on what msgspec refuses.

    Raises ``ValueError`` for what is not JSON (deep nesting and bad bytes too).
    """
    try:
        value: Json = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            value = json.loads(text.decode("utf-8-sig"))
        except RecursionError as error:
            raise ValueError("it is nested too deep") from error
    return value


def with_fault(reading: Reading, fault: str | None) -> Reading:
    """A reading with a warning about the encoding of its text."""
    if fault is None:
        return reading
    faults = FaultCollector()
    faults.add(FieldFault.REPAIRED_ENCODING, None, fault, _WRITE_UTF8)
    return structs.replace(reading, findings=(*reading.findings, *faults.found))


def _starts_document(first: bytes, path: str) -> bool:
    """Whether a stream is one JSON value rather than lines of them."""
    start = first.lstrip()[:1]
    if start == b"[":
        return True
    if start != b"{":
        return False
    try:
        value = decoded(first)
    except ValueError:
        if first.rstrip().endswith(b"},"):
            return False
        return path.lower().removesuffix(".gz").endswith(".json") or first.strip() == b"{"
    return is_json_feed(value)


def _document(body: bytes, path: str, first_line: int) -> Iterator[FoundValue | Reading]:
    """An array of records, a JSON Feed, one record or several: each with the line it begins on."""
    found = decode_text(body)
    text = found.text
    start = _skipped(_BLANK, text, 0)
    if text[start : start + 1] == "[":
        yield from _array(text, start + 1, path, first_line, found.fault)
        return
    position, line, counted = start, first_line, 0
    while position < len(text):
        line, counted = line + text.count("\n", counted, position), position
        place = Place(path=path, line=line)
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield _broken(text[position:], error, place, first_line, text)
            return
        if is_json_feed(value):
            yield from _feed_items(value, place, text[position:end], found.fault)
        else:
            yield FoundValue(value, place, fault=found.fault)
        position = _skipped(_SEPARATOR, text, end)


def _array(
    text: str, position: int, path: str, first_line: int, fault: str | None
) -> Iterator[FoundValue | Reading]:
    """The values of an array, up to one that is not JSON."""
    line, counted = first_line, 0
    while True:
        position = _skipped(_SEPARATOR, text, position)
        line, counted = line + text.count("\n", counted, position), position
        place = Place(path=path, line=line)
        if text[position : position + 1] == "]":
            return
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield _broken(text[position:], error, place, first_line, text)
            return
        yield FoundValue(value, place, fault=fault)


def _feed_items(feed: Json, place: Place, text: str, fault: str | None) -> Iterator[FoundValue]:
    """The items of a JSON Feed, each on the line where it begins."""
    lines = item_lines(text)
    for number, item in enumerate(json_feed_items(feed)):
        line = (place.line or 1) + lines[number] - 1 if number < len(lines) else place.line
        yield FoundValue(item, Place(path=place.path, line=line), fault=fault)


def item_lines(text: str) -> list[int]:
    """The lines on which the items of a JSON Feed begin; as many as were found."""
    found = re.search(r'"items"\s{0,100}:\s{0,100}\[', text)
    lines: list[int] = []
    if found is None:
        return lines
    position, line, counted = found.end(), 1, 0
    while (position := _skipped(_SEPARATOR, text, position)) < len(text) and text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        lines.append(line)
        try:
            _, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
    return lines


def _line(line: bytes, place: Place, lines: TextLines) -> FoundValue | Reading:
    fault = None
    try:
        return FoundValue(msgspec.json.decode(line), place, line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        text = lines.decode(line)
        line, fault = text.text.encode("utf-8", "replace"), text.fault
    try:
        return FoundValue(_tolerant(line), place, line, fault)
    except ValueError as error:
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        return no_record(place, raw, f"this is not JSON: {_words(error)}", _HINT)


def _tolerant(line: bytes) -> Json:
    """The value of a line; a comma at its end, as in an array, does not count."""
    try:
        return decoded(line)
    except ValueError:
        plain = line.rstrip()
        if not plain.endswith(b","):
            raise
        return decoded(plain[:-1])


def _broken(rest: str, error: Exception, place: Place, first_line: int, text: str) -> Reading:
    """The reading of what is not JSON from here on, at the line of the fault."""
    where = place
    if isinstance(error, json.JSONDecodeError):
        where = structs.replace(place, line=first_line + text.count("\n", 0, error.pos))
    raw = rest[:_RAW_CHARS].encode("utf-8", "replace").decode()
    return no_record(where, raw, f"this is not JSON: {_words(error)}", _HINT)


def _words(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)


def _skipped(blanks: re.Pattern[str], text: str, position: int) -> int:
    match = blanks.match(text, position)
    return match.end() if match else position
