"""Checks of the options of sources: their types, formats of dates, names of fields, XPaths and tokens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feeds.config.problems import closest
from feeds.config.source_kinds import GENERATORS, KINDS, OptionType
from feeds.errors import Problem
from feeds.model import FIELD_NAMES, Status

Row = dict[str, Any]
_OWN_CHECKS = frozenset({"csv", "page", "sql"})
_EXAMPLE = datetime(2024, 10, 22, 9, 7, 16, tzinfo=UTC)
_TYPES: dict[OptionType, tuple[type | tuple[type, ...], str, str]] = {
    OptionType.TEXT: (str, "text", "Write a string"),
    OptionType.FLAG: (bool, "true or false", "Write true or false"),
    OptionType.NUMBER: ((int, float), "a number", "Write a number"),
    OptionType.TEXTS: ((str, list), "text or a list of texts", "Write a string, or several as a list"),
    OptionType.TEXT_OR_TABLE: ((str, dict), "text or a table of texts", "Write a string, or several by name"),
    OptionType.GENERATOR: (str, "text", "Write a string"),
}


def option_problems(row: Row, kind: str, where: str, folder: Path) -> Iterator[Problem]:
    """Find faults in the options of one source."""
    yield from _types(row, kind, where)
    yield from _date_formats(row, where)
    if kind != "page":  # its fields are selectors, with names that its reader checks
        yield from _field_names(row, where)
    if kind == "xml":
        yield from _xpaths(row, where)
    if "token_file" in KINDS[kind].options:
        yield from _token(row, where, folder)
    yield from _status_values(row, where)


def _token(row: Row, where: str, folder: Path) -> Iterator[Problem]:
    token, hint = row.get("token_file"), "Write the token into it, or use token_env"
    if not isinstance(token, str):
        return
    if row.get("token_env") is not None:
        message, both = "a source has either token_file or token_env", "Remove one of them"
        yield Problem(where=f"{where}.token_env", message=message, hint=both)
    if not (folder / token).is_file():
        yield Problem(where=f"{where}.token_file", message=f"{token!r} does not exist", hint=hint)
        return
    try:
        text = (folder / token).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        yield Problem(where=f"{where}.token_file", message=f"{token!r} cannot be read", hint=hint)
        return
    if not text.strip():
        yield Problem(where=f"{where}.token_file", message=f"{token!r} is empty", hint=hint)


def _status_values(row: Row, where: str) -> Iterator[Problem]:
    """Values of ``status`` are mapped to a word that records may have."""
    values = row.get("values")
    words = values.get("status") if isinstance(values, dict) else None
    for theirs, ours in words.items() if isinstance(words, dict) else ():
        if isinstance(ours, str) and ours not in set(Status) and not _is_known_status(ours):
            message = f"{ours!r} is not a known status"
            hint = f'Write {theirs} = "usable", "withheld" or "withdrawn"'
            yield Problem(where=f"{where}.values.status.{theirs}", message=message, hint=hint)


def _is_known_status(word: str) -> bool:
    from feeds.readers.statuses import known_status  # loaded here: it brings all readers with it

    return known_status(word) is not None


def _types(row: Row, kind: str, where: str) -> Iterator[Problem]:
    if kind in _OWN_CHECKS:
        return
    for name, option in KINDS[kind].options.items():
        accepted, wanted, hint = _TYPES[option]
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, accepted):
            yield Problem(where=f"{where}.{name}", message=f"{value!r} is not {wanted}", hint=hint)
        elif option is OptionType.GENERATOR and value not in GENERATORS:
            message = f"{value!r} is not a known generator"
            hint = f"Use one of {', '.join(GENERATORS)}, or remove the key"
            yield Problem(where=f"{where}.{name}", message=message, hint=hint)
        elif isinstance(value, dict):
            yield from _table_of_texts(value, f"{where}.{name}")


def _table_of_texts(table: Row, where: str) -> Iterator[Problem]:
    for key, value in table.items():
        if not isinstance(value, str):
            yield Problem(where=f"{where}.{key}", message=f"{value!r} is not text", hint="Write a string")


def _date_formats(row: Row, where: str) -> Iterator[Problem]:
    given = row.get("date_format")
    for text in given if isinstance(given, list) else [given]:
        if isinstance(text, str) and not _is_date_format(text):
            message, hint = f"{text!r} is not a format of dates", 'Write it for strptime: "%d.%m.%Y %H:%M"'
            yield Problem(where=f"{where}.date_format", message=message, hint=hint)


def _is_date_format(text: str) -> bool:
    try:
        datetime.strptime(_EXAMPLE.strftime(text), text)  # noqa: DTZ007 - only the format matters
    except ValueError:
        return False
    return "%" in text


def _field_names(row: Row, where: str) -> Iterator[Problem]:
    """Our names are on the left of ``[sources.fields]``; the two are easily exchanged."""
    fields = row.get("fields")
    for ours, theirs in fields.items() if isinstance(fields, dict) else ():
        name = ours.partition(".")[0]
        if name in FIELD_NAMES or name.startswith("_"):
            continue
        exchanged = isinstance(theirs, str) and theirs in FIELD_NAMES
        hint = f'Write {theirs} = "{ours}"' if exchanged else closest(name, sorted(FIELD_NAMES), "fields")
        message = f"a record has no field {ours!r}"
        yield Problem(where=f"{where}.fields.{ours}", message=message, hint=hint)


def _xpaths(row: Row, where: str) -> Iterator[Problem]:
    from feeds.readers.xml_records import xpath_problems  # loaded here: it brings lxml with it

    fields, records = row.get("fields", {}), row.get("records", "")
    if isinstance(records, str) and isinstance(fields, dict):
        paths = {ours: path for ours, path in fields.items() if isinstance(path, str)}
        yield from xpath_problems(where, records, paths)
