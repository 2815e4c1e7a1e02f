"""``feeds export``: write all records in a form that can be read again."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from feeds.cli.options import ConfigFile, load_settings
from feeds.cli.output import print_note

Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="The file to write; standard output if omitted.")
]


def export(out: Out = None, config_file: ConfigFile = None) -> None:
    """Write every record as a line of JSON, withheld and withdrawn ones too.

    The file is a backup of the records: feeds ingest with kind = "jsonl" into an empty store gives the same
    feeds, byte for byte.
    """
    if out is None:
        count = asyncio.run(_export(config_file, sys.stdout.buffer))
    else:
        partial = out.with_name(f".{out.name}.partial")
        with partial.open("wb") as file:
            count = asyncio.run(_export(config_file, file))
        partial.replace(out)
    print_note(f"{count:,} records.")


async def _export(config_file: Path | None, file: BinaryIO) -> int:
    from feeds.service import running

    count = 0
    async with running(load_settings(config_file, check_sources=False)) as service:
        async for line in service.lines():
            file.write(line)
            count += 1
    return count
