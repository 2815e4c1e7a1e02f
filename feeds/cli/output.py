"""Output for people and programs: plain text, tables that are never cut, and JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\N{REPLACEMENT CHARACTER}")
_CONTROL |= {ord("\n"): " ", ord("\t"): " "}
_GAP = "  "


def printable(text: object) -> str:
    """Return text on one line without control characters, which could drive a terminal."""
    return str(text).translate(_CONTROL)


def print_line(text: object, *, color: str | None = None) -> None:
    """Print one line to standard output; ``color`` applies on terminals only."""
    typer.secho(printable(text), fg=color)


def print_note(text: object, *, color: str | None = None) -> None:
    """Print one line about the work to standard error."""
    typer.secho(printable(text), fg=color, err=True)


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print one JSON value."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent, default=str))


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()
) -> None:
    """Print a table whose columns are as wide as their contents, wide characters included.

    The columns named in ``right`` are aligned to the right.
    """
    from rich.cells import cell_len  # loaded here: only tables need it

    table = [[printable(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = []
        for heading, width, cell in zip(headings, widths, row, strict=True):
            padding = " " * (width - cell_len(cell))
            cells.append(padding + cell if heading in right else cell + padding)
        typer.echo(_GAP.join(cells).rstrip())


def is_interactive() -> bool:
    """Whether standard error is a terminal that can show progress."""
    return sys.stderr.isatty()
