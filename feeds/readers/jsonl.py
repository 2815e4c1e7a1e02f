"""JSON lines from files, folders and standard input, streamed; arrays, objects and JSON Feeds as well."""

import json
from collections.abc import Iterator
from typing import IO

from feeds.model import Reading
from feeds.readers.clean import no_record
from feeds.readers.documents import FoundValue, json_items, with_fault
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.large_records import clean_source_record
from feeds.readers.source_defaults import SourceDefaults

_MAX_RAW_CHARS = 2_000


def read_jsonl(file: IO[bytes], path: str, defaults: SourceDefaults) -> Iterator[Reading]:
    """Read the values of one file."""
    for found in json_items(file, path):
        yield found if isinstance(found, Reading) else _reading(found, defaults)


def _reading(found: FoundValue, defaults: SourceDefaults) -> Reading:
    if isinstance(found.value, dict):
        return with_fault(clean_source_record(found.value, found.place, defaults, found.raw), found.fault)
    raw = json.dumps(found.value, ensure_ascii=False)[:_MAX_RAW_CHARS]
    return no_record(found.place, raw, "this is not a JSON object", "Write one JSON object a line")


class JsonlReader(FileReader):
    """A source of kind ``jsonl``."""

    endings = (".jsonl", ".ndjson", ".json")

    def parser(self) -> Parse:
        """Parse values in JSON."""
        return read_jsonl
