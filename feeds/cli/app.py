"""The table of commands and the one place where an error becomes an exit code."""

import sys

import typer
from rich.console import Console

from feeds.errors import ConfigError, FeedsError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """Publish article records as valid RSS, Atom and JSON feeds."""


def main() -> None:
    """Run the command line: exit 1 when the work failed, 2 when settings or usage are wrong."""
    try:
        app()
    except FeedsError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
