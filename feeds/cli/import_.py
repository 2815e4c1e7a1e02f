"""``feeds import``: fill an empty store from a backup."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note

BackupFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A file that feeds export FILE wrote.", show_default=False)
]


def import_(file: BackupFile, config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Restore everything that feeds export FILE wrote into the empty store that the settings name.

    Records with their ids and revisions, published feeds, tokens, subscribers, subscriptions, counts and
    quarantined records are as they were, on SQLite or PostgreSQL: the service then serves the same bytes with
    the same ETags. A store that holds anything is refused, and a damaged file changes nothing.
    """
    from feeds.cli.backup_file import backup_lines
    from feeds.store.backup import restore

    url = load_settings(config_file, check_sources=False).store_url
    summary = asyncio.run(restore(url, backup_lines(file)))
    if as_json:
        print_json({"schema": summary.schema, "rows": dict(summary.rows)})
        return
    print_line(f"{summary.rows.get('records', 0):,} records restored, {summary.total:,} rows in all.")
    if summary.rows.get("subscriptions"):
        print_note("Secrets of WebSub subscribers need the same key: copy the file of [hub] key_file too.")
