"""``feeds build``: write all publications as files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from feeds.cli.ingest import print_results, read_sources, run_publishing
from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.cli.output import print_json, print_note


class BuildPart(StrEnum):
    """A part of the publications that can be written alone."""

    FEEDS = "feeds"


Out = Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")]
Ingest = Annotated[bool, typer.Option("--ingest/--no-ingest", help="Whether to read the sources first.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that feeds build did not write.")]
Only = Annotated[
    BuildPart | None, typer.Option("--only", help="Write feeds, without pages, sitemaps and redirects.")
]


def build(
    out: Out,
    config_file: ConfigFile = None,
    *,
    ingest: Ingest = True,
    only: Only = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Read the sources, publish, and write feeds, pages, sitemaps and redirects as files.

    The bytes are those that feeds serve sends, with compressed copies; unchanged files are not touched.
    Files of an earlier build that are no longer published are removed. If a file is in the way that feeds
    build did not write, nothing is written and the exit code is 1, unless --force is given. The exit code is
    also 1 if a source could not be read; everything else is written regardless.
    """
    results, changed, removed, records = run_publishing(
        _build(out, config_file, ingest=ingest, feeds_only=only is BuildPart.FEEDS, force=force)
    )
    if as_json:
        print_json({"written": changed, "removed": removed, "records": records})
    else:
        if results:
            print_results(results)
        print_note(f"{changed} files written, {removed} removed.")
    if not records:
        print_note("Warning: there are no records, so the feeds are empty.", color="yellow")
    failed = [one for one in results if one.error]
    if failed and as_json:
        for one in failed:
            print_note(f"{one.name}: {one.error}", color="red")
    if failed:
        raise typer.Exit(1)


async def _build(
    out: Path, config_file: Path | None, *, ingest: bool, feeds_only: bool, force: bool
) -> tuple[tuple[Any, ...], int, int, int]:
    from feeds.service import processors, running

    async with running(load_settings(config_file, check_sources=ingest)) as service:
        results: tuple[Any, ...] = ()
        if ingest:
            results = await read_sources(service)
        else:
            await service.finish(processes=processors())
        changed, removed = await service.export(out, feeds_only=feeds_only, force=force)
        return results, changed, removed, await service.record_count()
