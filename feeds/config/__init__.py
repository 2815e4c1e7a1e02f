"""TOML and environment to frozen settings; every fault named at once with its path and hint."""

from feeds.config.load import load
from feeds.config.settings import ServerSettings, Settings
from feeds.config.show import show

__all__ = ["ServerSettings", "Settings", "load", "show"]
