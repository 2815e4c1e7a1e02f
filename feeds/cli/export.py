"""``feeds export``: a backup of everything, or all records in a form that can be read again."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from feeds import __version__
from feeds.cli.options import ConfigFile, load_settings
from feeds.cli.output import print_note
from feeds.cli.store_access import with_store
from feeds.store import Store

BackupFile = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="Write a backup of everything to this file.", show_default=False),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Write the records alone to this file, as JSON lines.")
]


def export(file: BackupFile = None, out: Out = None, config_file: ConfigFile = None) -> None:
    """Write everything that the store holds to FILE, while the service runs; feeds import restores it.

    Without FILE every record is written as a line of JSON, withheld and withdrawn ones too, to --out or
    standard output: feeds ingest with kind = "jsonl" into an empty store gives the same feeds, byte for byte.
    """
    if file is not None and out is not None:
        raise typer.BadParameter("give FILE or --out, not both")
    if file is not None:
        _backup(file, config_file)
    elif out is None:
        print_note(f"{asyncio.run(_records(config_file, sys.stdout.buffer)):,} records.")
    else:
        partial = out.with_name(f".{out.name}.partial")
        with partial.open("wb") as opened:
            count = asyncio.run(_records(config_file, opened))
        partial.replace(out)
        print_note(f"{count:,} records.")


def _backup(file: Path, config_file: Path | None) -> None:
    from feeds.cli.backup_file import write_backup
    from feeds.store.backup import dump

    async def write(store: Store) -> int:
        async with store.read() as tx:
            return await write_backup(file, dump(tx, f"feeds {__version__}"))

    size = with_store(load_settings(config_file, check_sources=False).store_url, write)
    print_note(
        f"Wrote {file}, {size:,} bytes. It holds digests of tokens: store it where only you can read it."
    )


async def _records(config_file: Path | None, file: BinaryIO) -> int:
    from feeds.service import running

    count = 0
    async with running(load_settings(config_file, check_sources=False)) as service:
        async for line in service.lines():
            file.write(line)
            count += 1
    return count
