"""``feeds withdraw``, ``feeds restore`` and ``feeds record``: commands about one article."""

import asyncio
import getpass
from dataclasses import asdict
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note
from feeds.cli.record_list import list_records
from feeds.cli.store_access import read_store
from feeds.config import Settings
from feeds.errors import FeedsError
from feeds.model import Record
from feeds.service.record_history import RecordHistory, record_history
from feeds.store import StoredRecord

Id = Annotated[
    str, typer.Argument(metavar="ID", help="The record's id as the feeds show it, a former id, or its url.")
]
Reason = Annotated[
    str, typer.Option("--reason", "-r", help="The reason; stored in the ledger with your user name.")
]

record = typer.Typer(no_args_is_help=True, help="List and show stored records, their history and changes.")
record.command("list")(list_records)


def withdraw(id_: Id, reason: Reason, config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Withdraw an article from every feed at once, with a tombstone where the format has one.

    It stays withdrawn until feeds restore, even if its source sends it again. Works without sources.
    """
    settings = load_settings(config_file, check_sources=False)
    state = asyncio.run(_set(id_, settings, withdrawn=True, reason=reason))
    within_s = _takedown_within_s(settings)
    if as_json:
        print_json({"id": id_, "state": state, "within_s": within_s})
        return
    _print_state(id_, state, as_json=False)
    minutes = -(-within_s // 60)
    unit = "minute" if minutes == 1 else "minutes"
    print_note(f"Caches may show it for {minutes} {unit} more ([server] takedown_within).")


def restore(id_: Id, reason: Reason = "", config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Undo a withdrawal: the article returns with its id and publication time, updated now."""
    settings = load_settings(config_file, check_sources=False)
    state = asyncio.run(_set(id_, settings, withdrawn=False, reason=reason))
    _print_state(id_, state, as_json=as_json)


def _print_state(id_: str, state: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": id_, "state": state})
    else:
        print_note(f"{id_} is {state}.")


def _takedown_within_s(settings: Settings) -> int:
    from feeds.service.server_settings import takedown_within_s

    return takedown_within_s(settings)


async def _set(id_: str, settings: Settings, *, withdrawn: bool, reason: str) -> str:
    from feeds.service import running

    async with running(settings) as service:
        state = await service.set_withdrawn(id_, withdrawn=withdrawn, note=f"{getpass.getuser()}: {reason}")
        await service.finish()
        return state


@record.command("show")
def show(
    id_: Id,
    config_file: ConfigFile = None,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="Also show former revisions and the ledger.")
    ] = False,
    revision: Annotated[
        int | None, typer.Option("--revision", help="Print this revision.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print a record as it is stored, and with --history its revisions and changes."""
    found = _history(id_, config_file)
    now = found.current
    if revision is not None:
        print_json(_fields(_revision(found, revision).record), indent=2)
        return
    if as_json:
        print_json(_row(found, history=history), indent=2)
        return
    print_line(f"{now.state} · revision {now.revision} · number {now.number}")
    print_line(f"published {_time(now.published_at)}, updated {_time(now.updated_at)}")
    print_json(_fields(now.record), indent=2)
    for finding in now.warnings:
        print_line(f"warning {finding.code} {finding.name}: {finding.message}", color="yellow")
    if history:
        for line in found.lines:
            at = datetime.fromtimestamp(line.at_s, UTC)
            print_line(f"{line.number}  {_time(at)}  {line.kind}  {line.note or ''}")
        for past in found.earlier:
            print_line(f"revision {past.revision}: {past.record.title}")


@record.command("diff")
def diff(
    id_: Id,
    before: Annotated[int | None, typer.Argument(help="A revision; the last but one if omitted.")] = None,
    after: Annotated[int | None, typer.Argument(help="A revision; the present one if omitted.")] = None,
    config_file: ConfigFile = None,
) -> None:
    """Print what changed between two revisions of a record, as a unified diff of its fields."""
    found = _history(id_, config_file)
    new = _revision(found, after or found.current.revision)
    old = _revision(found, before or max(new.revision - 1, 1))
    names = (f"revision {old.revision}", f"revision {new.revision}")
    for line in unified_diff(_field_lines(old), _field_lines(new), *names, lineterm="", n=1):
        print_line(line, color={"+": "green", "-": "red"}.get(line[0]))


def _field_lines(stored: StoredRecord) -> list[str]:
    """Return a line for each field, and for each line of a long text."""
    lines = []
    for name, value in _fields(stored.record).items():
        if value not in (None, (), []):
            lines += [f"{name}: {line}" for line in str(value).splitlines()]
    return lines


def _fields(record: Record) -> dict[str, Any]:
    """Return the fields of a record and of the values in it, with times as they are."""
    fields: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(datetime,))
    return fields


def _revision(found: RecordHistory, number: int) -> StoredRecord:
    known = {one.revision: one for one in (found.current, *found.earlier)}
    if number not in known:
        shown = ", ".join(map(str, sorted(known)))
        raise FeedsError("no such revision", where=str(number), hint=f"Choose from {shown}")
    return known[number]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _row(found: RecordHistory, *, history: bool) -> dict[str, object]:
    now = found.current
    row: dict[str, object] = {
        "state": now.state,
        "revision": now.revision,
        "number": now.number,
        "published": now.published_at.isoformat(),
        "updated": now.updated_at.isoformat(),
        "record": _fields(now.record),
        "warnings": [asdict(finding) for finding in now.warnings],
    }
    if history:
        row["ledger"] = [msgspec.structs.asdict(line) for line in found.lines]
        row["earlier"] = [{"revision": one.revision, "record": _fields(one.record)} for one in found.earlier]
    return row


def _history(id_: str, config_file: Path | None) -> RecordHistory:
    found = read_store(config_file, lambda tx: record_history(tx, id_))
    if found is None:
        raise FeedsError(
            "no such record", where=id_, hint="Give the id as the feeds show it, or the url of the article"
        )
    return found
