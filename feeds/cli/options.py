"""What several commands share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="FEEDS_CONFIG", help="The settings file.", show_default=True)
]
DEFAULT_CONFIG = Path("config/feeds.toml")

out = Console()
"""For what was asked for."""

err = Console(stderr=True)
"""For what happens on the way: progress, warnings."""
