"""``feeds status``: how the sources are doing, and what the store holds."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, out
from feeds.config import Settings, load
from feeds.model import SourceHealth, SourceStatus
from feeds.service.service import utc_now
from feeds.service.source_monitor import source_statuses
from feeds.store import Counts, open_store, statistics
from feeds.text.dates import rfc3339

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

_STYLES = {
    SourceHealth.OK: "green",
    SourceHealth.QUIET: "yellow",
    SourceHealth.FAILING: "red",
    SourceHealth.UNKNOWN: "dim",
}
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What is shown."""

    now: datetime
    counts: Counts
    sources: tuple[SourceStatus, ...]


def status(config_file: ConfigFile = DEFAULT_CONFIG, *, as_json: AsJson = False) -> None:
    """Show how each source is doing, and what the store holds; no server needs to run.

    ok: it brings news as usual. quiet: nothing new for more than twice its usual gap. failing: it could not
    be read the last time. unknown: it brought something new too seldom so far to tell.
    """
    state = asyncio.run(_state(load(config_file)))
    if as_json:
        typer.echo(json.dumps(_json(state), ensure_ascii=False, indent=2))
        return
    out.print(_table(state))
    for watched in state.sources:
        _tell_error(watched)
    for line in _totals(state):
        out.print(line, highlight=False)


async def _state(settings: Settings) -> _State:
    store = await open_store(settings.store_url)
    try:
        now = utc_now()
        sources = await source_statuses(store, settings.sources, now)
        async with store.read() as tx:
            counts = await statistics.counts(tx)
        return _State(now=now, counts=counts, sources=sources)
    finally:
        await store.close()


def _table(state: _State) -> Table:
    table = Table("source", "state", "last read", "last new", "usual gap", "held", box=None, pad_edge=False)
    for watched in state.sources:
        visit = watched.visit
        table.add_row(
            Text(visit.source),
            Text(watched.pulse.value, style=_STYLES[watched.pulse]),
            _ago(visit.read_at, state.now),
            _ago(visit.new_at, state.now),
            "–" if watched.usual_gap_s is None else _length(watched.usual_gap_s),
            str(watched.held),
        )
    return table


def _tell_error(watched: SourceStatus) -> None:
    visit = watched.visit
    if watched.pulse is not SourceHealth.FAILING or visit.failed_at is None:
        return
    why = ": ".join(part for part in (visit.error_where, visit.error) if part)
    out.print(f"{visit.source} at {rfc3339(visit.failed_at)}: {why}", style="red", markup=False)


def _totals(state: _State) -> tuple[str, ...]:
    counts = state.counts
    release = _release(counts)
    return (
        f"{counts.records:,} records, {counts.channels:,} channels, {counts.publications:,} publications",
        f"ledger at {counts.number}, {counts.waiting:,} channels wait to be published",
        f"next release {rfc3339(release)}" if release else "no release ahead",
    )


def _release(counts: Counts) -> datetime | None:
    return None if counts.release_s is None else datetime.fromtimestamp(counts.release_s, UTC)


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{_length(max(0, int((now - at).total_seconds())))} ago"


def _length(seconds: int) -> str:
    """Return a length of time in its largest unit, in which it is at least 2; seconds may be fewer."""
    unit, size_s = next(((unit, size_s) for unit, size_s in _UNITS if seconds >= 2 * size_s), _UNITS[-1])
    return f"{seconds // size_s} {unit}"


def _json(state: _State) -> dict[str, object]:
    counts, release = state.counts, _release(state.counts)
    return {
        "at": rfc3339(state.now),
        "records": counts.records,
        "channels": counts.channels,
        "publications": counts.publications,
        "number": counts.number,
        "waiting": counts.waiting,
        "next_release": rfc3339(release) if release else None,
        "sources": [_source_json(watched) for watched in state.sources],
    }


def _source_json(watched: SourceStatus) -> dict[str, object]:
    visit = watched.visit
    times = {"read": visit.read_at, "new": visit.new_at, "failed": visit.failed_at}
    return {
        "name": visit.source,
        "state": watched.pulse.value,
        **{name: rfc3339(at) if at else None for name, at in times.items()},
        "usual_gap_s": watched.usual_gap_s,
        "held": watched.held,
        "error": visit.error,
        "error_where": visit.error_where,
    }
