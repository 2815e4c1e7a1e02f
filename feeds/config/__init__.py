"""Settings from a TOML file and the environment; all faults are reported at once."""

from feeds.config.load import find_file, load
from feeds.config.settings import ServerSettings, Settings
from feeds.config.show import show

__all__ = ["ServerSettings", "Settings", "find_file", "load", "show"]
