"""Rows of cells to the fields of records: lists and objects are written inside cells."""

import json
import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from feeds.model import FIELD_NAMES
from feeds.readers.json_values import Json
from feeds.readers.mapping import mapped, put
from feeds.readers.source_defaults import SourceDefaults

_LISTS = {
    "tags": re.compile(r"[;,|、，；\n]++"),
    "channels": re.compile(r"[;,|，；\n]++"),
    "authors": re.compile(r"[;|、；\n]++"),
    "contributors": re.compile(r"[;|、；\n]++"),
    "attachments": re.compile(r"[|\s]++"),
    "related": re.compile(r"[|\s]++"),
    "aliases": re.compile(r"[|\s]++"),
}
_MAX_DIGITS = 40
_ADDRESSED = ("attachments",)
_PLAIN = FIELD_NAMES - _LISTS.keys() - {"source"}
"""Fields whose text stands for nothing but itself."""


def raw_row(cells: Iterable[tuple[str, object]], defaults: SourceDefaults) -> dict[str, Json]:
    """A row under our names, with the fields that its source may set; empty cells count as absent.

    A column named with a dot (``source.name``) goes inside; a list is split at ``;`` and the like, or
    written as JSON.
    """
    row: dict[str, Json] = {}
    for name, value in cells:
        plain = value.strip() if type(value) is str else plain_cell(value)
        if plain is not None and plain != "":
            row[name] = plain
    allowed = defaults.allowed(row)
    named = mapped(row, defaults.fields, allowed) if defaults.fields else allowed
    record: dict[str, Json] = {}
    for name, value in named.items():
        if type(value) is str and name in _PLAIN:
            record[name] = value
            continue
        shaped = _shaped(name, value) if isinstance(value, str) else value
        inner = record.get(name)
        if isinstance(inner, dict) and isinstance(shaped, dict):
            shaped = {**inner, **shaped}
        put(record, name, shaped)
    return record


def plain_cell(value: object) -> Json:
    """The JSON value of a cell; times without a zone stay without."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value) if isinstance(value, UUID) else repr(value)


def _number(value: Decimal) -> int | float:
    """Return a number of a database; a signalling NaN and exponents of any size are numbers to it."""
    if not value.is_finite():
        return float(value) if not value.is_nan() else math.nan
    if value.adjusted() > _MAX_DIGITS:
        return math.copysign(math.inf, value)
    return int(value) if value == value.to_integral_value() else float(value)


def _shaped(name: str, text: str) -> Json:
    """A cell that contains a list or an object."""
    if text[:1] in "[{" and (name in _LISTS or name == "source"):
        try:
            value: Json = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value
    if name not in _LISTS:
        return text
    parts: list[Json] = [part.strip() for part in _LISTS[name].split(text) if part.strip()]
    return [{"url": part} for part in parts] if name in _ADDRESSED else parts
