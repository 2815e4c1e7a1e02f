"""``feeds token``: who may push records, and where to."""

import asyncio
import json
from typing import Annotated

import typer
from rich.table import Table

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err, out
from feeds.config import Settings, load
from feeds.model import Scope, Token
from feeds.service.credentials import make_token, revoke_token
from feeds.store import open_store, tokens

token = typer.Typer(no_args_is_help=True, help="Make, list and revoke the tokens for pushing.")

Name = Annotated[str, typer.Argument(help="What the token is called; it stands in the ledger.")]
Sources = Annotated[
    list[str], typer.Option("--source", "-s", help="A source it may push to; again for more.")
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A channel it may publish in, with all below it; again for more."),
]


@token.command("make")
def make(
    name: Name, sources: Sources, channels: Channels = None, config_file: ConfigFile = DEFAULT_CONFIG
) -> None:
    """Make a token and print it, once: only its hash is kept.

    It may push to the sources named, and into all channels unless some are named.
    """
    scope = Scope(sources=tuple(sources), channels=tuple(channels or ()))
    made = asyncio.run(_make(load(config_file), name, scope))
    err.print("Keep it well: it cannot be shown again.", highlight=False)
    typer.echo(made)


@token.command("list")
def list_tokens(
    config_file: ConfigFile = DEFAULT_CONFIG,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """List all tokens with what they may touch, revoked ones too."""
    tokens = asyncio.run(_tokens(load(config_file).store_url))
    if as_json:
        for one in tokens:
            typer.echo(_json(one))
        return
    table = Table("name", "sources", "channels", "made", "revoked", box=None, pad_edge=False)
    for one in tokens:
        scope = one.scope
        revoked = f"{one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else "-"
        channels = ", ".join(scope.channels) or "all"
        table.add_row(one.name, ", ".join(scope.sources), channels, f"{one.made_at:%Y-%m-%d %H:%M}", revoked)
    out.print(table if tokens else "There are no tokens.")


@token.command("revoke")
def revoke(name: Name, config_file: ConfigFile = DEFAULT_CONFIG) -> None:
    """End a token at once and for good."""
    asyncio.run(_revoke(load(config_file).store_url, name))
    err.print(f"{name} is revoked.", markup=False, highlight=False)


async def _make(settings: Settings, name: str, scope: Scope) -> str:
    store = await open_store(settings.store_url)
    try:
        return await make_token(store, settings, name, scope)
    finally:
        await store.close()


async def _tokens(url: str) -> tuple[Token, ...]:
    store = await open_store(url)
    try:
        async with store.read() as tx:
            return await tokens.list_all(tx)
    finally:
        await store.close()


async def _revoke(url: str, name: str) -> None:
    store = await open_store(url)
    try:
        await revoke_token(store, name)
    finally:
        await store.close()


def _json(one: Token) -> str:
    values = {
        "name": one.name,
        "sources": one.scope.sources,
        "channels": one.scope.channels,
        "made": one.made_at.isoformat(),
        "revoked": one.revoked_at.isoformat() if one.revoked_at else None,
    }
    return json.dumps(values, ensure_ascii=False)
