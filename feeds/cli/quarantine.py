"""``feeds quarantine``: list, show, retry and drop quarantined records."""

import asyncio
from typing import Annotated

import typer

from feeds.cli.options import AsJson, AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note, print_table
from feeds.cli.store_access import read_store, with_store
from feeds.config import Settings
from feeds.errors import FeedsError
from feeds.store import QuarantinedItem
from feeds.store import quarantine as quarantine_store

quarantine = typer.Typer(no_args_is_help=True, help="List, show, retry and drop quarantined records.")

Key = Annotated[int, typer.Argument(metavar="NUMBER", help="The number that `feeds quarantine list` shows.")]


@quarantine.command("list")
def list_items(config_file: ConfigFile = None, *, as_json: AsJsonLines = False) -> None:
    """List all quarantined records: number, stage, source, subject, place and first finding."""
    items = read_store(config_file, quarantine_store.list_items)
    if as_json:
        for one in items:
            print_json(_json(one))
        return
    if not items:
        print_line("Nothing is quarantined.")
        return
    headings = ("no.", "stage", "source", "subject", "place", "reason")
    print_table(headings, map(_row, items), right=("no.",))


def _row(one: QuarantinedItem) -> tuple[object, ...]:
    finding = one.findings[0]
    return one.key, one.stage, one.origin, one.subject, one.place, f"{finding.code} {finding.message}"


@quarantine.command("show")
def show(key: Key, config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show one quarantined record with all its findings and what was read."""
    one = read_store(config_file, lambda tx: quarantine_store.get(tx, key))
    if one is None:
        raise FeedsError(
            "no quarantined record has this number", where=str(key), hint="See feeds quarantine list"
        )
    if as_json:
        print_json(_json(one), indent=2)
        return
    print_line(one.subject)
    print_line(f"{one.stage} · {one.origin} · {one.place} · since {one.quarantined_at:%Y-%m-%d %H:%M:%S} UTC")
    for finding in one.findings:
        print_line(f"  {finding.severity}: {finding.code} {finding.name}: {finding.message}")
    if one.raw:
        for line in one.raw.splitlines():
            print_line(line)


@quarantine.command("retry")
def retry(config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Read the sources again and check every quarantined record with the present settings."""
    before, after = asyncio.run(_retry(load_settings(config_file)))
    if as_json:
        print_json({"before": before, "after": after})
    else:
        print_note(f"{before} quarantined before, {after} now.")


@quarantine.command("drop")
def drop(
    keys: Annotated[list[int] | None, typer.Argument(help="The numbers of quarantined records.")] = None,
    config_file: ConfigFile = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Drop all of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete quarantined records; one that its source still brings returns with the next read."""
    if bool(keys) == everything:
        raise typer.BadParameter("give the numbers that feeds quarantine list shows, or --all")

    url = load_settings(config_file, check_sources=False).store_url
    dropped = with_store(
        url, lambda store: store.write_at_once(lambda tx: quarantine_store.drop(tx, keys or []))
    )
    if as_json:
        print_json({"dropped": dropped})
    else:
        print_note(f"{dropped} dropped.")
    if keys and dropped < len(set(keys)):
        raise FeedsError("some of these numbers are not in quarantine", hint="See feeds quarantine list")


async def _retry(settings: Settings) -> tuple[int, int]:
    from feeds.service import running

    async with running(settings) as service:
        return await service.retry()


def _json(one: QuarantinedItem) -> dict[str, object]:
    return {
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
