"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from feeds.cli.output import print_note
from feeds.config import Settings, find_file, load

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="FEEDS_CONFIG",
        help="The settings file; config/feeds.toml or feeds.toml if omitted.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsJsonLines = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]


def load_settings(config_file: Path | None, *, check_sources: bool = True) -> Settings:
    """Load the settings and print their warnings.

    With ``check_sources=False`` faults of sources are warnings: for commands that read no source.
    """
    settings = load(config_file or find_file(), check_sources=check_sources)
    for warning in settings.warnings:
        print_note(f"Warning: {warning}", color="yellow")
    return settings
