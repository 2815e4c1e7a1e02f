"""``feeds hub``: show and end the subscriptions of the WebSub hub."""

from typing import Annotated

import typer

from feeds.cli.options import AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note, print_table
from feeds.cli.store_access import read_store, with_store
from feeds.cli.upstream import list_upstreams
from feeds.errors import FeedsError
from feeds.model import Subscription
from feeds.store import Transaction, websub

hub = typer.Typer(
    no_args_is_help=True, help="Show and end subscriptions of the WebSub hub, and show those of sources."
)

Key = Annotated[int, typer.Argument(metavar="NUMBER", help="The number that `feeds hub list` shows.")]
Topic = Annotated[str | None, typer.Option("--topic", help="Only one feed, such as news.atom.")]


@hub.command("list")
def list_subscriptions(
    topic: Topic = None, config_file: ConfigFile = None, *, as_json: AsJsonLines = False
) -> None:
    """List subscriptions with their leases and failed deliveries."""
    subscriptions = read_store(config_file, lambda tx: websub.subscriptions.list_all(tx, topic))
    if as_json:
        for one in subscriptions:
            print_json(_described(one))
    elif subscriptions:
        columns = ("number", "feed", "callback", "lease until", "last delivery", "delivered", "failures")
        print_table(columns, [_row(one) for one in subscriptions])
    else:
        print_line("There are no subscriptions.")


hub.command("upstream")(list_upstreams)


@hub.command("show")
def show(key: Key, config_file: ConfigFile = None) -> None:
    """Print one subscription as JSON."""
    found = read_store(config_file, lambda tx: websub.subscriptions.fetch(tx, key))
    print_json(_described(_known(found, key)))


@hub.command("drop")
def drop(key: Key, config_file: ConfigFile = None) -> None:
    """End one subscription and its deliveries."""

    async def end(tx: Transaction) -> Subscription | None:
        found = await websub.subscriptions.fetch(tx, key)
        await websub.subscriptions.remove(tx, [key])
        return found

    settings = load_settings(config_file, check_sources=False)
    ended = _known(with_store(settings.store_url, lambda store: store.write_at_once(end)), key)
    print_note(f"The subscription of {ended.callback} has ended.")


def _known(subscription: Subscription | None, key: int) -> Subscription:
    if subscription is None:
        raise FeedsError("there is no such subscription", where=str(key), hint="See `feeds hub list`")
    return subscription


def _row(one: Subscription) -> tuple[str, ...]:
    return (
        str(one.key),
        one.topic,
        one.callback,
        f"{one.lease_until:%Y-%m-%d %H:%M}",
        f"{one.delivered_at:%Y-%m-%d %H:%M}" if one.delivered_at else "-",
        str(one.delivered),
        str(one.failures),
    )


def _described(one: Subscription) -> dict[str, object]:
    return {
        "number": one.key,
        "feed": one.topic,
        "callback": one.callback,
        "protocol": one.protocol.value,
        "lease_until": one.lease_until.isoformat(),
        "delivered_at": one.delivered_at.isoformat() if one.delivered_at else None,
        "delivered": one.delivered,
        "failures": one.failures,
        "signed": one.secret is not None,
    }
