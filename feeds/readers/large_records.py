"""Large records are cleaned in a parser process, also those of trusted sources.

A pattern over a long text holds the interpreter until it ends: the serving loop waits for it even where the
record is cleaned in a thread.
"""

import os
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from feeds.errors import SourceError
from feeds.model import Place, Reading
from feeds.readers.clean import MAX_RAW_CHARS, clean_record, unreadable_record
from feeds.readers.json_values import Json
from feeds.readers.parser_pool import IN_PARSER, record_pool
from feeds.readers.source_defaults import SourceDefaults

LARGE_CHARS = 64_000
"""A text of this length is cleaned in less than the loop may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """A record as its source wrote it; ``plain`` as for ``clean_record``."""

    data: dict[str, Any]  # ``Json`` has no decoder
    place: Place
    defaults: SourceDefaults
    plain: bool


def clean_source_record(
    data: dict[str, Json],
    place: Place,
    defaults: SourceDefaults,
    raw: bytes | None = None,
    *,
    plain: bool = False,
) -> Reading:
    """Clean a record as ``clean_record`` does; blocks until a parser process has cleaned a large one."""
    is_small = raw is not None and len(raw) <= LARGE_CHARS  # no text is longer than its notation
    if is_small or not _is_large(data) or IN_PARSER in os.environ:
        return clean_record(data, place, defaults, raw, plain=plain)
    record = RawRecord(data=data, place=place, defaults=defaults, plain=plain)
    try:
        reading = record_pool().parse_blocking("record", record, Reading)
    except SourceError as error:
        return unreadable_record(data, place, error.message, raw)
    except (OverflowError, TypeError, UnicodeEncodeError):  # numbers and characters that only Python has
        return clean_record(data, place, defaults, raw, plain=plain)
    if reading.raw and raw is not None:
        return replace(reading, raw=raw[:MAX_RAW_CHARS].decode("utf-8", "replace").rstrip("\r\n"))
    return reading


def read_record(record: RawRecord) -> Reading:
    """Clean a record: the work that a parser process does."""
    reading = clean_record(record.data, record.place, record.defaults, plain=record.plain)
    return replace(reading, raw=reading.raw.encode("utf-8", "replace").decode())


def _is_large(data: dict[str, Json]) -> bool:
    for value in data.values():
        if isinstance(value, str):
            if len(value) > LARGE_CHARS:
                return True
        elif isinstance(value, dict) and _is_large(value):
            return True
    return False
