"""Convert validation errors of pydantic to problems with a TOML path and a hint."""

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config.tables import (
    ChannelTable,
    CreditTable,
    File,
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
}
_MAX_SHOWN_CHARS = 80


def field_problems(error: ValidationError, raw: dict[str, Any]) -> list[Problem]:
    """Describe every invalid key once, even if pydantic reports several errors for it."""
    found: dict[str, Problem] = {}
    for details in error.errors():
        where = location(details["loc"], raw)
        found.setdefault(where, _problem(where, details))
    return list(found.values())


def closest(key: str, known: Iterable[str], what: str = "keys") -> str:
    """Return a hint: the most similar name, or all of them."""
    names = list(known)
    similar = difflib.get_close_matches(key, names, n=1)
    return f"Did you mean {similar[0]}?" if similar else f"Known {what}: {', '.join(names)}"


def _problem(where: str, details: ErrorDetails) -> Problem:
    names = tuple(step for step in details["loc"] if isinstance(step, str))
    model = _TABLES.get(names[:-1], File)
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    if details["type"] == "extra_forbidden":
        return Problem(where=where, message="unknown key", hint=closest(names[-1], known))
    field = known.get(names[-1]) if names else None
    hint = (field.description if field else None) or "See the configuration reference"
    if details["type"] == "missing":
        return Problem(where=where, message="is missing", hint=hint)
    if isinstance(details["input"], dict | list) and names in _TABLES:
        return _wrong_brackets(where, names, details["input"])
    return Problem(where=where, message=f"{_shown(details['input'])} {_said(details)}", hint=hint)


def _wrong_brackets(where: str, names: tuple[str, ...], given: object) -> Problem:
    table = ".".join(names)
    if isinstance(given, dict):
        hint = f"Write [[{table}]] with two brackets, once for each"
        return Problem(where=where, message="is one table, and must be a list of tables", hint=hint)
    hint = f"Write [{table}] with one bracket, once"
    return Problem(where=where, message="is a list, and must be one table", hint=hint)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"


def _said(details: ErrorDetails) -> str:
    message = details["msg"]
    if message.startswith(("is ", "uses ")):
        return message
    if details["type"] == "tuple_type":
        message = "must be text or a list"  # the settings know lists alone
    return f"is not accepted: {message[0].lower()}{message[1:]}"


def location(steps: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Write a path as ``channels[2](news).limit``, with the name of the table where it has one."""
    text, at = "", raw
    for step in steps:
        at = _into(at, step)
        if isinstance(step, int):
            name = at.get("path" if text == "channels" else "name") if isinstance(at, dict) else None
            text += f"[{step + 1}]" + (f"({name})" if isinstance(name, str) else "")
        else:
            text += f".{step}" if text else step
    return text


def _into(at: Any, step: int | str) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    return at[step] if isinstance(at, list) and isinstance(step, int) and step < len(at) else None
