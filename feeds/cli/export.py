"""``feeds export``: everything that was taken in, as records that read back to the same feeds."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err
from feeds.config import load
from feeds.service import running

Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="The file to write; standard output unless given.")
]


def export(out: Out = None, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Write every record as a line of JSON, withheld and withdrawn ones too: a backup, or a way to move.

    `feeds ingest` of such a file with kind = "jsonl" into an empty store gives the same feeds, byte for byte.
    """
    if out is None:
        count = asyncio.run(_export(config_file, sys.stdout.buffer))
    else:
        draft = out.with_name(f".{out.name}.draft")
        with draft.open("wb") as file:
            count = asyncio.run(_export(config_file, file))
        draft.replace(out)
    err.print(f"{count:,} records.")


async def _export(config_file: Path, file: BinaryIO) -> int:
    count = 0
    async with running(load(config_file)) as service:
        async for line in service.lines():
            file.write(line)
            count += 1
    return count
