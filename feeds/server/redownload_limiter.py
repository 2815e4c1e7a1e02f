"""Limits how many bytes of unchanged content a client may download again. Pure: seconds are arguments.

Conditional requests are free, and so is each revision the first time, however many feeds a client follows
(R-HTTP-15, R-HTTP-50). A client that downloads the same bytes again and again runs out, for all feeds at
once: readers apply a 429 to the whole host anyway (R-HTTP-49).
"""

import math

from feeds.model import Limits

CLIENTS_AT_MOST = 4096
SEEN_AT_MOST = 64


class _Account:
    """The bytes left for a client as of a second, and the revisions it downloaded lately, oldest first."""

    __slots__ = ("left_bytes", "seen", "since_s")

    def __init__(self, left_bytes: float, since_s: float) -> None:
        self.left_bytes = left_bytes
        self.since_s = since_s
        self.seen: dict[int, None] = {}


class RedownloadLimiter:
    """The accounts of the clients seen last; a forgotten client starts again with a full account."""

    def __init__(self) -> None:
        """Begin without accounts."""
        self._accounts: dict[str, _Account] = {}

    def spend(self, client: str, revision: int, size_bytes: int, now_s: float, limits: Limits) -> int:
        """Charge a full body: 0, or the whole seconds until the client can download it again.

        ``revision`` identifies the body.
        """
        account = self._accounts.get(client) or self._open(client, now_s, limits)
        if revision not in account.seen:
            _remember(account, revision)
            return 0
        earned = (now_s - account.since_s) * limits.again_bytes_per_s
        account.left_bytes = min(limits.again_bytes, account.left_bytes + max(earned, 0.0))
        account.since_s = now_s
        if account.left_bytes < size_bytes:
            return max(1, math.ceil((size_bytes - account.left_bytes) / limits.again_bytes_per_s))
        account.left_bytes -= size_bytes
        return 0

    def _open(self, client: str, now_s: float, limits: Limits) -> _Account:
        if len(self._accounts) >= CLIENTS_AT_MOST:
            del self._accounts[next(iter(self._accounts))]
        account = self._accounts[client] = _Account(limits.again_bytes, now_s)
        return account


def _remember(account: _Account, revision: int) -> None:
    if len(account.seen) >= SEEN_AT_MOST:
        del account.seen[next(iter(account.seen))]
    account.seen[revision] = None
