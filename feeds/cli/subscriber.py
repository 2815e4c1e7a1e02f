"""``feeds subscriber``: who may read private channels."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err, out
from feeds.config import load
from feeds.model import Subscriber
from feeds.service.credentials import IssuedToken, make_subscriber, revoke_subscriber, rotate_subscriber
from feeds.store import Store, open_store
from feeds.store import subscribers as subscriber_store

subscriber = typer.Typer(no_args_is_help=True, help="Let people read private channels, and end it.")

Name = Annotated[str, typer.Argument(help="What the subscriber is called.")]
Channels = Annotated[
    list[str],
    typer.Option("--channel", help="A private channel to be read, with all below it; again for more."),
]
_Result = TypeVar("_Result")


@subscriber.command("make")
def make(name: Name, channels: Channels, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Make a subscriber and print the addresses of the feeds, once: only a hash of the token is kept.

    Whoever has an address can read it. Readers that ask for name and password take any name and the token,
    which is the step after the ~, at the addresses without that step.
    """
    settings = load(config_file)
    _tell(_run(settings.store_url, lambda store: make_subscriber(store, settings, name, channels)))


@subscriber.command("rotate")
def rotate(name: Name, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Give a subscriber new addresses; the old ones end at once."""
    settings = load(config_file)
    _tell(_run(settings.store_url, lambda store: rotate_subscriber(store, settings, name)))


@subscriber.command("revoke")
def revoke(name: Name, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """End a subscription at once and for good."""
    _run(load(config_file).store_url, lambda store: revoke_subscriber(store, name))
    err.print(f"{name} is revoked.", markup=False, highlight=False)


@subscriber.command("list")
def list_subscribers(
    config_file: ConfigFile = DEFAULT_CONFIG,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """List all subscribers with what they may read, revoked ones too."""
    subscribers = _run(load(config_file).store_url, _all)
    if as_json:
        for one in subscribers:
            typer.echo(_json(one))
        return
    table = Table("name", "channels", "made", "revoked", box=None, pad_edge=False)
    for one in subscribers:
        revoked = f"{one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else "-"
        table.add_row(one.name, ", ".join(one.channels), f"{one.made_at:%Y-%m-%d %H:%M}", revoked)
    out.print(table if subscribers else "There are no subscribers.")


async def _all(store: Store) -> tuple[Subscriber, ...]:
    async with store.read() as tx:
        return await subscriber_store.list_all(tx)


def _tell(made: IssuedToken) -> None:
    err.print("Hand them on in private: they cannot be shown again.", highlight=False)
    for url in made.urls:
        typer.echo(url)


def _run(url: str, act: Callable[[Store], Awaitable[_Result]]) -> _Result:
    async def run() -> _Result:
        store = await open_store(url)
        try:
            return await act(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _json(one: Subscriber) -> str:
    values = {
        "name": one.name,
        "channels": one.channels,
        "made": one.made_at.isoformat(),
        "revoked": one.revoked_at.isoformat() if one.revoked_at else None,
    }
    return json.dumps(values, ensure_ascii=False)
