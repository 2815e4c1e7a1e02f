"""Convert validation errors of pydantic to problems with a TOML path and a hint."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config.tables import (
    ChannelTable,
    CreditTable,
    File,
    HubTable,
    LimitsTable,
    RedirectTable,
    ServerTable,
    SiteTable,
    SourceTable,
    StoreTable,
    WhereTable,
)
from feeds.errors import Problem

_TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): File,
    ("site",): SiteTable,
    ("store",): StoreTable,
    ("server",): ServerTable,
    ("server", "limits"): LimitsTable,
    ("sources",): SourceTable,
    ("credits",): CreditTable,
    ("channels",): ChannelTable,
    ("channels", "where"): WhereTable,
    ("redirects",): RedirectTable,
    ("hub",): HubTable,
}
_LISTS = frozenset({"sources", "credits", "channels", "redirects"})
_WRONG_TABLE = frozenset({"tuple_type", "model_type", "model_attributes_type", "dict_type"})
_WORDS = {
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "dict_type": "must be a table",
    "tuple_type": "must be text or a list",
    "too_short": "must not be empty",
}
"""What values must be, by the error types of pydantic."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_SHOWN_CHARS = 80


def field_problems(error: ValidationError, raw: dict[str, Any]) -> list[Problem]:
    """Describe every invalid key once, even if pydantic reports several errors for it."""
    found: dict[str, Problem] = {}
    for details in error.errors():
        where = location(_without_alternatives(details["loc"]), raw)
        found.setdefault(where, _problem(where, details))
    return list(found.values())


def closest(key: str, known: Iterable[str], what: str = "keys") -> str:
    """Return a hint: the most similar name, or all of them."""
    names = list(known)
    similar = difflib.get_close_matches(key, names, n=1)
    return f"Did you mean {similar[0]}?" if similar else f"Known {what}: {', '.join(names)}"


def _without_alternatives(steps: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return a path without the last step that pydantic adds for each type that a value may have."""
    last = str(steps[-1]) if steps else ""
    return steps[:-1] if last == "str" or last.startswith("literal[") else steps


def _hint(names: tuple[str, ...]) -> str:
    """Return the description of a key, or of the nearest key around it."""
    for end in range(len(names) - 1, -1, -1):
        model = _TABLES.get(names[:end])
        fields = model.model_fields if model else {}
        known = {field.alias or name: field for name, field in fields.items()}
        if names[end] in known and (text := known[names[end]].description):
            return text
    return "See the configuration reference"


def _problem(where: str, details: ErrorDetails) -> Problem:
    names = tuple(step for step in _without_alternatives(details["loc"]) if isinstance(step, str))
    model = _TABLES.get(names[:-1], File)
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    if details["type"] == "extra_forbidden":
        return Problem(where=where, message="unknown key", hint=closest(names[-1], known))
    hint = _hint(names)
    if details["type"] == "missing":
        return Problem(where=where, message="is missing", hint=hint)
    if details["type"] in _WRONG_TABLE and names and names in _TABLES:
        return _wrong_brackets(where, names, details["input"])
    return Problem(where=where, message=f"{_shown(details['input'])} {_said(details)}", hint=hint)


def _wrong_brackets(where: str, names: tuple[str, ...], given: object) -> Problem:
    table = ".".join(names)
    what = "one table" if isinstance(given, dict) else "a list" if isinstance(given, list) else _shown(given)
    if names[0] in _LISTS and len(names) == 1:
        hint = f"Write [[{table}]] with two brackets, once for each"
        return Problem(where=where, message=f"is {what}, and must be a list of tables", hint=hint)
    hint = f"Write [{table}] with one bracket, once"
    return Problem(where=where, message=f"is {what}, and must be one table", hint=hint)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"


def _said(details: ErrorDetails) -> str:
    message = details["msg"]
    if message.startswith(("is ", "uses ")):
        return message
    message = _WORDS.get(details["type"], message).replace("Input should be", "must be")
    return f"is not accepted: {message[0].lower()}{message[1:]}"


def location(steps: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Write a path as ``channels[2](news).limit``, with the name of the table where it has one."""
    text, at = "", raw
    for step in steps:
        at = _into(at, step)
        if isinstance(step, int):
            name = at.get("path" if text == "channels" else "name") if isinstance(at, dict) else None
            text += f"[{step + 1}]" + (f"({_CONTROL.sub(' ', name)})" if isinstance(name, str) else "")
        else:
            text += f".{step}" if text else step
    return text


def _into(at: Any, step: int | str) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    return at[step] if isinstance(at, list) and isinstance(step, int) and step < len(at) else None
