"""``feeds stats``: how feeds were asked for, and by which kinds of readers."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, out
from feeds.config import Settings, load
from feeds.config.value_types import Duration
from feeds.errors import FeedsError
from feeds.model import Access
from feeds.service.service import utc_now
from feeds.service.stats import Grouping, added_up, subscribers_by_kind, top_readers
from feeds.store import access, open_store

TOP = 3
MEGABYTE = 1_000_000
SHOWN = {Grouping.HOUR: "%Y-%m-%d %H:%M", Grouping.DAY: "%Y-%m-%d"}

Channels = Annotated[list[str] | None, typer.Argument(help="Channels by path; all unless some are named.")]
Since = Annotated[str, typer.Option(help='How far to look back, such as "12h" or "30d".')]
Stretch = Annotated[
    Grouping, typer.Option("--by", help="A line for each hour, each day (UTC), or one in all.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def stats(
    channels: Channels = None,
    since: Since = "7d",
    by: Stretch = Grouping.TOTAL,
    config_file: ConfigFile = DEFAULT_CONFIG,
    *,
    as_json: AsJson = False,
) -> None:
    """Show how often each channel's feeds were asked for, how many subscribers readers declare, and which.

    Only counts are kept: no addresses, no user agents. A running service adds to them every minute.
    """
    settings = load(config_file)
    found = asyncio.run(_found(settings, tuple(channels or ()), _seconds(since), by))
    if as_json:
        for one in found:
            typer.echo(_json(one, by))
    else:
        out.print(_table(found, by) if found else "Nobody asked.")


def _seconds(since: str) -> float:
    try:
        seconds: float = TypeAdapter(Duration).validate_python(since)
    except ValidationError as error:
        raise typer.BadParameter('write it like "12h" or "30d"', param_hint="--since") from error
    return seconds


async def _found(
    settings: Settings, channels: tuple[str, ...], since_s: float, by: Grouping
) -> tuple[Access, ...]:
    now_s = int(utc_now().timestamp())
    store = await open_store(settings.store_url)
    try:
        async with store.read() as tx:
            hours = access.between(tx, int(now_s - since_s), now_s + 1, channels)
            found = await added_up(hours, by)
    finally:
        await store.close()
    known = {one.path for one in settings.channels} | {one.channel for one in found}
    for channel in channels:
        if channel not in known:
            raise FeedsError("no such channel", where=channel, hint="Give its path as in the settings")
    return found


def _table(found: tuple[Access, ...], by: Grouping) -> Table:
    begins = [] if by is Grouping.TOTAL else ["from (UTC)"]
    table = Table(*begins, "channel", box=None, pad_edge=False)
    for heading in ("polls", "304 %", "MB", "subscribers"):
        table.add_column(heading, justify="right")
    table.add_column("top readers")
    for one in found:
        readers = ", ".join(f"{kind} {count:,}" for kind, count in top_readers(one, TOP))
        when = [] if by is Grouping.TOTAL else [_at(one).strftime(SHOWN[by])]
        table.add_row(
            *when,
            one.channel,
            f"{one.total:,}",
            f"{100 * one.unchanged / max(one.total, 1):.1f}",
            f"{one.sent_bytes / MEGABYTE:,.1f}",
            f"{one.subscribers:,}",
            readers,
        )
    return table


def _at(one: Access) -> datetime:
    return datetime.fromtimestamp(one.hour_s, UTC)


def _json(one: Access, by: Grouping) -> str:
    values = {
        "channel": one.channel,
        "from": None if by is Grouping.TOTAL else _at(one).isoformat(),
        "polls": one.total,
        "formats": dict(one.polls),
        "unchanged": one.unchanged,
        "deltas": one.deltas,
        "full": one.full,
        "bytes": one.sent_bytes,
        "readers": dict(one.readers),
        "subscribers": one.subscribers,
        "subscribers_by_reader": subscribers_by_kind(one),
    }
    return json.dumps(values, ensure_ascii=False)
