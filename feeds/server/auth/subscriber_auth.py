"""The doorkeeper of private channels: lets in who has a good token, in the path or as a password."""

from typing import Protocol

from feeds.model import Subscriber
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.responses import FORBIDDEN, challenge, too_many
from feeds.server.auth.secrets import verify
from feeds.server.auth.subscriber_tokens import password, read_token
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import NOT_FOUND

FAILURES = 20
"""Wrong tokens of one address within a minute that are answered as such."""


class Subscribers(Protocol):
    """Who may read private channels; asked each time, so that a revoked token ends at once everywhere."""

    async def subscriber(self, id_: str) -> Subscriber | None:
        """The subscriber with this public part of a token, revoked or not. Raises ``StoreError``."""
        ...


class SubscriberAuth:
    """Stands before everything private. ``realm`` is shown where a reader asks for name and password."""

    def __init__(self, subscribers: Subscribers | None, realm: str) -> None:
        """Without subscribers nobody is let in."""
        self._subscribers = subscribers
        self._challenge = challenge(realm)
        self._attempts = FailureLimiter(FAILURES)

    async def by_path(self, token: str, channel: str, client: str, now_s: float) -> RawResponse | None:
        """The refusal of a token in a path, or ``None``: it may come in. Raises ``StoreError``."""
        subscriber = await self._find(token)
        if subscriber is None:
            return self._failed(client, now_s) or NOT_FOUND
        return None if subscriber.may_read(channel) else NOT_FOUND

    async def by_password(
        self, authorization: str | None, channel: str, client: str, now_s: float
    ) -> RawResponse | None:
        """The refusal of an ``Authorization`` header, or ``None``: it may come in. Raises ``StoreError``.

        Many readers ask without one first, which is no failure.
        """
        if authorization is None:
            return self._challenge
        subscriber = await self._find(password(authorization))
        if subscriber is None:
            return self._failed(client, now_s) or self._challenge
        return None if subscriber.may_read(channel) else FORBIDDEN

    async def _find(self, token: str) -> Subscriber | None:
        parts = read_token(token)
        if parts is None or self._subscribers is None:
            return None
        subscriber = await self._subscribers.subscriber(parts[0])
        return subscriber if verify(subscriber, parts[1]) else None

    def _failed(self, client: str, now_s: float) -> RawResponse | None:
        wait_s = self._attempts.fail(client, now_s)
        return too_many(wait_s) if wait_s else None
