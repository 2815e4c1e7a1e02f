"""Tables as text: CSV, TSV and their variants, with the delimiter and the encoding detected."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import IO, ClassVar

from feeds.model import FIELD_NAMES, Place, Reading
from feeds.readers.cells import raw_row
from feeds.readers.clean import no_record
from feeds.readers.documents import with_fault
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.large_records import clean_source_record
from feeds.readers.lines import TextLines
from feeds.readers.source_defaults import SourceDefaults

_MAX_CELL_CHARS = 16_000_000
_MAX_REREAD_CHARS = 50_000_000
_DELIMITERS = ",\t;|"
_NULLS = frozenset({"\\N", "NULL"})
_NULL_CHARS = 4
csv.field_size_limit(_MAX_CELL_CHARS)


class CsvReader(FileReader):
    """A source of kind ``csv``; its options replace what would be detected."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"delimiter", "encoding"})
    endings = (".csv", ".tsv", ".tab", ".txt")

    def parser(self) -> Parse:
        """Parse with the delimiter and encoding of the settings, where they are given."""
        options = dict(self._settings.options)
        delimiter, encoding = str(options.get("delimiter", "")), str(options.get("encoding", ""))
        return partial(read_csv, delimiter=delimiter, encoding=encoding)


def read_csv(
    file: IO[bytes], path: str, defaults: SourceDefaults, *, delimiter: str = "", encoding: str = ""
) -> Iterator[Reading]:
    """Read the rows below the header, each with the number of its first line."""
    lines = _RowLines(_text_lines(file, encoding))
    first = _header_line(lines)
    if first[:4].lower() == "sep=" and len(first.strip()) == len("sep=;"):
        delimiter, first = delimiter or first.strip()[-1], _header_line(lines)
    lines.put_back(first)
    rows = _rows(lines, delimiter or delimiter_of(first))
    header = [_column(cell) for cell in next(rows, _Row()).cells]
    if not _has_known_column(header, defaults):
        why = "the first line names no known column"
        hint = "Write a header with id or url, or map the columns in [sources.fields]"
        yield no_record(Place(path=path, line=lines.number), first.rstrip("\r\n"), why, hint)
        return
    plain_defaults = defaults.after_mapping
    for row in rows:
        place = Place(path=path, line=row.line)
        if row.error:
            yield no_record(
                place, row.text, f"this is not a row: {row.error}", "Close the quote in this line"
            )
        elif any(cell.strip() for cell in row.cells):
            yield _reading(header, row, place, defaults, plain_defaults)


def delimiter_of(line: str) -> str:
    """The delimiter of a header: the commonest of comma, tab, semicolon and bar outside quotes."""
    outside = "".join(line.split('"')[::2])
    counts = {delimiter: outside.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else ","


@dataclass(slots=True)
class _Row:
    """One row: its cells, or why it has none, and what its encoding cost."""

    cells: list[str] = field(default_factory=list)
    line: int = 0
    text: str = ""
    error: str = ""
    fault: str | None = None


class _RowLines:
    """Lines of text that can be put back, the number of the last one and the faults of their encoding."""

    def __init__(self, lines: Iterator[tuple[str, str | None]]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self.number = 0
        self.taken: list[str] = []
        self.fault: str | None = None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the lines from here on; any iterator goes on where the last one stopped."""
        yield from self._again()
        for line, fault in self._lines:
            if fault is not None:
                self.fault = fault
            self.number += 1
            self.taken.append(line)
            yield line
            if self._waiting:
                yield from self._again()

    def _again(self) -> Iterator[str]:
        while self._waiting:
            line = self._waiting.pop()
            self.number += line.count("\n") or 1
            self.taken.append(line)
            yield line

    def put_back(self, *lines: str) -> None:
        """Give lines again, in this order."""
        self._waiting.extend(reversed(lines))
        self.number -= sum(line.count("\n") or 1 for line in lines)

    def begin(self) -> None:
        """Forget the lines and faults of the row before."""
        self.taken.clear()
        self.fault = None


def _text_lines(file: IO[bytes], encoding: str) -> Iterator[tuple[str, str | None]]:
    """The lines as text, each with what its encoding cost."""
    lines = TextLines(file, encoding)
    usual = lines.encoding
    for raw in lines:
        fault = None
        try:
            line = raw.decode(usual)
        except UnicodeDecodeError:
            decoded = lines.decode(raw)
            line, fault = decoded.text, decoded.fault
        if "\r" in line and "\r" in line[:-2]:
            for part in io.StringIO(line, newline=""):
                yield part, fault
        else:
            yield line, fault


def _rows(lines: _RowLines, delimiter: str) -> Iterator[_Row]:
    """The rows; after a line with an unclosed quote, reading continues with the next line."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    reread = 0
    while True:
        lines.begin()
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            taken = list(lines.taken)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            if len(taken) > 1 and reread < _MAX_REREAD_CHARS:
                reread += sum(map(len, taken))
                lines.put_back(*taken[1:])
            text = (taken or [""])[0].rstrip("\r\n")
            cells = _tolerant(text, delimiter)
            message = "" if cells else str(error)
            yield _Row(cells=cells, line=start, text=text, error=message, fault=lines.fault)
            continue
        yield _Row(cells=cells, line=start, fault=lines.fault)


def _tolerant(text: str, delimiter: str) -> list[str]:
    """The cells of a line that breaks the quoting rules: backslashes before quotes, or quotes as text."""
    for escape in ("\\", None):
        if escape and '\\"' not in text:
            continue
        try:
            return next(
                csv.reader(
                    [text], delimiter=delimiter, escapechar=escape, doublequote=not escape, strict=True
                )
            )
        except (csv.Error, StopIteration):
            continue
    if text.count('"') % 2:
        return []
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _reading(
    header: list[str], row: _Row, place: Place, defaults: SourceDefaults, plain_defaults: SourceDefaults
) -> Reading:
    more = row.cells[len(header) :]
    if any(cell.strip() for cell in more):
        why = f"this row has {len(row.cells)} cells and the header {len(header)}"
        return no_record(place, _written(row.cells), why, "Quote cells that hold the delimiter")
    cells = [None if len(cell) <= _NULL_CHARS and cell in _NULLS else cell for cell in row.cells]
    record = raw_row(zip(header, cells, strict=False), defaults)
    return with_fault(clean_source_record(record, place, plain_defaults), row.fault)


def _column(cell: str) -> str:
    """A column's name; our own names count in any case."""
    name = cell.strip().removeprefix("\ufeff")
    return name.lower() if name.lower() in FIELD_NAMES else name


def _has_known_column(header: list[str], defaults: SourceDefaults) -> bool:
    known = FIELD_NAMES | {theirs for _, theirs in defaults.fields if theirs}
    return not header or any(name.partition(".")[0] in known or name in known for name in header)


def _header_line(lines: _RowLines) -> str:
    """The first line that is not blank, as far as its quotes close."""
    line = ""
    for part in lines:
        line += part
        if not line.strip():
            line = ""
        elif line.count('"') % 2 == 0:
            break
    return line


def _written(row: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().rstrip("\r\n")
