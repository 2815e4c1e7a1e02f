"""Settings from environment variables."""

from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict


class _Environment(BaseSettings):
    """``FEEDS_STORE__URL`` and similar: one variable for each key."""

    model_config = SettingsConfigDict(env_prefix="FEEDS_", env_nested_delimiter="__", extra="ignore")
    site: dict[str, Any] = {}
    store: dict[str, Any] = {}
    server: dict[str, Any] = {}


def environment() -> dict[str, Any]:
    """Return the tables that environment variables set, as nested dictionaries."""
    return EnvSettingsSource(_Environment)()
