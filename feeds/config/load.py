"""Read ``feeds.toml`` and the environment into settings."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from feeds.config.build import build
from feeds.config.checks import table_problems
from feeds.config.problems import field_problems
from feeds.config.settings import Settings
from feeds.config.source_checks import source_problems
from feeds.config.tables import File
from feeds.config.warnings import warnings
from feeds.errors import ConfigError, Problem

DEFAULT_FILES = (Path("config/feeds.toml"), Path("feeds.toml"))
"""Where the settings are looked for, in this order."""

_SHOWN_CHARS = 80


def find_file() -> Path:
    """Return the settings file of the current folder. Raises ``ConfigError`` if there is none."""
    found = next((path for path in DEFAULT_FILES if path.exists()), None)
    if found is None:
        raise ConfigError(
            (
                Problem(
                    where=" or ".join(map(str, DEFAULT_FILES)),
                    message="there is no settings file in this folder",
                    hint="Run feeds init to write one, or give --config FILE",
                ),
            )
        )
    return found


def load(path: Path, *, check_sources: bool = True) -> Settings:
    """Read and check the settings.

    With ``check_sources=False`` a source with a fault loses its settings and becomes a warning, so that
    commands that read no source work in any case. Raises ``ConfigError`` with every problem found.
    """
    raw = _read(path)
    _apply_environment(raw, path.parent)
    parsed, problems = _parse(raw, path.parent)
    faults_of_sources: list[Problem] = []
    if problems and not check_sources:
        faults_of_sources = [problem for problem in problems if problem.where.startswith("sources")]
        if faults_of_sources:
            raw = raw | {"sources": _reduced_sources(raw, faults_of_sources)}
            parsed, problems = _parse(raw, path.parent, check_sources=False)
    if problems or parsed is None:
        raise ConfigError(tuple(problems))
    found = warnings(raw, path.parent) if check_sources else tuple(faults_of_sources)
    return build(parsed, path, found)


def _parse(
    raw: dict[str, Any], folder: Path, *, check_sources: bool = True
) -> tuple[File | None, list[Problem]]:
    """Return the tables and every problem, at most one for each TOML path."""
    problems: dict[str, Problem] = {}
    parsed: File | None = None
    try:
        parsed = File.model_validate(raw)
    except ValidationError as error:
        problems |= {problem.where: problem for problem in field_problems(error, raw)}
    checks = [*table_problems(raw, folder), *(source_problems(raw, folder) if check_sources else ())]
    for problem in checks:
        if not any(where.startswith(f"{problem.where}[") for where in problems):
            problems.setdefault(problem.where, problem)
    return parsed, list(problems.values())


def _reduced_sources(raw: dict[str, Any], faults: list[Problem]) -> list[dict[str, Any]]:
    """Leave only name and kind of the sources with a fault; leave out those without a name."""
    sources = raw["sources"]
    if not isinstance(sources, list):
        return []
    faulty = {problem.where.partition("]")[0] for problem in faults}
    kept: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(sources, 1):
        name = row.get("name") if isinstance(row, dict) else None
        if isinstance(name, str) and name.strip():
            reduced = {"name": name, "kind": str(row.get("kind"))}
            kept.setdefault(name.casefold(), reduced if f"sources[{number}" in faulty else row)
    return list(kept.values())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        fault = Problem(
            where=str(path),
            message="no such file",
            hint="Give --config FILE, set FEEDS_CONFIG, or run feeds init to write one",
        )
    except UnicodeDecodeError:
        fault = Problem(where=str(path), message="is not UTF-8 text", hint="Save the file as UTF-8")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        fault = Problem(where=str(path), message=message, hint="Give the path of a text file")
    except tomllib.TOMLDecodeError as error:
        fault = Problem(where=str(path), message=f"is not valid TOML: {error}", hint=_toml_hint(path, error))
    raise ConfigError((fault,))


def _toml_hint(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """Return a hint for a syntax error, with the line."""
    message = str(error)
    found = re.search(r"at line (\d+)", message)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    number = int(found[1]) if found else 0
    line = lines[number - 1].strip()[:_SHOWN_CHARS] if 0 < number <= len(lines) else ""
    if message.startswith("Cannot "):
        advice = "Remove the second one"
    elif {"“", "”", "‘", "’"} & set(line):
        advice = 'Use straight quotes (")'
    elif message.startswith("Invalid value"):
        advice = "Put text in quotes"
    elif "Illegal character" in message:
        advice = "Close the quote, or use three quotes for several lines"
    else:
        advice = "Correct this line"
    return f"{advice}: {line}" if line else advice


def _merged(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its values replaced by those of another, in nested tables too."""
    values = {
        key: _merged(lower[key], value)
        if isinstance(value, dict) and isinstance(lower.get(key), dict)
        else value
        for key, value in upper.items()
    }
    return lower | values


def _environment() -> dict[str, Any]:
    """Return the settings in variables such as ``FEEDS_STORE__URL``: two underscores after the table."""
    if not any(name.startswith("FEEDS_") and "__" in name for name in os.environ):
        return {}
    from feeds.config.environment import environment  # loaded here: few processes need it

    return environment()


def _apply_environment(raw: dict[str, Any], folder: Path) -> None:
    """Let the environment override the file, and read the database address from its own file."""
    environment = _environment()
    given = raw.get("store")
    if isinstance(given, dict) and isinstance(given.get("url_file"), str):
        if "url" in given:
            raise _store_fault("there is a url too", "Remove url or url_file")
        if "url" in environment.get("store", {}):
            del given["url_file"]
    for table, values in environment.items():
        if isinstance(raw.setdefault(table, {}), dict):
            raw[table] = _merged(raw[table], values)
    store = raw.get("store")
    secret = store.get("url_file") if isinstance(store, dict) else None
    if isinstance(secret, str) and isinstance(store, dict):
        store["url"] = _store_url(folder, secret)


def _store_url(folder: Path, secret: str) -> str:
    hint = "Give the path of a file that contains the url"
    try:
        url = (folder / secret).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise _store_fault(f"{secret!r} cannot be read: {reason}", hint) from error
    if not url:
        raise _store_fault(f"{secret!r} is empty", hint)
    return url


def _store_fault(message: str, hint: str) -> ConfigError:
    return ConfigError((Problem(where="store.url_file", message=message, hint=hint),))
