"""Making, listing, rotating and revoking who may read private channels."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from feeds.compose.tree import ChannelTree
from feeds.config import Settings
from feeds.errors import FeedsError
from feeds.model import Subscriber
from feeds.server.auth.secrets import digest
from feeds.server.auth.subscriber_tokens import ID_BYTES, SECRET_BYTES, TOKEN_PREFIX, write_token
from feeds.service.service import utc_now
from feeds.store import Store
from feeds.store import subscribers as subscriber_store


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """What a subscriber is given, once: the token, and the addresses of feeds with it inside."""

    token: str
    urls: tuple[str, ...]


class StoreSubscribers:
    """Looks subscribers up in the store for the server."""

    def __init__(self, store: Store) -> None:
        """Use a store."""
        self._store = store

    async def subscriber(self, id_: str) -> Subscriber | None:
        """Return the subscriber with this public part of a token. Raises ``StoreError``."""
        async with self._store.read() as tx:
            return await subscriber_store.fetch(tx, id_)


async def make_subscriber(
    store: Store, settings: Settings, name: str, channels: Sequence[str], now: datetime | None = None
) -> IssuedToken:
    """Let somebody read private channels, each with all below it.

    Raises ``FeedsError`` for a name that is taken, and for channels that are not there or public.
    """
    tree = ChannelTree(settings.channels)
    for path in channels:
        _check(tree, path)
    subscriber, token = _draw(name, tuple(dict.fromkeys(channels)), now)
    async with store.write() as tx:
        added = await subscriber_store.add(tx, subscriber)
    if not added:
        raise FeedsError(
            "a subscriber has this name already", where=name, hint="Choose another, or rotate it"
        )
    return _pass(settings, tree, subscriber, token)


async def rotate_subscriber(
    store: Store, settings: Settings, name: str, now: datetime | None = None
) -> IssuedToken:
    """Give a subscriber a new token; the old one ends at once. Raises ``FeedsError`` for no such name."""
    async with store.write() as tx:
        known = await subscriber_store.named(tx, name)
        if known is None:
            raise _nobody(name)
        subscriber, token = _draw(name, known.channels, now)
        await subscriber_store.replace(tx, subscriber, int(subscriber.made_at.timestamp()))
    return _pass(settings, ChannelTree(settings.channels), subscriber, token)


async def revoke_subscriber(store: Store, name: str, now: datetime | None = None) -> None:
    """End what a subscriber may, at once and for good. Raises ``FeedsError`` for no such name."""
    async with store.write() as tx:
        revoked = await subscriber_store.revoke(tx, name, int((now or utc_now()).timestamp()))
    if not revoked:
        raise _nobody(name)


def _draw(name: str, channels: tuple[str, ...], now: datetime | None) -> tuple[Subscriber, str]:
    """A subscriber with a fresh secret, and the token that holds it."""
    id_, secret = secrets.token_hex(ID_BYTES), secrets.token_hex(SECRET_BYTES)
    made = Subscriber(id=id_, name=name, digest=digest(secret), channels=channels, made_at=now or utc_now())
    return made, write_token(id_, secret)


def _pass(settings: Settings, tree: ChannelTree, subscriber: Subscriber, token: str) -> IssuedToken:
    known = [tree.channels[path] for path in subscriber.channels if path in tree.channels]
    base = f"{settings.site.url}/{TOKEN_PREFIX}{token}"
    urls = (f"{base}/{quote(channel.path)}.{form}" for channel in known for form in channel.formats)
    return IssuedToken(token=token, urls=tuple(urls))


def _check(tree: ChannelTree, path: str) -> None:
    channel = tree.channels.get(path)
    if channel is None or not channel.private:
        fault = "no channel has this path" if channel is None else "this channel is public"
        private = ", ".join(one.path for one in tree.channels.values() if one.private)
        hint = f"Choose from {private}" if private else "Give a channel private = true first"
        raise FeedsError(fault, where=path, hint=hint)


def _nobody(name: str) -> FeedsError:
    return FeedsError("there is no subscriber of this name", where=name, hint="See feeds subscriber list")
