"""JSON lines from files, folders and standard input, streamed; arrays, objects and JSON Feeds as well."""

import json
from collections.abc import Iterator

from feeds.model import Reading
from feeds.readers.clean import clean_record, no_record
from feeds.readers.documents import Found, json_items
from feeds.readers.filereader import FileReader
from feeds.readers.files import opened
from feeds.readers.source_defaults import SourceDefaults


class JsonlReader(FileReader):
    """A source of kind ``jsonl``."""

    endings = (".jsonl", ".ndjson", ".json")

    def file(self, path: str, terms: SourceDefaults) -> Iterator[Reading]:
        """Read the values of one file."""
        with opened(path) as file:
            for found in json_items(file, path):
                yield found if isinstance(found, Reading) else _reading(found, terms)


def _reading(found: Found, terms: SourceDefaults) -> Reading:
    if isinstance(found.value, dict):
        return clean_record(found.value, found.place, terms, found.raw)
    raw = json.dumps(found.value, ensure_ascii=False)
    return no_record(found.place, raw, "this is no JSON object", "Write one JSON object a line")
