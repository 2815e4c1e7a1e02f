"""Delays before failed deliveries are repeated, and pauses for failing hosts."""

import random
from collections import OrderedDict
from dataclasses import dataclass

MAX_HOSTS = 10_000
"""The number of hosts in memory; the oldest are removed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential delays with jitter, up to a number of ``attempts`` (R-HUB-18)."""

    first_ms: int = 5_000
    longest_ms: int = 3_600_000
    attempts: int = 8

    def next_ms(self, attempts: int, now_ms: int) -> int | None:
        """Return when to try again after ``attempts`` failures; ``None`` to give up."""
        if attempts + 1 >= self.attempts:
            return None
        delay_ms = min(self.first_ms * 2**attempts, self.longest_ms)
        return now_ms + int(delay_ms * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret


class CircuitBreaker:
    """Pauses a host after several failures in a row, for longer each time (R-HUB-30).

    While it is open one attempt passes each time its delay is over.
    """

    def __init__(self, failures: int = 5, first_ms: int = 30_000, longest_ms: int = 3_600_000) -> None:
        """Start with every host reachable."""
        self._limit = failures
        self._first_ms = first_ms
        self._longest_ms = longest_ms
        self._hosts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def closed_until_ms(self, host: str, now_ms: int) -> int | None:
        """Return the end of a host's pause; ``None`` if it may be contacted now."""
        failures, until_ms = self._hosts.get(host, (0, 0))
        return until_ms if failures >= self._limit and now_ms < until_ms else None

    def succeeded(self, host: str) -> None:
        """Note a success: the host is reachable."""
        self._hosts.pop(host, None)

    def failed(self, host: str, now_ms: int) -> None:
        """Note a failure."""
        failures = self._hosts.pop(host, (0, 0))[0] + 1
        over = max(0, failures - self._limit)
        self._hosts[host] = (failures, now_ms + min(self._first_ms * 2 ** min(over, 20), self._longest_ms))
        while len(self._hosts) > MAX_HOSTS:
            self._hosts.popitem(last=False)
