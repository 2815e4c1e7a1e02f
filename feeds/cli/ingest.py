"""``feeds ingest``: read the configured sources once."""

import asyncio
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err, out
from feeds.config import load
from feeds.pipeline import IntakeCounts
from feeds.service import IngestResult, running, with_rejected

Sources = Annotated[list[str] | None, typer.Argument(help="Names of sources; all of them unless given.")]


def ingest(sources: Sources = None, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Read sources once, store what is new, and publish what changed.

    Reading the same again changes nothing. Exit code 1 if a source could not be read; the others are.
    """
    results = asyncio.run(_ingest(tuple(sources or ()), config_file))
    table = Table("source", "read", "new", "changed", "unchanged", "quarantined", box=None, pad_edge=False)
    for one in results:
        taken = one.taken
        counts = (taken.read, taken.new, taken.changed, taken.unchanged, taken.quarantined)
        table.add_row(one.name, *map(str, counts))
    out.print(table)
    for one in results:
        _tell(one)
    if any(one.error for one in results):
        raise typer.Exit(1)


async def _ingest(names: tuple[str, ...], config_file: ConfigFile) -> tuple[IngestResult, ...]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        lines = {}

        def progress(name: str, taken: IntakeCounts) -> None:
            if name not in lines:
                lines[name] = bar.add_task(name)
            bar.update(
                lines[name], description=f"{name}: {taken.read:,} read, {taken.quarantined:,} quarantined"
            )

        async with running(load(config_file)) as service:
            results = await service.ingest(names, progress)
            bar.add_task("publishing")
            return with_rejected(results, await service.finish())


def _tell(one: IngestResult) -> None:
    if one.error is not None:
        err.print(f"{one.name}: {one.error}", style="red", markup=False)
    if one.taken.unknown:
        paths = ", ".join(sorted(one.taken.unknown)[:10])
        err.print(
            f"{one.name}: no channel takes records under {paths}; filed with the nearest above",
            style="yellow",
            markup=False,
        )
    if one.taken.quarantined:
        err.print(
            f"{one.name}: {one.taken.quarantined} held; see feeds quarantine list",
            style="yellow",
            markup=False,
        )
