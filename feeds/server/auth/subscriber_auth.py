"""Access to private channels by a subscriber's token, in the path or as a password."""

from collections.abc import Collection
from typing import Protocol

from feeds.model import Subscriber
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.responses import FORBIDDEN, challenge, too_many
from feeds.server.auth.secrets import verify
from feeds.server.auth.subscriber_tokens import read_token
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import NOT_FOUND

FAILURES = 20
"""Wrong tokens of one address within a minute that are answered at once."""


class Subscribers(Protocol):
    """The subscribers of private channels; read at each request, so that a revoked token ends at once."""

    async def subscriber(self, id_: str) -> Subscriber | None:
        """The subscriber with this public part of a token, revoked or not. Raises ``StoreError``."""
        ...

    async def many(self, ids: Collection[str]) -> dict[str, Subscriber]:
        """The subscribers with these public parts, revoked or not. Raises ``StoreError``."""
        ...

    def subscriber_now(self, id_: str) -> tuple[Subscriber | None] | None:
        """What ``subscriber`` returns, if it is known without waiting; ``None`` if it is not."""
        ...


class SubscriberAuth:
    """Checks what subscribers may read. ``realm`` is shown by clients that ask for name and password."""

    def __init__(self, subscribers: Subscribers | None, realm: str, failures: FailureLimiter) -> None:
        """Without subscribers nobody may read anything."""
        self._subscribers = subscribers
        self._challenge = challenge(realm)
        self._failures = failures

    async def find(self, token: str) -> Subscriber | None:
        """The subscriber who has this token, ``None`` for a wrong or revoked one. Raises ``StoreError``."""
        parts = read_token(token)
        if parts is None or self._subscribers is None:
            return None
        subscriber = await self._subscribers.subscriber(parts[0])
        return subscriber if verify(subscriber, parts[1]) else None

    def find_now(self, token: str) -> tuple[Subscriber | None] | None:
        """What ``find`` returns, if it is known without waiting; ``None`` if it is not."""
        parts = read_token(token)
        if parts is None or self._subscribers is None:
            return (None,)
        found = self._subscribers.subscriber_now(parts[0])
        if found is None or verify(found[0], parts[1]):
            return found
        return (None,)

    def is_unchanged(self, subscriber: Subscriber) -> bool:
        """Whether a subscriber whose token was right is the same now; false if that has to be waited for."""
        found = self._subscribers.subscriber_now(subscriber.id) if self._subscribers is not None else None
        return found is not None and (found[0] is subscriber or found[0] == subscriber)

    def by_path(
        self, subscriber: Subscriber | None, channel: str, client: str, now_s: float
    ) -> RawResponse | None:
        """The refusal of a token in a path, ``None`` if its subscriber may read the channel."""
        if subscriber is None:
            return self._failed(client, now_s) or NOT_FOUND
        return None if subscriber.may_read(channel) else NOT_FOUND

    def by_password(
        self,
        subscriber: Subscriber | None,
        authorization: str | None,
        channel: str,
        client: str,
        now_s: float,
    ) -> RawResponse | None:
        """The refusal of an ``Authorization`` header, ``None`` if its subscriber may read the channel.

        Many readers send none at first, which is not a failure.
        """
        if authorization is None:
            return self._challenge
        if subscriber is None:
            return self._failed(client, now_s) or self._challenge
        return None if subscriber.may_read(channel) else FORBIDDEN

    def _failed(self, client: str, now_s: float) -> RawResponse | None:
        wait_s = self._failures.fail(client, now_s)
        return too_many(wait_s) if wait_s else None
