"""The table of commands and the one place where an error becomes an exit code."""

import sys

import typer
from rich.console import Console

from feeds.cli.build import build
from feeds.cli.config import config
from feeds.cli.export import export
from feeds.cli.ingest import ingest
from feeds.cli.quarantine import quarantine
from feeds.cli.record import record, restore, withdraw
from feeds.cli.serve import serve
from feeds.errors import ConfigError, FeedsError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.command()(serve)
app.command()(ingest)
app.command()(build)
app.command()(export)
app.command()(config)
app.command()(withdraw)
app.command()(restore)
app.add_typer(record, name="record")
app.add_typer(quarantine, name="quarantine")


@app.callback()
def root() -> None:
    """Publish article records as valid RSS, Atom and JSON feeds.

    Everything is in one settings file, config/feeds.toml unless --config or FEEDS_CONFIG says otherwise.
    """


def main() -> None:
    """Run the command line: exit 1 when the work failed, 2 when settings or usage are wrong."""
    try:
        app()
    except FeedsError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
