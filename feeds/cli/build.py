"""``feeds build``: every publication as files."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err
from feeds.config import load
from feeds.service import running

Out = Annotated[
    Path, typer.Option("--out", "-o", help="The folder to write to; what is unchanged is not touched.")
]


def build(folder: Out, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Publish what waits and write it all as files: feeds, pages, outline, each with its compressed copies.

    The bytes are those that `feeds serve` sends. Files that an earlier build wrote and that are no longer
    published are removed; other files in the folder stay.
    """
    changed, gone = asyncio.run(_build(folder, config_file))
    err.print(f"{changed} files written, {gone} removed.")


async def _build(folder: Path, config_file: Path) -> tuple[int, int]:
    async with running(load(config_file)) as service:
        await service.finish()
        return await service.export(folder)
