"""Faults in the settings, each with its TOML path and its cure."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config.tables import (
    ChannelTable,
    CreditTable,
    File,
    ServerTable,
    SiteTable,
    SourceTable,
    StoreTable,
    WhereTable,
)
from feeds.errors import Problem
from feeds.model import INDEX
from feeds.readers import READERS

_TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): File,
    ("site",): SiteTable,
    ("store",): StoreTable,
    ("server",): ServerTable,
    ("sources",): SourceTable,
    ("credits",): CreditTable,
    ("channels",): ChannelTable,
    ("channels", "where"): WhereTable,
}


def field_problems(error: ValidationError, raw: dict[str, Any]) -> list[Problem]:
    """Say in our words what pydantic found, one problem a key."""
    found: dict[str, Problem] = {}
    for details in error.errors():
        where = _where(details["loc"], raw)
        found.setdefault(where, _problem(where, details))
    return list(found.values())


def _problem(where: str, details: ErrorDetails) -> Problem:
    names = tuple(step for step in details["loc"] if isinstance(step, str))
    known = _TABLES.get(names[:-1], File).model_fields
    if details["type"] == "extra_forbidden":
        return Problem(where=where, message="unknown key", cure=_closest(names[-1], list(known)))
    field = known.get(names[-1]) if names else None
    cure = (field.description if field else None) or "See the configuration reference"
    if details["type"] == "missing":
        return Problem(where=where, message="is missing", cure=cure)
    return Problem(where=where, message=f"{details['input']!r} {_said(details)}", cure=cure)


def _closest(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known keys: {', '.join(known)}"


def _said(details: ErrorDetails) -> str:
    message = details["msg"]
    return (
        message
        if message.startswith(("is ", "uses "))
        else f"is not accepted: {message[0].lower()}{message[1:]}"
    )


def _where(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Write a path as ``channels[2].limit``, with the name of the table where it has one."""
    text, at = "", raw
    for step in loc:
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


def cross_problems(raw: dict[str, Any], folder: Path) -> list[Problem]:
    """Find what no single key shows: clashing names, unknown kinds, missing files."""
    return [*_clashes(raw), *_private_index(raw), *_sources(raw, folder)]


def _rows(raw: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = raw.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _clashes(raw: dict[str, Any]) -> Iterator[Problem]:
    for table, key, what in (
        ("channels", "path", "channel"),
        ("sources", "name", "source"),
        ("credits", "name", "credit"),
    ):
        taken: dict[str, int] = {}
        for number, row in enumerate(_rows(raw, table), 1):
            for name in _names(row, key):
                before = taken.setdefault(name.casefold(), number)
                if before != number:
                    yield Problem(
                        where=f"{table}[{number}]({name}).{key}",
                        message=f"{table}[{before}] has this {what} already",
                        cure="Rename or remove one of them",
                    )


def _private_index(raw: dict[str, Any]) -> Iterator[Problem]:
    for number, row in enumerate(_rows(raw, "channels"), 1):
        if row.get("path") == INDEX and row.get("private"):
            yield Problem(
                where=f"channels[{number}]({INDEX}).private",
                message="the index is how a site is found and cannot be private",
                cure="Make the channels at the top private instead",
            )


def _names(row: dict[str, Any], key: str) -> list[str]:
    aliases = row.get("aliases", ())
    names = [row.get(key), *(aliases if isinstance(aliases, list) else [aliases])]
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def _sources(raw: dict[str, Any], folder: Path) -> Iterator[Problem]:
    for number, row in enumerate(_rows(raw, "sources"), 1):
        where = f"sources[{number}]({row.get('name')})"
        kind = row.get("kind")
        if isinstance(kind, str) and kind not in READERS:
            yield Problem(
                where=f"{where}.kind",
                message=f"{kind!r} is no kind",
                cure=f"Choose from {', '.join(sorted(READERS))}",
            )
        yield from _unknown_options(row, where)
        paths = row.get("path", ())
        for path in [paths] if isinstance(paths, str) else paths:
            if isinstance(path, str) and not _there(path, folder):
                yield Problem(
                    where=f"{where}.path",
                    message=f"{path!r} is not there",
                    cure="Paths start at the file's folder",
                )


def _unknown_options(row: dict[str, Any], where: str) -> Iterator[Problem]:
    """A source may have the keys of every source and those of its kind."""
    kind = READERS.get(str(row.get("kind")))
    if kind is None:
        return
    known = [*SourceTable.model_fields, *sorted(getattr(kind, "OPTIONS", ()))]
    for key in row:
        if key not in known:
            yield Problem(where=f"{where}.{key}", message="unknown key", cure=_closest(key, known))


def _there(path: str, folder: Path) -> bool:
    """A glob may match nothing yet, but the folder it starts from must be there."""
    if path == "-":
        return True
    plain = Path(path.split("*", 1)[0].split("?", 1)[0].split("[", 1)[0])
    whole = (
        plain
        if str(plain) == path
        else (plain if path[: len(str(plain)) + 1].endswith("/") else plain.parent)
    )
    return (folder / whole).exists()
