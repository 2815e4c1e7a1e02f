"""``feeds status``: the state of the sources and the store."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from feeds.cli.options import AsJson, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_table
from feeds.cli.upstream import described
from feeds.config import Settings
from feeds.model import HubCounts, SourceHealth, SourceStatus, Upstream, UpstreamCounts
from feeds.service.clock import utc_now
from feeds.service.source_health import source_statuses
from feeds.store import Counts, Transaction, open_store, statistics, upstreams
from feeds.text.dates import rfc3339

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    """The values that are shown."""

    now: datetime
    counts: Counts
    sources: tuple[SourceStatus, ...]
    upstreams: tuple[Upstream, ...]


def status(config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show the state of each source and the contents of the store; the server does not have to run.

    ok: new records arrive as usual. quiet: nothing new for more than twice the usual interval. failing: the
    last read failed. unknown: too few new records so far. Works if sources cannot be read.
    """
    state = asyncio.run(_state(load_settings(config_file, check_sources=False)))
    if as_json:
        print_json(_json(state), indent=2)
        return
    headings = ("source", "state", "last read", "last new", "usual gap", "quarantined", "warnings")
    print_table(headings, [_row(source, state) for source in state.sources], right=headings[-2:])
    for source in state.sources:
        _print_error(source)
    for line in _totals(state):
        print_line(line)


async def _state(settings: Settings) -> _Status:
    store = await open_store(settings.store_url)
    try:
        now = utc_now()
        sources = await source_statuses(store, settings.sources, now)

        async def read(tx: Transaction) -> _Status:
            return _Status(
                now=now,
                counts=await statistics.counts(tx),
                sources=sources,
                upstreams=await upstreams.subscriptions.list_all(tx),
            )

        return await store.read_at_once(read)
    finally:
        await store.close()


def _row(status: SourceStatus, state: _Status) -> tuple[str, ...]:
    history = status.history
    return (
        history.source,
        status.health.value,
        _ago(history.read_at, state.now),
        _ago(history.new_at, state.now),
        "–" if status.usual_gap_s is None else _length(status.usual_gap_s),
        str(status.quarantined),
        str(dict(state.counts.warned).get(history.source, 0)),
    )


def _print_error(status: SourceStatus) -> None:
    history = status.history
    if status.health is SourceHealth.FAILING and history.failed_at is not None:
        error = ": ".join(part for part in (history.error_where, history.error) if part)
        print_line(f"{history.source} at {rfc3339(history.failed_at)}: {error}", color="red")


def _totals(state: _Status) -> tuple[str, ...]:
    counts = state.counts
    release = _release(counts)
    return (
        f"{counts.records:,} records, {counts.channels:,} channels, {counts.publications:,} publications",
        f"ledger at {counts.number}, {counts.waiting:,} channels waiting to be published",
        f"next release {rfc3339(release)}" if release else "no scheduled release",
        *_hub_totals(counts.hub),
        *_upstream_totals(counts.upstreams),
    )


def _hub_totals(hub: HubCounts) -> tuple[str, ...]:
    """Return lines about the hub, none while it has no subscriptions and nothing to do."""
    if hub == HubCounts():
        return ()
    waiting = f"{hub.deliveries:,} deliveries, {hub.requests:,} requests and {hub.pings:,} pings waiting"
    ended = ", ".join(f"{count:,} {name}" for name, count in hub.endings)
    lines = (f"{hub.subscriptions:,} hub subscriptions, {waiting}",)
    return (*lines, f"deliveries so far: {ended}") if ended else lines


def _upstream_totals(totals: UpstreamCounts) -> tuple[str, ...]:
    """Return a line about the subscriptions of sources, none without any; see ``feeds hub upstream``."""
    if not totals.states:
        return ()
    states = ", ".join(f"{count:,} {state}" for state, count in totals.states)
    pushed = f"{totals.pushes:,} documents pushed, {totals.refused:,} refused, {totals.documents:,} waiting"
    return (f"subscriptions of sources: {states}; {pushed}",)


def _release(counts: Counts) -> datetime | None:
    return None if counts.release_s is None else datetime.fromtimestamp(counts.release_s, UTC)


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{_length(max(0, int((now - at).total_seconds())))} ago"


def _length(seconds: int) -> str:
    """Return a duration in the largest unit of which it has at least two, or in seconds."""
    unit, size_s = next(((unit, size_s) for unit, size_s in _UNITS if seconds >= 2 * size_s), _UNITS[-1])
    return f"{seconds // size_s} {unit}"


def _json(state: _Status) -> dict[str, object]:
    counts, release = state.counts, _release(state.counts)
    return {
        "at": rfc3339(state.now),
        "records": counts.records,
        "channels": counts.channels,
        "publications": counts.publications,
        "number": counts.number,
        "waiting": counts.waiting,
        "hub": asdict(counts.hub) | {"endings": dict(counts.hub.endings)},
        "next_release": rfc3339(release) if release else None,
        "sources": [
            _source_json(source)
            | {"warned": dict(state.counts.warned).get(source.history.source, 0)}
            | {"websub": [described(one) for one in state.upstreams if one.source == source.history.source]}
            for source in state.sources
        ],
    }


def _source_json(status: SourceStatus) -> dict[str, object]:
    history = status.history
    times = {"read": history.read_at, "new": history.new_at, "failed": history.failed_at}
    return {
        "name": history.source,
        "state": status.health.value,
        **{name: rfc3339(at) if at else None for name, at in times.items()},
        "usual_gap_s": status.usual_gap_s,
        "held": status.quarantined,
        "error": history.error,
        "error_where": history.error_where,
    }
