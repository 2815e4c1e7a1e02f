"""``feeds stats``: how often the feeds were requested, and by which kinds of readers."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from feeds.cli.options import AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_table
from feeds.config import Settings
from feeds.config.value_types import Duration
from feeds.errors import FeedsError
from feeds.model import Access
from feeds.service.clock import utc_now
from feeds.service.stats import Grouping, added_up, subscribers_by_kind, top_readers
from feeds.store import access, open_store

TOP = 3
MEGABYTE = 1_000_000
SHOWN = {Grouping.HOUR: "%Y-%m-%d %H:%M", Grouping.DAY: "%Y-%m-%d"}

Channels = Annotated[list[str] | None, typer.Argument(help="Paths of channels; all if omitted.")]
Since = Annotated[str, typer.Option(help='The period until now, such as "12h" or "30d".')]
Stretch = Annotated[Grouping, typer.Option("--by", help="One line per hour, per day (UTC), or in total.")]


def stats(
    channels: Channels = None,
    since: Since = "7d",
    by: Stretch = Grouping.TOTAL,
    config_file: ConfigFile = None,
    *,
    as_json: AsJsonLines = False,
) -> None:
    """Show how often each channel's feeds were requested, by which readers, and for how many subscribers.

    Only counts are stored: no addresses, no user agents. A running server adds to them every minute.
    """
    settings = load_settings(config_file, check_sources=False)
    found = asyncio.run(_found(settings, tuple(channels or ()), _seconds(since), by))
    if as_json:
        for one in found:
            print_json(_json(one, by))
    elif found:
        _print_table(found, by)
    else:
        print_line("No requests yet.")


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


def _print_table(found: tuple[Access, ...], by: Grouping) -> None:
    begins = () if by is Grouping.TOTAL else ("from (UTC)",)
    numbers = ("polls", "304 %", "MB", "subscribers")
    rows = []
    for one in found:
        readers = ", ".join(f"{kind} {count:,}" for kind, count in top_readers(one, TOP))
        row = (
            one.channel,
            f"{one.total:,}",
            f"{100 * one.unchanged / max(one.total, 1):.1f}",
            f"{one.sent_bytes / MEGABYTE:,.1f}",
            f"{one.subscribers:,}",
            readers,
        )
        rows.append(row if by is Grouping.TOTAL else (_at(one).strftime(SHOWN[by]), *row))
    print_table((*begins, "channel", *numbers, "top readers"), rows, right=numbers)


def _at(one: Access) -> datetime:
    return datetime.fromtimestamp(one.hour_s, UTC)


def _json(one: Access, by: Grouping) -> dict[str, object]:
    return {
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
