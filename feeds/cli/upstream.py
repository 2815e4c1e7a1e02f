"""``feeds hub upstream``: the subscriptions of sources at hubs of others."""

from datetime import datetime

from feeds.cli.options import AsJsonLines, ConfigFile
from feeds.cli.output import print_json, print_line, print_table
from feeds.cli.store_access import read_store
from feeds.model import Upstream, UpstreamState
from feeds.service.clock import utc_now
from feeds.store import upstreams


def list_upstreams(config_file: ConfigFile = None, *, as_json: AsJsonLines = False) -> None:
    """List the subscriptions of sources at hubs of others: their state, leases, and what was pushed."""
    found = read_store(config_file, upstreams.subscriptions.list_all)
    if as_json:
        for one in found:
            print_json(described(one))
    elif found:
        columns = ("source", "state", "topic", "hub", "lease until", "last push", "pushed", "refused")
        print_table(columns, [_row(one) for one in found], right=columns[-2:])
        for one in found:
            if one.error:
                print_line(f"{one.source}: {one.error}", color="red")
    else:
        print_line("No source is subscribed to at a hub.")


def described(one: Upstream) -> dict[str, object]:
    """Return a subscription as JSON shows it: without its callback and its secret."""
    return {
        "source": one.source,
        "url": one.url,
        "topic": one.topic,
        "hub": one.hub,
        "state": _state(one),
        "lease_until": _iso(one.lease_until),
        "pushed_at": _iso(one.pushed_at),
        "pushes": one.pushes,
        "refused": one.refused,
        "error": one.error,
    }


def _row(one: Upstream) -> tuple[str, ...]:
    times = (f"{at:%Y-%m-%d %H:%M}" if at else "-" for at in (one.lease_until, one.pushed_at))
    return (one.source, _state(one), one.topic, one.hub, *times, str(one.pushes), str(one.refused))


def _state(one: Upstream) -> str:
    """Return the state; a lease that ended without being renewed is over whatever was stored."""
    is_over = one.state is UpstreamState.ACTIVE and not one.is_active(utc_now())
    return "expired" if is_over else one.state.value


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
