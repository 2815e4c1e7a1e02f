"""Credentials: tokens that push records, and subscribers who read private channels.

A secret is shown once, when it is made; the store keeps its digest.
"""

import secrets
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from feeds.compose.tree import ChannelTree
from feeds.config import Settings
from feeds.errors import FeedsError
from feeds.model import Scope, Subscriber, Token
from feeds.server.auth import bearer_tokens, subscriber_tokens
from feeds.server.auth.secrets import digest
from feeds.service.clock import utc_now
from feeds.service.source_health import PUSH
from feeds.store import Store, subscribers, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """What a subscriber gets once: the token, and the addresses of feeds that contain it."""

    token: str
    urls: tuple[str, ...]


class StoreSubscribers:
    """Looks subscribers up in the store for the server."""

    def __init__(self, store: Store) -> None:
        """Use a store."""
        self._store = store
        reader = store.database.point_reader
        self._reader = None if reader is None else subscribers.SubscriberReader(reader)

    def subscriber_now(self, id_: str) -> tuple[Subscriber | None] | None:
        """Return what ``subscriber`` returns if the database can be asked at once (SQLite), else ``None``."""
        if self._reader is None:
            return None
        try:
            return (self._reader.fetch(id_),)
        except sqlite3.Error:
            return None

    async def subscriber(self, id_: str) -> Subscriber | None:
        """Return the subscriber with this public part of a token. Raises ``StoreError``."""
        return await self._store.read_at_once(lambda tx: subscribers.fetch(tx, id_))

    async def many(self, ids: Collection[str]) -> dict[str, Subscriber]:
        """Return the subscribers with these public parts of tokens. Raises ``StoreError``."""
        return await self._store.read_at_once(lambda tx: subscribers.fetch_many(tx, ids))


async def make_token(
    store: Store, settings: Settings, name: str, scope: Scope, now: datetime | None = None
) -> str:
    """Store a new push token and return it.

    Raises ``FeedsError`` for a name that is taken, and for sources and channels that are not configured.
    """
    sources = tuple(source.name for source in settings.sources if source.kind == PUSH)
    _require_known("push source", scope.sources, sources, 'Add it with kind = "push"')
    paths = tuple(channel.path for channel in settings.channels)
    _require_known("channel", scope.channels, paths, "Add it to the settings")
    id_, secret = _draw(bearer_tokens.ID_BYTES, bearer_tokens.SECRET_BYTES)
    token = Token(id=id_, name=name, digest=digest(secret), scope=scope, created_at=now or utc_now())
    async with store.write() as tx:
        added = await tokens.add(tx, token)
    if not added:
        hint = "Revoke it first, or choose another name"
        raise FeedsError("a token with this name exists already", where=name, hint=hint)
    return bearer_tokens.write_token(id_, secret)


async def revoke_token(store: Store, name: str, now: datetime | None = None) -> None:
    """Revoke a push token for good. Raises ``FeedsError`` for a name without a valid token."""
    async with store.write() as tx:
        revoked = await tokens.revoke(tx, name, int((now or utc_now()).timestamp()))
    if not revoked:
        raise FeedsError("no valid token has this name", where=name, hint="See feeds token list")


async def make_subscriber(
    store: Store, settings: Settings, name: str, channels: Sequence[str], now: datetime | None = None
) -> IssuedToken:
    """Add a subscriber who may read private channels, each with all channels below it.

    Raises ``FeedsError`` for a name that is taken, and for channels that do not exist or are public.
    """
    tree = ChannelTree(settings.channels)
    for path in channels:
        _require_private(tree, path)
    subscriber, token = _new_subscriber(name, tuple(dict.fromkeys(channels)), now)
    async with store.write() as tx:
        added = await subscribers.add(tx, subscriber)
    if not added:
        hint = "Choose another name, or rotate the token of this one"
        raise FeedsError("a subscriber with this name exists already", where=name, hint=hint)
    return _issued(settings, tree, subscriber, token)


async def rotate_subscriber(
    store: Store, settings: Settings, name: str, now: datetime | None = None
) -> IssuedToken:
    """Give a subscriber a new token; the old one is revoked. Raises ``FeedsError`` for an unknown name."""
    async with store.write() as tx:
        known = await subscribers.named(tx, name)
        if known is None:
            raise _unknown_subscriber(name)
        subscriber, token = _new_subscriber(name, known.channels, now)
        await subscribers.replace(tx, subscriber, int(subscriber.created_at.timestamp()))
    return _issued(settings, ChannelTree(settings.channels), subscriber, token)


async def revoke_subscriber(store: Store, name: str, now: datetime | None = None) -> None:
    """Revoke a subscriber's token for good. Raises ``FeedsError`` for an unknown name."""
    async with store.write() as tx:
        revoked = await subscribers.revoke(tx, name, int((now or utc_now()).timestamp()))
    if not revoked:
        raise _unknown_subscriber(name)


def _draw(id_bytes: int, secret_bytes: int) -> tuple[str, str]:
    """A new public part and a new secret."""
    return secrets.token_hex(id_bytes), secrets.token_hex(secret_bytes)


def _new_subscriber(name: str, channels: tuple[str, ...], now: datetime | None) -> tuple[Subscriber, str]:
    """A subscriber with a new secret, and the token that contains it."""
    id_, secret = _draw(subscriber_tokens.ID_BYTES, subscriber_tokens.SECRET_BYTES)
    made = Subscriber(
        id=id_, name=name, digest=digest(secret), channels=channels, created_at=now or utc_now()
    )
    return made, subscriber_tokens.write_token(id_, secret)


def _issued(settings: Settings, tree: ChannelTree, subscriber: Subscriber, token: str) -> IssuedToken:
    known = [tree.channels[path] for path in subscriber.channels if path in tree.channels]
    base = f"{settings.site.url}/{subscriber_tokens.TOKEN_PREFIX}{token}"
    urls = (f"{base}/{quote(channel.path)}.{form}" for channel in known for form in channel.formats)
    return IssuedToken(token=token, urls=tuple(urls))


def _require_private(tree: ChannelTree, path: str) -> None:
    channel = tree.channels.get(path)
    if channel is None or not channel.private:
        fault = "no channel has this path" if channel is None else "this channel is public"
        private = ", ".join(one.path for one in tree.channels.values() if one.private)
        hint = f"Choose from {private}" if private else "Give a channel private = true first"
        raise FeedsError(fault, where=path, hint=hint)


def _require_known(what: str, named: Iterable[str], known: tuple[str, ...], hint: str) -> None:
    for name in named:
        if name not in known:
            choice = f", or choose from {', '.join(known)}" if known else ""
            raise FeedsError(f"no {what} has this name", where=name, hint=f"{hint}{choice}")


def _unknown_subscriber(name: str) -> FeedsError:
    return FeedsError("no subscriber has this name", where=name, hint="See feeds subscriber list")
