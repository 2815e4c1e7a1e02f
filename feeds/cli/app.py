"""The table of commands and the one place where an error becomes an exit code."""

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from feeds.errors import ConfigError, FeedsError

COMMANDS = {
    "serve": "feeds.cli.serve:serve",
    "ingest": "feeds.cli.ingest:ingest",
    "read": "feeds.cli.read:read",
    "build": "feeds.cli.build:build",
    "status": "feeds.cli.status:status",
    "validate": "feeds.cli.validate:validate",
    "stats": "feeds.cli.stats:stats",
    "quarantine": "feeds.cli.quarantine:quarantine",
    "withdraw": "feeds.cli.record:withdraw",
    "restore": "feeds.cli.record:restore",
    "record": "feeds.cli.record:record",
    "export": "feeds.cli.export:export",
    "token": "feeds.cli.token:token",
    "subscriber": "feeds.cli.subscriber:subscriber",
    "config": "feeds.cli.config:config",
}
"""Where each command is; only the one that is asked for is loaded, so that it starts at once."""


class _Table(TyperGroup):
    """The commands of the table, each loaded when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name all commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load a command; ``None`` when there is no such one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        command: Any = (
            typer.main.get_group(found) if isinstance(found, typer.Typer) else _single(cmd_name, found)
        )
        command.name = cmd_name
        return command


def _single(name: str, function: Callable[..., None]) -> Any:
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(function)
    return typer.main.get_command(alone)


app = typer.Typer(cls=_Table, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """Publish article records as valid RSS, Atom and JSON feeds.

    Everything is in one settings file, config/feeds.toml unless --config or FEEDS_CONFIG says otherwise.
    """


def collect_seldom() -> None:
    """Look for cycles less often: records hold none, and looking for them took a seventh of an ingest."""
    gc.set_threshold(20_000, 20, 100)


def main() -> None:
    """Run the command line: exit 1 when the work failed, 2 when settings or usage are wrong."""
    collect_seldom()
    try:
        app()
    except FeedsError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
