"""Faults in the settings, each with its TOML path and its hint."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config.removed_channels import former_problems
from feeds.config.tables import (
    ChannelTable,
    CreditTable,
    File,
    LimitsTable,
    ServerTable,
    SiteTable,
    SourceTable,
    StoreTable,
    WhereTable,
    has_left,
)
from feeds.errors import Problem
from feeds.model import INDEX
from feeds.readers import READERS

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
        return Problem(where=where, message="unknown key", hint=_closest(names[-1], list(known)))
    field = known.get(names[-1]) if names else None
    hint = (field.description if field else None) or "See the configuration reference"
    if details["type"] == "missing":
        return Problem(where=where, message="is missing", hint=hint)
    return Problem(where=where, message=f"{details['input']!r} {_said(details)}", hint=hint)


def _closest(key: str, known: list[str], what: str = "keys") -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known {what}: {', '.join(known)}"


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
    private = _private_index(raw)
    former = former_problems(_rows(raw, "channels"))
    return [*_clashes(raw), *private, *former, *_rankings(raw), *_sources(raw, folder)]


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
            if table == "channels" and has_left(row):
                continue
            for name in _names(row, key):
                before = taken.setdefault(name.casefold(), number)
                if before != number:
                    yield Problem(
                        where=f"{table}[{number}]({name}).{key}",
                        message=f"{table}[{before}] has this {what} already",
                        hint="Rename or remove one of them",
                    )


def _private_index(raw: dict[str, Any]) -> Iterator[Problem]:
    for number, row in enumerate(_rows(raw, "channels"), 1):
        if row.get("path") == INDEX and row.get("private"):
            yield Problem(
                where=f"channels[{number}]({INDEX}).private",
                message="the index is how a site is found and cannot be private",
                hint="Make the channels at the top private instead",
            )


def _names(row: dict[str, Any], key: str) -> list[str]:
    aliases = row.get("aliases", ())
    names = [row.get(key), *(aliases if isinstance(aliases, list) else [aliases])]
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def _rankings(raw: dict[str, Any]) -> Iterator[Problem]:
    """Find channels of what is read most that cannot be: they have no members, and rank those of others."""
    rows = _rows(raw, "channels")
    ranked = {row.get("path") for row in rows if row.get("most_read") is not None}
    others = [INDEX, *(path for row in rows if isinstance(path := row.get("path"), str) and path != INDEX)]
    known = [path for path in others if path not in ranked]
    for number, row in enumerate(rows, 1):
        where = f"channels[{number}]({row.get('path')})"
        of = row.get("of")
        if row.get("most_read") is None:
            if of is not None:
                yield Problem(where=f"{where}.of", message="ranks nothing", hint='Add most_read = "week"')
            continue
        if row.get("where") is not None:
            message = "a channel has either most_read or where"
            hint = "Remove one; to rank what where takes, give it a channel of its own and name that with of"
            yield Problem(where=f"{where}.most_read", message=message, hint=hint)
        if row.get("path") == INDEX:
            hint = "Give the ranking a path of its own; without of it ranks the whole site"
            yield Problem(where=f"{where}.most_read", message="index carries every article", hint=hint)
        if isinstance(of, str) and of not in known:
            message = "has no articles of its own" if of in ranked else "is no channel"
            yield Problem(
                where=f"{where}.of", message=f"{of!r} {message}", hint=_closest(of, known, "channels")
            )


def _sources(raw: dict[str, Any], folder: Path) -> Iterator[Problem]:
    for number, row in enumerate(_rows(raw, "sources"), 1):
        where = f"sources[{number}]({row.get('name')})"
        kind = row.get("kind")
        if isinstance(kind, str) and kind not in READERS:
            yield Problem(
                where=f"{where}.kind",
                message=f"{kind!r} is no kind",
                hint=f"Choose from {', '.join(sorted(READERS))}",
            )
        yield from _unknown_options(row, where)
        paths = row.get("path", ())
        for path in [paths] if isinstance(paths, str) else paths:
            if isinstance(path, str) and not _there(path, folder):
                yield Problem(
                    where=f"{where}.path",
                    message=f"{path!r} is not there",
                    hint="Paths start at the file's folder",
                )


def _unknown_options(row: dict[str, Any], where: str) -> Iterator[Problem]:
    """A source may have the keys of every source and those of its kind."""
    kind = READERS.get(str(row.get("kind")))
    if kind is None:
        return
    known = [*SourceTable.model_fields, *sorted(getattr(kind, "OPTIONS", ()))]
    for key in row:
        if key not in known:
            yield Problem(where=f"{where}.{key}", message="unknown key", hint=_closest(key, known))


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
