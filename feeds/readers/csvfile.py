"""Tables as text: CSV, TSV and their kin, with the delimiter and the encoding found."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, ClassVar

from feeds.model import Place, Reading
from feeds.readers.cells import raw_row
from feeds.readers.clean import clean_record, no_record
from feeds.readers.encodings import delimiter_of, encoding_of
from feeds.readers.filereader import FileReader
from feeds.readers.files import STDIN, opened
from feeds.readers.raw import RawRecord
from feeds.readers.source_defaults import SourceDefaults

_LONGEST_CELL = 16_000_000
csv.field_size_limit(_LONGEST_CELL)


class CsvReader(FileReader):
    """A source of kind ``csv``; its options say what would be found."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"delimiter", "encoding"})
    endings = (".csv", ".tsv", ".tab", ".txt")

    def file(self, path: str, terms: SourceDefaults) -> Iterator[Reading]:
        """Read the rows of one file, by the delimiter and encoding told or found."""
        options = dict(self._settings.options)
        encoding, delimiter = options.get("encoding"), options.get("delimiter")
        if path == STDIN:
            with opened(path) as file:
                text = file.read()
            yield from _rows(io.BytesIO(text), path, _told(encoding, io.BytesIO(text)), delimiter, terms)
            return
        with opened(path) as file:
            encoding = _told(encoding, file)
        with opened(path) as file:
            yield from _rows(file, path, encoding, delimiter, terms)


def _told(encoding: object, file: IO[bytes]) -> str:
    return encoding if isinstance(encoding, str) and encoding else encoding_of(file)


def _rows(
    file: IO[bytes], path: str, encoding: str, delimiter: object, terms: SourceDefaults
) -> Iterator[Reading]:
    """The rows of a file that stays the caller's to close."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _readings(text, path, delimiter, terms)
    finally:
        text.detach()


def _readings(
    text: io.TextIOWrapper, path: str, delimiter: object, terms: SourceDefaults
) -> Iterator[Reading]:
    """The rows below the header, each with the number of its first line."""
    skipped, first = _header_line(text)
    told = delimiter if isinstance(delimiter, str) and delimiter else delimiter_of(first)
    lines = csv.reader(_joined(first, text), delimiter=told)
    header = [_name(cell) for cell in next(lines, [])]
    plain_terms = replace(terms, fields=())
    start = skipped + lines.line_num + 1
    while True:
        place = Place(path=path, line=start)
        try:
            row = next(lines, None)
        except csv.Error as error:
            yield no_record(place, "", f"this is no row: {error}", "Close the quote that was opened")
            start = skipped + lines.line_num + 1
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            record = raw_row(zip(header, row, strict=False), terms.fields)
            yield _too_long(header, row, place) or clean_record(record, place, plain_terms)
        start = skipped + lines.line_num + 1


def _name(cell: str) -> str:
    """A column's name; our own names count in any case."""
    name = cell.strip()
    return name.lower() if name.lower() in RawRecord.model_fields else name


def _too_long(header: list[str], row: list[str], place: Place) -> Reading | None:
    """What is said of a row with more cells than there are columns."""
    if len(row) <= len(header):
        return None
    why = f"this row has {len(row)} cells and the header {len(header)}"
    return no_record(place, _written(row), why, "Quote cells that hold the delimiter")


def _header_line(text: io.TextIOWrapper) -> tuple[int, str]:
    """How many blank lines stand first, and the line after them as far as its quotes close."""
    skipped, line = 0, ""
    for part in text:
        line += part
        if not line.strip():
            skipped, line = skipped + 1, ""
        elif line.count('"') % 2 == 0:
            break
    return skipped, line


def _joined(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield from io.StringIO(first, newline="")
    yield from rest


def _written(row: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().rstrip("\r\n")
