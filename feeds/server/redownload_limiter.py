"""How many bytes of what it already had a client may still be sent. No clock: seconds are arguments.

A client that asks conditionally never pays, nor does one that fetches each revision once, however many feeds
it follows (R-HTTP-15, R-HTTP-50). Who fetches the same bytes again and again runs out, for all feeds at once:
readers take a 429 to be about the whole host anyway (R-HTTP-49).
"""

import math

from feeds.model import Limits
from feeds.server.http.user_agents import agent_of

CLIENTS_AT_MOST = 4096
SEEN_AT_MOST = 64


class _Account:
    """What is left for a client as of a second, and what it had lately, oldest first."""

    __slots__ = ("left_bytes", "seen", "since_s")

    def __init__(self, left_bytes: float, since_s: float) -> None:
        self.left_bytes = left_bytes
        self.since_s = since_s
        self.seen: dict[int, None] = {}


class RedownloadLimiter:
    """The accounts of the clients seen last; one that is forgotten begins anew."""

    def __init__(self, limits: Limits) -> None:
        """Begin without accounts."""
        self._most_bytes = limits.again_bytes
        self._per_s = limits.again_bytes_per_s
        self._accounts: dict[str, _Account] = {}

    def spend(self, client: str, revision: int, size_bytes: int, now_s: float) -> int:
        """Charge a full body: 0, or the whole seconds until the client can have it again.

        ``revision`` tells bodies apart.
        """
        account = self._accounts.get(client) or self._open(client, now_s)
        if revision not in account.seen:
            _remember(account, revision)
            return 0
        earned = (now_s - account.since_s) * self._per_s
        account.left_bytes = min(self._most_bytes, account.left_bytes + max(earned, 0.0))
        account.since_s = now_s
        if account.left_bytes < size_bytes:
            return max(1, math.ceil((size_bytes - account.left_bytes) / self._per_s))
        account.left_bytes -= size_bytes
        return 0

    def _open(self, client: str, now_s: float) -> _Account:
        if len(self._accounts) >= CLIENTS_AT_MOST:
            del self._accounts[next(iter(self._accounts))]
        account = self._accounts[client] = _Account(self._most_bytes, now_s)
        return account


def _remember(account: _Account, revision: int) -> None:
    if len(account.seen) >= SEEN_AT_MOST:
        del account.seen[next(iter(account.seen))]
    account.seen[revision] = None


def fetches_for_many(user_agent: str | None) -> bool:
    """Whether a fetcher says that it comes for several subscribers at once."""
    return agent_of(user_agent).subscribers is not None
