"""``feeds withdraw``, ``feeds restore`` and ``feeds record``: one article, by an editor's hand."""

import asyncio
import getpass
import json
from dataclasses import asdict
from typing import Annotated

import typer

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err, out
from feeds.config import load
from feeds.errors import FeedsError
from feeds.service import RecordHistory, running

Id = Annotated[
    str, typer.Argument(help="The record's id as it stands in the feeds, a former one, or its url.")
]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept in the ledger with your name.")]

record = typer.Typer(no_args_is_help=True, help="Look at one article and what happened to it.")


def withdraw(id_: Id, reason: Reason, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Take an article back: out of every feed at once, with a tombstone where the format has one.

    It stays withdrawn whatever its source goes on to say, until `feeds restore`.
    """
    state = asyncio.run(_set(id_, config_file, withdrawn=True, reason=reason))
    err.print(f"{id_} is {state}.", markup=False)


def restore(id_: Id, reason: Reason = "", config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Undo a withdrawal: the article returns with its id and its publication time, as updated now."""
    state = asyncio.run(_set(id_, config_file, withdrawn=False, reason=reason))
    err.print(f"{id_} is {state}.", markup=False)


async def _set(id_: str, config_file: ConfigFile, *, withdrawn: bool, reason: str) -> str:
    async with running(load(config_file)) as service:
        state = await service.set_withdrawn(id_, withdrawn=withdrawn, note=f"{getpass.getuser()}: {reason}")
        await service.finish()
        return state


@record.command("show")
def show(
    id_: Id,
    config_file: ConfigFile = DEFAULT_CONFIG,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="Also its former revisions and the ledger.")
    ] = False,
) -> None:
    """Print a record as it is kept, and with --history everything that happened to it."""
    found = asyncio.run(_biography(id_, config_file))
    now = found.kept
    out.print(f"{now.state} · revision {now.revision} · number {now.number}", highlight=False)
    out.print(
        f"published {now.published_at:%Y-%m-%d %H:%M:%S} UTC, updated {now.updated_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    typer.echo(json.dumps(asdict(now.record), ensure_ascii=False, indent=2, default=str))
    if history:
        for line in found.lines:
            out.print(
                f"{line.number}  {line.at_s}  {line.kind}  {line.note or ''}", markup=False, highlight=False
            )
        for past in found.earlier:
            out.print(f"revision {past.revision}: {past.record.title}", markup=False, highlight=False)


async def _biography(id_: str, config_file: ConfigFile) -> RecordHistory:
    async with running(load(config_file)) as service:
        found = await service.history(id_)
    if found is None:
        raise FeedsError(
            "no such record", where=id_, hint="Ids stand in the feeds and in feeds ingest's sources"
        )
    return found
