"""``feeds quarantine``: what was held back, why, and another try."""

import asyncio
import json
from typing import Annotated

import typer
from rich.table import Table

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err, out
from feeds.config import Settings, load
from feeds.errors import FeedsError
from feeds.service import running
from feeds.store import QuarantinedItem, open_store
from feeds.store import quarantine as quarantine_store

quarantine = typer.Typer(no_args_is_help=True, help="List, show and retry what was held back.")

Key = Annotated[int, typer.Argument(help="The number that `feeds quarantine list` shows.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


@quarantine.command("list")
def list_held(config_file: ConfigFile = DEFAULT_CONFIG, *, as_json: AsJson = False) -> None:
    """List what is held: a line each with its number, source, place and first reason."""
    held = asyncio.run(_held(load(config_file).store_url))
    if as_json:
        for one in held:
            typer.echo(_json(one))
        return
    table = Table("no.", "stage", "source", "subject", "place", "why", box=None, pad_edge=False)
    for one in held:
        reason = one.findings[0]
        table.add_row(
            str(one.key), one.stage, one.origin, one.subject, one.place, f"{reason.code} {reason.message}"
        )
    out.print(table if held else "Nothing is held.")


@quarantine.command("show")
def show(key: Key, config_file: ConfigFile = DEFAULT_CONFIG, *, as_json: AsJson = False) -> None:
    """Show one with all its findings and what was read."""
    one = asyncio.run(_one(load(config_file).store_url, key))
    if as_json:
        typer.echo(_json(one))
        return
    out.print(
        f"{one.subject}\n{one.stage} · {one.origin} · {one.place}"
        f" · since {one.quarantined_at:%Y-%m-%d %H:%M:%S} UTC",
        markup=False,
    )
    for finding in one.findings:
        out.print(f"  {finding.severity}: {finding.code} {finding.name}: {finding.message}", markup=False)
    if one.raw:
        out.print(one.raw, markup=False, highlight=False)


@quarantine.command("retry")
def retry(config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Judge everything that is held anew, with the settings and sources as they are now."""
    before, after = asyncio.run(_retry(load(config_file)))
    err.print(f"{before} held before, {after} now.")


async def _retry(settings: Settings) -> tuple[int, int]:
    async with running(settings) as service:
        return await service.retry()


async def _held(url: str) -> tuple[QuarantinedItem, ...]:
    store = await open_store(url)
    try:
        async with store.read() as tx:
            return await quarantine_store.list_items(tx)
    finally:
        await store.close()


async def _one(url: str, key: int) -> QuarantinedItem:
    store = await open_store(url)
    try:
        async with store.read() as tx:
            found = await quarantine_store.get(tx, key)
    finally:
        await store.close()
    if found is None:
        raise FeedsError(
            "nothing is held under this number", where=str(key), hint="See feeds quarantine list"
        )
    return found


def _json(one: QuarantinedItem) -> str:
    values = {
        "number": one.key,
        "stage": one.stage,
        "source": one.origin,
        "subject": one.subject,
        "place": one.place,
        "since": one.quarantined_at.isoformat(),
        "findings": [
            {
                "code": f.code,
                "name": f.name,
                "severity": f.severity,
                "message": f.message,
                "element": f.element,
            }
            for f in one.findings
        ],
        "raw": one.raw,
    }
    return json.dumps(values, ensure_ascii=False)
