"""``feeds config``: check the settings and print them."""

from typing import Annotated

import typer

from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_table
from feeds.config import Settings, show

Read = Annotated[bool, typer.Option("--read", help="Read the first records of every source instead.")]
Schema = Annotated[bool, typer.Option("--schema", help="Print a JSON Schema of the settings file instead.")]

_SHOWN = 5
"""How many findings of a source are printed."""


def config(
    config_file: ConfigFile = None, *, read: Read = False, schema: Schema = False, as_json: AsJson = False
) -> None:
    """Check the settings and print them as JSON, defaults included, without secrets.

    Exit code 2 if there is a fault; all faults are printed at once, each with its TOML path and a hint.
    Probable mistakes are printed as warnings. The settings are always printed as JSON.

    --read tries the settings: it reads up to 20 records of every source, files and addresses, and says how
    many can be published and what is wrong with the others. Nothing is stored. Exit code 1 if a source cannot
    be read or has no record that can be published.
    """
    if schema:
        from feeds.config.schema import json_schema

        typer.echo(json_schema())
        return
    settings = load_settings(config_file)
    if read:
        _print_trials(settings, as_json=as_json)
    else:
        typer.echo(show(settings))


def _print_trials(settings: Settings, *, as_json: bool) -> None:
    import asyncio  # loaded here, as are the readers: the other uses of the command start without them

    from feeds.cli.trial import try_sources

    trials = asyncio.run(
        try_sources(settings.sources, settings.site, allow_private=settings.allow_private_hosts)
    )
    if as_json:
        for trial in trials:
            found = {"source": trial.source.name, "read": trial.read, "good": trial.good}
            print_json(
                {**found, "error": trial.error, "unused": list(trial.unused), "findings": trial.findings}
            )
    else:
        rows = [(trial.source.name, trial.source.kind, trial.read, trial.good) for trial in trials]
        print_table(("source", "kind", "read", "good"), rows, right=("read", "good"))
        for trial in trials:
            for text in (*filter(None, [trial.error]), *list(dict.fromkeys(trial.findings))[:_SHOWN]):
                print_line(f"{trial.source.name}: {text}")
            if trial.unused:
                names = ", ".join(trial.unused)
                print_line(f"{trial.source.name}: no setting uses {names}; map them in [sources.fields]")
            if not trial.read and trial.error is None:
                print_line(f"{trial.source.name}: no records")
    if any(trial.failed for trial in trials):
        raise typer.Exit(1)
