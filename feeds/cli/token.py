"""``feeds token``: manage the tokens for pushing records."""

from typing import Annotated

import typer

from feeds.cli.options import AsJson, AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_note, print_table
from feeds.cli.store_access import read_store, with_store
from feeds.model import Scope, Token
from feeds.service.credentials import make_token, revoke_token
from feeds.store import tokens as token_store

token = typer.Typer(no_args_is_help=True, help="Create, list and revoke tokens for pushing records.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the token; the ledger shows it.")]
Sources = Annotated[
    list[str], typer.Option("--source", "-s", help="A source of kind push that it may use; can be repeated.")
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A channel it may use, with all channels below it; can be repeated."),
]


@token.command("make")
def make(
    name: Name,
    sources: Sources,
    channels: Channels = None,
    config_file: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Create a token and print it, once: only its hash is stored.

    It may push to the given sources, and to all channels unless --channel is given.
    """
    settings = load_settings(config_file, check_sources=False)
    scope = Scope(sources=tuple(sources), channels=tuple(channels or ()))
    made = with_store(settings.store_url, lambda store: make_token(store, settings, name, scope))
    if as_json:
        print_json({"name": name, "token": made})
        return
    print_note("Store the token now; it cannot be shown again.")
    typer.echo(made)


@token.command("list")
def list_tokens(
    config_file: ConfigFile = None,
    *,
    as_json: AsJsonLines = False,
) -> None:
    """List all tokens with their sources and channels, revoked ones too."""
    tokens = read_store(config_file, token_store.list_all)
    if as_json:
        for one in tokens:
            print_json(_json(one))
        return
    if tokens:
        print_table(("name", "sources", "channels", "created", "revoked"), map(_row, tokens))
    else:
        print_line("There are no tokens.")


def _row(one: Token) -> tuple[str, ...]:
    revoked = f"{one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else "-"
    channels = ", ".join(one.scope.channels) or "all"
    return one.name, ", ".join(one.scope.sources), channels, f"{one.created_at:%Y-%m-%d %H:%M}", revoked


@token.command("revoke")
def revoke(name: Name, config_file: ConfigFile = None) -> None:
    """Revoke a token at once and permanently."""
    settings = load_settings(config_file, check_sources=False)
    with_store(settings.store_url, lambda store: revoke_token(store, name))
    print_note(f"{name} is revoked.")


def _json(one: Token) -> dict[str, object]:
    return {
        "name": one.name,
        "sources": one.scope.sources,
        "channels": one.scope.channels,
        "made": one.created_at.isoformat(),
        "revoked": one.revoked_at.isoformat() if one.revoked_at else None,
    }
