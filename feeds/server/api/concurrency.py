"""Limits concurrent pushes, and refuses them while the writer is behind."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from feeds.server.api.limits import PushLimits
from feeds.server.api.problems import HTTPProblem, later

RETRY_AFTER_S = 2
CONFLICT_RETRY_AFTER_S = 1


class ConcurrencyLimiter:
    """Counts running pushes, in total and by token."""

    def __init__(self, limits: PushLimits) -> None:
        """Begin empty."""
        self._limits = limits
        self._running: Counter[str] = Counter()
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def acquire(self, token: str, behind_s: float) -> Iterator[None]:
        """Count a push while the context lasts; ``behind_s`` is how long a commit has been waiting.

        Raises ``HTTPProblem``: 503 when the service cannot take more, 429 when the token has its share.
        """
        if behind_s >= self._limits.behind_s:
            text = "The store is behind with writing. Try again in a moment."
            raise later(HTTPStatus.SERVICE_UNAVAILABLE, text, max(RETRY_AFTER_S, round(behind_s)))
        if self._running.total() >= self._limits.running:
            text = f"{self._limits.running} pushes are running, the maximum. Try again in a moment."
            raise later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S)
        if self._running[token] >= self._limits.per_token:
            text = f"This token has {self._limits.per_token} pushes running. Wait for one to end."
            raise later(HTTPStatus.TOO_MANY_REQUESTS, text, RETRY_AFTER_S)
        self._running[token] += 1
        try:
            yield
        finally:
            self._running[token] -= 1
            if not self._running[token]:
                del self._running[token]

    @contextmanager
    def lock_key(self, token: str, key: str | None) -> Iterator[None]:
        """Allow one request at a time for an idempotency key. Raises ``HTTPProblem``: 409."""
        if key is None:
            yield
            return
        if (token, key) in self._keys:
            text = "A request with this Idempotency-Key is under way."
            extra = (("Retry-After", str(CONFLICT_RETRY_AFTER_S)),)
            raise HTTPProblem(HTTPStatus.CONFLICT, text, extra=extra)
        self._keys.add((token, key))
        try:
            yield
        finally:
            self._keys.discard((token, key))
