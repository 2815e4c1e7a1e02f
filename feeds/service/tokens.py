"""Making, listing and revoking the tokens that records are pushed with."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from feeds.config import Settings
from feeds.errors import FeedsError
from feeds.model import Scope, Token
from feeds.server.auth.bearer_tokens import ID_BYTES, SECRET_BYTES, write_token
from feeds.server.auth.secrets import digest
from feeds.service.service import utc_now
from feeds.service.source_monitor import PUSH
from feeds.store import Store, tokens


async def make_token(
    store: Store, settings: Settings, name: str, scope: Scope, now: datetime | None = None
) -> str:
    """Keep a new token and return it; it cannot be had again.

    Raises ``FeedsError`` for a name that is taken, and for sources and channels that are not configured.
    """
    _check(settings, scope)
    secret = secrets.token_hex(SECRET_BYTES)
    token = Token(
        id=secrets.token_hex(ID_BYTES),
        name=name,
        digest=digest(secret),
        scope=scope,
        made_at=now or utc_now(),
    )
    async with store.write() as tx:
        added = await tokens.add(tx, token)
    if not added:
        raise FeedsError(
            "a token has this name already", where=name, hint="Revoke it first, or choose another name"
        )
    return write_token(token.id, secret)


async def revoke_token(store: Store, name: str, now: datetime | None = None) -> None:
    """End a token for good. Raises ``FeedsError`` when there is none of that name."""
    async with store.write() as tx:
        revoked = await tokens.revoke(tx, name, int((now or utc_now()).timestamp()))
    if not revoked:
        raise FeedsError("no good token has this name", where=name, hint="See feeds token list")


def _check(settings: Settings, scope: Scope) -> None:
    sources = tuple(source.name for source in settings.sources if source.kind == PUSH)
    _known("source", scope.sources, sources, 'Add it with kind = "push"')
    paths = tuple(channel.path for channel in settings.channels)
    _known("channel", scope.channels, paths, "Add it to the settings")


def _known(what: str, named: Iterable[str], known: tuple[str, ...], hint: str) -> None:
    for name in named:
        if name not in known:
            choice = f", or choose from {', '.join(known)}" if known else ""
            raise FeedsError(f"no {what} that takes pushes has this name", where=name, hint=f"{hint}{choice}")
