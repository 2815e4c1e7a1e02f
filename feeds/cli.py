"""The command line."""

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """Publish article records as valid RSS, Atom and JSON feeds."""


def main() -> None:
    """Run the command line."""
    app()
