"""The list of commands, and the one place where an error becomes an exit code."""

import atexit
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from feeds import __version__
from feeds.errors import ConfigError, FeedsError

COMMANDS = {
    "init": (
        "feeds.cli.init:init",
        "Write a settings file and sample records, or continue an existing feed.",
    ),
    "serve": ("feeds.cli.serve:serve", "Read the sources, publish changes and serve them."),
    "ingest": ("feeds.cli.ingest:ingest", "Read the sources once and publish what changed."),
    "read": ("feeds.cli.read:read", "Print the records of sources without storing them."),
    "build": ("feeds.cli.build:build", "Write all feeds and pages as files."),
    "status": ("feeds.cli.status:status", "Show the state of the sources and the store."),
    "validate": ("feeds.cli.validate:validate", "Check RSS, Atom, JSON Feed and OPML documents."),
    "stats": ("feeds.cli.stats:stats", "Show how often the feeds are requested."),
    "quarantine": ("feeds.cli.quarantine:quarantine", "List, show, retry and drop quarantined records."),
    "withdraw": ("feeds.cli.record:withdraw", "Withdraw an article from all feeds."),
    "restore": ("feeds.cli.record:restore", "Undo a withdrawal."),
    "record": ("feeds.cli.record:record", "List and show stored records, their history and changes."),
    "export": ("feeds.cli.export:export", "Write a backup of everything, or all records as JSON lines."),
    "import": ("feeds.cli.import_:import_", "Restore a backup into an empty store."),
    "token": ("feeds.cli.token:token", "Create, list and revoke tokens for pushing records."),
    "subscriber": ("feeds.cli.subscriber:subscriber", "Manage subscribers of private channels."),
    "hub": ("feeds.cli.hub:hub", "Show and end subscriptions of the WebSub hub."),
    "config": ("feeds.cli.config:config", "Check the settings and print them."),
}
"""Where each command is, and its help line. Only the command that runs is imported, for a fast start."""


class _CommandGroup(TyperGroup):
    """The commands of ``COMMANDS``; each is imported when it runs."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of ``COMMANDS``."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a placeholder with the help line; ``None`` for an unknown name."""
        del ctx
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][1]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the command that runs; what it logs is kept apart from its results."""
        from feeds.log import keep_off_stdout  # loaded here: the help logs nothing

        keep_off_stdout()
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name in COMMANDS else command, rest


def load_command(name: str) -> Any:
    """Import a command by its name in ``COMMANDS``."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(module), attribute)
    command: Any = typer.main.get_group(found) if isinstance(found, typer.Typer) else _single(name, found)
    command.name = name
    return command


def _single(name: str, function: Callable[..., None]) -> Any:
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(function)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=_CommandGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def _print_version(value: bool) -> None:  # noqa: FBT001 - a callback of typer
    if value:
        typer.echo(f"feeds {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Publish article records as valid RSS, Atom and JSON feeds.

    The settings are in config/feeds.toml or feeds.toml, or in the file given by --config or FEEDS_CONFIG.

    Start with: feeds init
    """


def collect_less_often() -> None:
    """Raise the thresholds of the garbage collector: records have no cycles, and it took 14 % of a read.

    At the end of the process everything is left to the system: collecting it took 0.2 s a command.
    """
    gc.set_threshold(20_000, 20, 100)
    atexit.register(gc.freeze)


def main() -> None:
    """Run the command line: exit 1 when the work failed, 2 when settings or usage are wrong."""
    collect_less_often()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes 20 ms a command
    try:
        app()
    except FeedsError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
