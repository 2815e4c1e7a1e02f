"""``feeds subscriber``: manage the subscribers of private channels."""

from typing import Annotated

import typer

from feeds.cli.options import AsJson, AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note, print_table
from feeds.cli.store_access import read_store, with_store
from feeds.model import Subscriber
from feeds.service.credentials import IssuedToken, make_subscriber, revoke_subscriber, rotate_subscriber
from feeds.store import subscribers as subscriber_store

subscriber = typer.Typer(
    no_args_is_help=True, help="Create, list, rotate and revoke subscribers of private channels."
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the subscriber.")]
Channels = Annotated[
    list[str],
    typer.Option("--channel", help="A private channel, with all channels below it; can be repeated."),
]


@subscriber.command("make")
def make(name: Name, channels: Channels, config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Create a subscriber and print the addresses of the feeds, once: only a hash of the token is stored.

    Anybody who has an address can read the feed. Readers that ask for name and password take any name and
    the token, which is the segment after the ~, at the addresses without that segment.
    """
    settings = load_settings(config_file, check_sources=False)
    _print_addresses(
        with_store(settings.store_url, lambda store: make_subscriber(store, settings, name, channels)),
        as_json=as_json,
    )


@subscriber.command("rotate")
def rotate(name: Name, config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Give a subscriber new addresses; the old ones stop working at once."""
    settings = load_settings(config_file, check_sources=False)
    issued = with_store(settings.store_url, lambda store: rotate_subscriber(store, settings, name))
    _print_addresses(issued, as_json=as_json)


@subscriber.command("revoke")
def revoke(name: Name, config_file: ConfigFile = None) -> None:
    """Revoke a subscriber's access at once and permanently."""
    with_store(
        load_settings(config_file, check_sources=False).store_url,
        lambda store: revoke_subscriber(store, name),
    )
    print_note(f"{name} is revoked.")


@subscriber.command("list")
def list_subscribers(
    config_file: ConfigFile = None,
    *,
    as_json: AsJsonLines = False,
) -> None:
    """List all subscribers with their channels, revoked ones too."""
    subscribers = read_store(config_file, subscriber_store.list_all)
    if as_json:
        for one in subscribers:
            print_json(_json(one))
        return
    if subscribers:
        print_table(("name", "channels", "created", "revoked"), map(_row, subscribers))
    else:
        print_line("There are no subscribers.")


def _row(one: Subscriber) -> tuple[str, ...]:
    revoked = f"{one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else "-"
    return one.name, ", ".join(one.channels), f"{one.created_at:%Y-%m-%d %H:%M}", revoked


def _print_addresses(issued: IssuedToken, *, as_json: bool) -> None:
    if as_json:
        print_json({"urls": issued.urls})
        return
    print_note("Send these addresses privately; they cannot be shown again.")
    for url in issued.urls:
        typer.echo(url)


def _json(one: Subscriber) -> dict[str, object]:
    return {
        "name": one.name,
        "channels": one.channels,
        "made": one.created_at.isoformat(),
        "revoked": one.revoked_at.isoformat() if one.revoked_at else None,
    }
