"""A JSON document that a client sent, cut into its values: for a long one the work of a parser process."""

import json
from dataclasses import dataclass

import msgspec

MAX_ITEMS = 100_000
"""The most values of one document."""

_items = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentItems:
    """The values of an array, or the one object; without any, ``fault`` says why, at a line and column."""

    items: tuple[bytes, ...] = ()
    is_object: bool = False
    fault: str | None = None
    line: int | None = None
    column: int | None = None
    too_many: bool = False


def read_items(text: bytes) -> DocumentItems:
    """Cut a document; the standard library decides on what the fast decoder refuses."""
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if start[:1] == b"[":
            return _bounded([bytes(item) for item in _items.decode(start)[: MAX_ITEMS + 1]])
        msgspec.json.decode(start, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _standard_items(text)
    if start[:1] != b"{":
        return DocumentItems(fault="The body is neither a JSON object nor an array of them.", line=1)
    return DocumentItems(items=(start,), is_object=True)


def _standard_items(text: bytes) -> DocumentItems:
    try:
        value = json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return DocumentItems(
            fault=f"The body is not JSON: {error.msg}.", line=error.lineno, column=error.colno
        )
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        return DocumentItems(fault="The body is not UTF-8.", line=line)
    except (RecursionError, ValueError):
        fault = "The body is nested too deeply, or a number in it is too long."
        return DocumentItems(fault=fault, line=1)
    if isinstance(value, list):
        return _bounded([json.dumps(item).encode() for item in value[: MAX_ITEMS + 1]])
    return DocumentItems(items=(json.dumps(value).encode(),), is_object=isinstance(value, dict))


def _bounded(items: list[bytes]) -> DocumentItems:
    if len(items) > MAX_ITEMS:
        return DocumentItems(fault=f"The body has more than {MAX_ITEMS} records.", too_many=True)
    return DocumentItems(items=tuple(items))
