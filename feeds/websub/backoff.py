"""Delays before failed requests are repeated."""

import random
from dataclasses import dataclass


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
