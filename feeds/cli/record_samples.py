"""The first records of a file or document, to see how their fields are called."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from feeds.readers.csvfile import delimiter_of
from feeds.readers.encodings import decode_text
from feeds.readers.field_names import likely_fields
from feeds.readers.json_records import NoRecordsError, records_in, value_at
from feeds.readers.json_values import Json

SAMPLED = frozenset({"csv", "json", "jsonl"})
"""The kinds whose records are named by their systems, not by a format."""

_RECORDS = 20
_MAX_BYTES = 20_000_000
_MAX_DEPTH = 4
_LOCAL = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?$")
_KEYS_OF_OTHERS = ("author", "authors", "tags")
_NEXT = ("next", "paging.next", "pagination.next", "links.next", "_links.next", "meta.next", "next_page_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNames:
    """How a source of records is read: the keys of its settings, and pairs of our fields and theirs.

    A field that is ``None`` has only numbers, which are keys of something else: it is switched off.
    ``has_local_times`` tells that times of publication are written without an offset.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[tuple[str, str | None], ...] = ()
    has_local_times: bool = False


def names_in_file(path: Path, kind: str) -> RecordNames:
    """Return what the first records of a file of kind ``csv``, ``json`` or ``jsonl`` are like."""
    with path.open("rb") as file:
        body = file.read(_MAX_BYTES + 1)
    if kind == "csv":
        return _names_of(_rows(decode_text(body).text))
    if kind == "jsonl":
        return _names_of(_objects([_json(line) for line in body.splitlines()[:_RECORDS]]))
    return names_in_document(body) or RecordNames()


def names_in_document(body: bytes) -> RecordNames | None:
    """Return where the records of a JSON document are and what they are like; ``None`` without any."""
    document = _json(body) if len(body) <= _MAX_BYTES else None
    path, records = _list_in(document)
    if not records:
        return None
    options = {"records": path} if path else {}
    following = next((name for name in _NEXT if isinstance(value_at(document, name), str | dict)), None)
    if following is None and isinstance(value_at(document, "meta.pagination.page"), int):
        following = "page"
    found = _names_of(records)
    following_option = {"next": following} if following else {}
    return replace(found, options={**options, **following_option, **found.options})


def _names_of(records: Sequence[Mapping[str, Json]]) -> RecordNames:
    values: dict[str, Json] = {}
    for record in records:
        for name, value in _leaves(record):
            if values.get(name) in (None, "", []):
                values[name] = value
    keys = tuple(name for name in _KEYS_OF_OTHERS if _is_key(values.get(name)))
    given = [name for name, value in values.items() if value not in (None, "", []) and name not in keys]
    fields = dict(likely_fields(given))
    options = {"titles": "html"} if fields.get("title") == "title.rendered" else {}
    if any(theirs.lower().endswith("gmt") for theirs in fields.values()):
        options["timezone"] = "UTC"
    other_names = [(ours, theirs) for ours, theirs in fields.items() if ours != theirs]
    time = values.get(fields.get("date_published", ""))
    return RecordNames(
        options=options,
        fields=(*other_names, *((name, None) for name in keys if name not in fields)),
        has_local_times="timezone" not in options and isinstance(time, str) and bool(_LOCAL.search(time)),
    )


def _leaves(record: Mapping[str, Json], before: str = "", depth: int = 1) -> Iterator[tuple[str, Json]]:
    """Yield the values of a record by the paths that settings use; a list is one value."""
    for name, value in record.items():
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            yield from _leaves(value, f"{before}{name}.", depth + 1)
        elif not isinstance(value, dict):
            yield f"{before}{name}", value


def _is_key(value: Json) -> bool:
    """Whether a value is a number, or a list of numbers, that stands for something else."""
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(one, int) for one in values)


def _list_in(document: Json) -> tuple[str, list[dict[str, Json]]]:
    """Return the list of records, with its path if it is not in a usual place."""
    try:
        return "", _objects(records_in(document, ""))
    except NoRecordsError:
        found = dict(_lists(document))
        path = max(found, key=lambda path: _likeness(found[path]), default="")
        return path, found.get(path, [])


def _likeness(records: Sequence[Mapping[str, Json]]) -> tuple[int, int]:
    """Return how much a list is one of articles: how many fields are known, and how many records it has."""
    return len(likely_fields([name for name, _ in _leaves(records[0])])), len(records)


def _lists(value: Json, before: str = "", depth: int = 1) -> Iterator[tuple[str, list[dict[str, Json]]]]:
    for name, inner in value.items() if isinstance(value, dict) and depth <= _MAX_DEPTH else ():
        if isinstance(inner, list) and _objects(inner):
            yield f"{before}{name}", _objects(inner)
        yield from _lists(inner, f"{before}{name}.", depth + 1)


def _objects(values: Sequence[Json]) -> list[dict[str, Json]]:
    return [value for value in values[:_RECORDS] if isinstance(value, dict)]


def _rows(text: str) -> list[dict[str, Json]]:
    lines = text[:_MAX_BYTES].splitlines(keepends=True)
    if not lines:
        return []
    rows = csv.DictReader(lines, delimiter=delimiter_of(lines[0]))
    try:
        return [{str(name): value for name, value in row.items()} for row in islice(rows, _RECORDS)]
    except csv.Error:
        return []


def _json(text: bytes) -> Json:
    try:
        return json.loads(text)  # type: ignore[no-any-return]  # JSON has only these types
    except (ValueError, RecursionError):
        return None
