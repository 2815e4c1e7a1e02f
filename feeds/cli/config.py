"""``feeds config``: check the settings and print them."""

from typing import Annotated

import typer

from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.config import show

Schema = Annotated[bool, typer.Option("--schema", help="Print a JSON Schema of the settings file instead.")]


def config(config_file: ConfigFile = None, *, schema: Schema = False, as_json: AsJson = False) -> None:
    """Check the settings and print them as JSON, defaults included, without secrets.

    Exit code 2 if there is a fault; all faults are printed at once, each with its TOML path and a hint.
    Probable mistakes are printed as warnings. --json changes nothing: the output is always JSON.
    """
    del as_json
    if schema:
        from feeds.config.schema import json_schema

        typer.echo(json_schema())
        return
    typer.echo(show(load_settings(config_file)))
