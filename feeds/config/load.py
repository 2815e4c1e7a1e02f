"""Reading ``feeds.toml`` and the environment into settings."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from feeds.config.build import build
from feeds.config.problems import cross_problems, field_problems
from feeds.config.settings import Settings
from feeds.config.tables import File
from feeds.errors import ConfigError, Problem


class _Environment(BaseSettings):
    """``FEEDS_STORE__URL`` and its like: one variable a key, two underscores between table and key."""

    model_config = SettingsConfigDict(env_prefix="FEEDS_", env_nested_delimiter="__", extra="ignore")
    site: dict[str, Any] = {}
    store: dict[str, Any] = {}
    server: dict[str, Any] = {}


def load(path: Path) -> Settings:
    """Read and check the settings.

    Raises ``ConfigError`` with every problem found: unknown keys, bad values, clashes, missing files.
    """
    raw = _read(path)
    _override(raw)
    problems: list[Problem] = []
    parsed: File | None = None
    try:
        parsed = File.model_validate(raw)
    except ValidationError as error:
        problems += field_problems(error, raw)
    problems += cross_problems(raw, path.parent)
    if problems or parsed is None:
        raise ConfigError(tuple(problems))
    return build(parsed, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fault = Problem(
            where=str(path), message="no such file", hint="Give --config FILE or set FEEDS_CONFIG"
        )
    except (OSError, UnicodeDecodeError) as error:
        fault = Problem(
            where=str(path), message=f"cannot be read: {error}", hint="It must be a UTF-8 text file"
        )
    except tomllib.TOMLDecodeError as error:
        fault = Problem(where=str(path), message=f"is not TOML: {error}", hint="Mend that line")
    raise ConfigError((fault,))


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """One table with the values of another laid over it, tables inside it too."""
    laid = {
        key: _merged(under[key], value)
        if isinstance(value, dict) and isinstance(under.get(key), dict)
        else value
        for key, value in over.items()
    }
    return under | laid


def _override(raw: dict[str, Any]) -> None:
    """Let the environment win over the file, and secrets be read from files of their own."""
    for table, values in EnvSettingsSource(_Environment)().items():
        if isinstance(raw.setdefault(table, {}), dict):
            raw[table] = _merged(raw[table], values)
    store = raw.get("store")
    secret = store.get("url_file") if isinstance(store, dict) else None
    if isinstance(secret, str) and isinstance(store, dict):
        try:
            store["url"] = Path(secret).read_text(encoding="utf-8").strip()
        except OSError as error:
            fault = Problem(
                where="store.url_file",
                message=f"cannot be read: {error.strerror}",
                hint="Name a file that holds the url",
            )
            raise ConfigError((fault,)) from error
