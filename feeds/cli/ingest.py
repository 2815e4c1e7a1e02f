"""``feeds ingest``: read the configured sources once."""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from feeds.cli.options import AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import is_interactive, print_json, print_note, print_table

COUNTS = ("read", "new", "changed", "unchanged", "quarantined")
EXTRA_COUNTS = ("warned", "rejected")
"""Counts of records among those above: with warnings, and rejected by the check of their feed entries."""
UNKNOWN_SHOWN = 10

_Result = TypeVar("_Result")

Sources = Annotated[list[str] | None, typer.Argument(help="Names of sources; all if omitted.")]


def ingest(sources: Sources = None, config_file: ConfigFile = None, *, as_json: AsJsonLines = False) -> None:
    """Read sources once, store new and changed records, and publish what changed.

    read = new + changed + unchanged + quarantined. Reading the same records again changes nothing. Exit
    code 1 if a source could not be read; the other sources are read regardless.
    """
    results = run_publishing(_ingest(tuple(sources or ()), config_file))
    if as_json:
        for one in results:
            print_json(_row(one))
    else:
        print_results(results)
    if any(one.error for one in results):
        raise typer.Exit(1)


def run_publishing(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run the work of a command that publishes; it allocates documents as a service does."""
    from feeds.service.allocator import limit_gaps

    limit_gaps()
    return asyncio.run(work)


def print_results(results: Sequence[Any]) -> None:
    """Print the counts of every source as a table, then errors and hints."""
    columns = [
        name for name in (*COUNTS, *EXTRA_COUNTS) if name in COUNTS or any(_count(r, name) for r in results)
    ]
    rows = [(one.name, *(f"{_count(one, name)}" for name in columns)) for one in results]
    print_table(("source", *columns), rows, right=columns)
    for one in results:
        _print_notes(one)


def _count(result: Any, name: str) -> int:
    return int(getattr(result.taken, name, 0))


async def _ingest(names: tuple[str, ...], config_file: Path | None) -> tuple[Any, ...]:
    from feeds.service import running

    async with running(load_settings(config_file)) as service:
        return await read_sources(service, names)


async def read_sources(service: Any, names: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """Read sources and publish, with progress on terminals. Returns an ``IngestResult`` for each source."""
    from feeds.service import processors, with_rejected

    if not is_interactive():
        return with_rejected(await service.ingest(names), await service.finish(processes=processors()))
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def show(name: str, taken: Any) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=None)
            text = f"{name}: {taken.read:,} read, {taken.quarantined:,} quarantined"
            progress.update(tasks[name], description=text)

        results = await service.ingest(names, show)
        publishing = progress.add_task("publishing", total=None)

        def show_published(done: int, left: int) -> None:
            progress.update(publishing, completed=done, total=done + left)

        return with_rejected(results, await service.finish(show_published, processes=processors()))


def _print_notes(one: Any) -> None:
    if one.error is not None:
        print_note(f"{one.name}: {one.error}", color="red")
    if one.taken.unknown:
        paths = ", ".join(sorted(one.taken.unknown)[:UNKNOWN_SHOWN])
        text = f"no channel has the path {paths}; the records are in the nearest channel above"
        print_note(f"{one.name}: {text}", color="yellow")
    quarantined = one.taken.quarantined + _count(one, "rejected")
    if quarantined:
        print_note(f"{one.name}: {quarantined} quarantined. See: feeds quarantine list", color="yellow")


def _row(one: Any) -> dict[str, object]:
    error = one.error
    return {
        "source": one.name,
        **{name: _count(one, name) for name in (*COUNTS, *EXTRA_COUNTS)},
        "unknown_channels": sorted(one.taken.unknown),
        "error": None
        if error is None
        else {"message": error.message, "where": error.where, "hint": error.hint},
    }
