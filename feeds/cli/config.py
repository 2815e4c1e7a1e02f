"""``feeds config``: the settings as they take effect."""

import typer

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile
from feeds.config import load, show


def config(config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Check the settings and print them as they take effect, secrets hidden.

    Exit code 2 lists every fault at once, each with its TOML path and its hint.
    """
    typer.echo(show(load(config_file)))
